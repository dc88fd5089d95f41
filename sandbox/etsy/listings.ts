import { formOf, type Reply, type ShopRequest } from '../kit/router.ts';
import { type EtsyContext, isAscending, listingOf, listParam, ownShop, pageOf } from './context.ts';
import { refuse } from './errors.ts';
import { activate, neverPublished, setState, touch } from './lifecycle.ts';
import type { EtsyListing, ListingType } from './state.ts';
import { takeId } from './state.ts';
import { checkTexts, maxImages, splitList } from './validate.ts';
import { toImages, toInventory, toListing } from './wire.ts';

const isTrue = (text: string | undefined): boolean => text === 'true' || text === '1';

function view(context: EtsyContext, listing: EtsyListing, includes: string[]) {
  return {
    ...toListing(context.state, context.url, listing),
    ...(includes.includes('Images') ? { images: toImages(context.url, listing) } : {}),
    ...(includes.includes('Inventory') ? { inventory: toInventory(context.state, listing) } : {}),
    skus: listing.sku ? [listing.sku] : [],
    views: 0,
  };
}

export function createListing(context: EtsyContext, request: ShopRequest): Reply {
  ownShop(context, request);
  const form = formOf(request.body);
  for (const field of ['quantity', 'title', 'description', 'price', 'who_made', 'when_made', 'taxonomy_id'])
    if (form[field] === undefined) throw refuse(400, `Missing required parameter: ${field}`);
  checkTexts(form);
  const quantity = Number(form.quantity);
  const price = Number(form.price);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 999)
    throw refuse(400, 'Quantity must be between 1 and 999');
  checkPrice(price);
  const type = (form.type || 'physical') as ListingType;
  if (type !== 'download' && !form.shipping_profile_id)
    throw refuse(400, 'A shipping_profile_id is required for physical listings.');
  const now = context.clock.seconds();
  const { state } = context;
  const listing: EtsyListing = {
    listingId: takeId(state),
    state: 'draft',
    type,
    title: form.title ?? '',
    description: form.description ?? '',
    quantity,
    priceMinor: Math.round(price * 100),
    sku: '',
    productId: takeId(state),
    offeringId: takeId(state),
    whoMade: form.who_made ?? '',
    whenMade: form.when_made ?? '',
    taxonomyId: Number(form.taxonomy_id),
    tags: splitList(form.tags),
    materials: splitList(form.materials),
    styles: splitList(form.styles),
    isSupply: form.is_supply === undefined ? null : isTrue(form.is_supply),
    isTaxable: form.is_taxable === undefined ? true : isTrue(form.is_taxable),
    shouldAutoRenew: isTrue(form.should_auto_renew),
    shippingProfileId: form.shipping_profile_id ? Number(form.shipping_profile_id) : null,
    shopSectionId: form.shop_section_id ? Number(form.shop_section_id) : null,
    createdAt: now,
    updatedAt: now,
    stateAt: now,
    endingAt: neverPublished(now),
    files: [],
    images: [],
  };
  if (form.image_ids) setImages(context, listing, form.image_ids);
  state.listings[listing.listingId] = listing;
  return { status: 201, body: toListing(state, context.url, listing) };
}

export function checkPrice(price: number): void {
  if (!Number.isFinite(price) || price < 0.2) throw refuse(400, 'Price must be at least 0.20');
  if (price > 50_000) throw refuse(400, 'Price is too high');
}

/** Keeps exactly these images, in this order; their texts stay. */
function setImages(context: EtsyContext, listing: EtsyListing, text: string): void {
  const ids = splitList(text).map(Number);
  if (ids.length > maxImages) throw refuse(400, `A listing can have up to ${maxImages} images`);
  listing.images = ids.map((imageId, index) => {
    if (!context.state.images[imageId]) throw refuse(400, `Image ${imageId} does not exist`);
    const present = listing.images.find((entry) => entry.imageId === imageId);
    return {
      imageId,
      rank: index + 1,
      altText: present?.altText ?? '',
      createdAt: present?.createdAt ?? context.clock.seconds(),
    };
  });
}

const setters: Record<string, (listing: EtsyListing, text: string) => void> = {
  title: (listing, text) => {
    listing.title = text;
  },
  description: (listing, text) => {
    listing.description = text;
  },
  tags: (listing, text) => {
    listing.tags = splitList(text);
  },
  materials: (listing, text) => {
    listing.materials = splitList(text);
  },
  styles: (listing, text) => {
    listing.styles = splitList(text);
  },
  who_made: (listing, text) => {
    listing.whoMade = text;
  },
  when_made: (listing, text) => {
    listing.whenMade = text;
  },
  taxonomy_id: (listing, text) => {
    listing.taxonomyId = Number(text);
  },
  is_supply: (listing, text) => {
    listing.isSupply = isTrue(text);
  },
  is_taxable: (listing, text) => {
    listing.isTaxable = isTrue(text);
  },
  should_auto_renew: (listing, text) => {
    listing.shouldAutoRenew = isTrue(text);
  },
  shop_section_id: (listing, text) => {
    listing.shopSectionId = text && text !== '0' ? Number(text) : null;
  },
  shipping_profile_id: (listing, text) => {
    listing.shippingProfileId = text ? Number(text) : null;
  },
};

/** Price and quantity are not here: the real shop ignores them since June 2022. */
export function updateListing(context: EtsyContext, request: ShopRequest): Reply {
  ownShop(context, request);
  const stored = listingOf(context, request.params.listingId);
  const form = formOf(request.body);
  checkTexts(form);
  // All or nothing: a refusal below leaves the stored listing as it was.
  const listing = structuredClone(stored);
  for (const [field, text] of Object.entries(form)) setters[field]?.(listing, text);
  if (form.image_ids !== undefined) setImages(context, listing, form.image_ids);
  if (form.type) listing.type = form.type as ListingType;
  if (form.state === 'active') activate(context, listing);
  if (form.state === 'inactive') {
    if (listing.state === 'draft') throw refuse(400, 'A draft can only be changed to active');
    if (listing.state !== 'inactive') setState(context, listing, 'inactive');
  }
  // After the rest, so that a flipped listing stays on sale and nobody notices.
  if (!form.type && listing.type === 'download' && (context.options.flipsTypeOnPatch ?? true))
    listing.type = 'physical';
  touch(context, listing);
  context.state.listings[listing.listingId] = listing;
  return { status: 200, body: toListing(context.state, context.url, listing) };
}

export function deleteListing(context: EtsyContext, request: ShopRequest): Reply {
  const listing = listingOf(context, request.params.listingId);
  delete context.state.listings[listing.listingId];
  return { status: 204 };
}

/** Public for what is on sale; the rest only for its owner. */
export function getListing(context: EtsyContext, request: ShopRequest, isOwner: boolean): Reply {
  const listing = listingOf(context, request.params.listingId);
  if (!isOwner && listing.state !== 'active') throw refuse(404, 'The listing is not available');
  return { status: 200, body: view(context, listing, listParam(request.query, 'includes')) };
}

export function listListings(context: EtsyContext, request: ShopRequest): Reply {
  ownShop(context, request);
  return pageOfListings(context, request, request.query.get('state') ?? 'active');
}

export function listActiveListings(context: EtsyContext, request: ShopRequest): Reply {
  ownShop(context, request);
  return pageOfListings(context, request, 'active');
}

function pageOfListings(context: EtsyContext, request: ShopRequest, state: string): Reply {
  const { limit, offset } = pageOf(request.query);
  const sortOn = request.query.get('sort_on') ?? 'created';
  const keyOf = (listing: EtsyListing) =>
    sortOn === 'price' ? listing.priceMinor : sortOn === 'updated' ? listing.updatedAt : listing.createdAt;
  const sign = isAscending(request.query) ? 1 : -1;
  const found = Object.values(context.state.listings)
    .filter((listing) => listing.state === state)
    .sort((a, b) => sign * (keyOf(a) - keyOf(b) || a.listingId - b.listingId));
  const includes = listParam(request.query, 'includes');
  const results = found.slice(offset, offset + limit).map((listing) => view(context, listing, includes));
  return { status: 200, body: { count: found.length, results } };
}

export function batchListings(context: EtsyContext, request: ShopRequest): Reply {
  const ids = listParam(request.query, 'listing_ids');
  if (ids.length === 0 || ids.length > 100) throw refuse(400, 'listing_ids must have 1 to 100 entries');
  const includes = listParam(request.query, 'includes');
  const results = ids
    .map((id) => context.state.listings[id])
    .filter((listing) => listing !== undefined)
    .map((listing) => view(context, listing, includes));
  return { status: 200, body: { count: results.length, results } };
}
