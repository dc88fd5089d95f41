/** Etsy's shapes in the hub's words and back. Pure. */
import { type Money, minorDigits } from '../../kit/money.ts';
import type { ListingState, ObservedFile, ObservedListing } from '../connector.ts';
import { decodeEntities } from '../text.ts';
import type { EtsyFile, EtsyInventory, EtsyListing, EtsyMoney, EtsyProduct, EtsyState } from './types.ts';

export function fromEtsyMoney(money: EtsyMoney): Money {
  const amount = (money.amount * 10 ** minorDigits(money.currency_code)) / (money.divisor || 1);
  return { amountMinor: Math.round(amount), currency: money.currency_code };
}

const states: Record<EtsyState, ListingState> = {
  draft: 'draft',
  active: 'live',
  inactive: 'paused',
  expired: 'ended',
  sold_out: 'ended',
};

const byRank = (a: { rank: number }, b: { rank: number }): number => a.rank - b.rank;
const isThere = (product: EtsyProduct): boolean => product.is_deleted !== true;

/** `listing` with its images and inventory, and its files, which Etsy gives by a call of their own. */
export function fromEtsyListing(listing: EtsyListing, files: readonly EtsyFile[]): ObservedListing {
  const products = listing.inventory?.products.filter(isThere) ?? [];
  const sku = products.map((product) => product.sku).find(Boolean) ?? listing.skus?.find(Boolean) ?? null;
  const offering = products.length === 1 ? products[0]?.offerings.find((one) => !one.is_deleted) : undefined;
  const price = offering?.price ?? listing.price;
  return {
    remoteId: String(listing.listing_id),
    url: listing.url,
    state: states[listing.state],
    title: decodeEntities(listing.title),
    description: decodeEntities(listing.description),
    price: price ? fromEtsyMoney(price) : null,
    tags: (listing.tags ?? []).map(decodeEntities),
    category: listing.taxonomy_id === null ? null : String(listing.taxonomy_id),
    sku,
    images: [...(listing.images ?? [])].sort(byRank).map((image) => ({
      remoteId: String(image.listing_image_id),
      alt: decodeEntities(image.alt_text ?? ''),
      ...(image.url_fullxfull ? { url: image.url_fullxfull } : {}),
    })),
    files: fromEtsyFiles(files),
    isDigital: listing.listing_type !== 'physical',
    facts: {
      shopState: listing.state,
      listingType: listing.listing_type,
      quantity: listing.quantity,
      views: listing.views ?? null,
      renewsByItself: listing.should_auto_renew ?? null,
      endsAt: listing.ending_timestamp ? new Date(listing.ending_timestamp * 1000).toISOString() : null,
      hasVariations: products.length > 1 || listing.has_variations === true,
      hasShipping: typeof listing.shipping_profile_id === 'number',
    },
  };
}

export const fromEtsyFiles = (files: readonly EtsyFile[]): ObservedFile[] =>
  [...files].sort(byRank).map(fromEtsyFile);

/** What was known, with what a change of the listing answered: everything but its pictures, files and inventory. */
export function withEtsyListing(
  before: ObservedListing | null,
  listing: EtsyListing,
): ObservedListing | null {
  if (!before) return null;
  const now = fromEtsyListing({ ...listing, inventory: null }, []);
  const { hasVariations: _, ...facts } = now.facts;
  const told = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
  return {
    ...now,
    price: now.price ?? before.price,
    sku: now.sku ?? before.sku,
    images: before.images,
    files: before.files,
    facts: { ...before.facts, ...told },
  };
}

/** What was known, with what a change of the inventory answered: price, SKU and stock. */
export function withEtsyInventory(
  before: ObservedListing | null,
  inventory: EtsyInventory,
): ObservedListing | null {
  const [product] = inventory.products.filter(isThere);
  const offering = product?.offerings.find((one) => !one.is_deleted);
  if (!before || !product || !offering) return null;
  return {
    ...before,
    sku: product.sku || null,
    price: fromEtsyMoney(offering.price),
    facts: { ...before.facts, quantity: offering.quantity },
  };
}

/** What was known, with a file that was just taken. Where the listing was no digital one, more than that changes. */
export const withEtsyFile = (before: ObservedListing | null, file: EtsyFile): ObservedListing | null =>
  before?.isDigital
    ? {
        ...before,
        files: [
          ...before.files.slice(0, Math.max(0, file.rank - 1)),
          fromEtsyFile(file),
          ...before.files.slice(Math.max(0, file.rank - 1)),
        ],
      }
    : null;

const fromEtsyFile = (file: EtsyFile): ObservedFile => ({
  remoteId: String(file.listing_file_id),
  name: decodeEntities(file.filename),
  sizeBytes: file.size_bytes,
});

/**
 * The whole inventory as Etsy wants it back, with another price or SKU; everything else stays as it was read.
 * Null where several products exist: one price would flatten the seller's variations.
 */
export function toEtsyInventory(
  read: EtsyInventory,
  change: { price?: number; sku?: string },
): object | null {
  const products = read.products.filter(isThere);
  if (products.length !== 1) return null;
  return {
    products: products.map((product) => ({
      sku: change.sku ?? product.sku ?? '',
      property_values: (product.property_values ?? []).map((value) => ({
        property_id: value.property_id,
        value_ids: value.value_ids,
        values: value.values,
        ...(value.scale_id ? { scale_id: value.scale_id } : {}),
        ...(value.property_name ? { property_name: value.property_name } : {}),
      })),
      offerings: product.offerings
        .filter((offering) => offering.is_deleted !== true)
        .map((offering) => ({
          price: change.price ?? offering.price.amount / (offering.price.divisor || 1),
          quantity: offering.quantity,
          is_enabled: offering.is_enabled,
          readiness_state_id: offering.readiness_state_id ?? null,
        })),
    })),
    price_on_property: read.price_on_property ?? [],
    quantity_on_property: read.quantity_on_property ?? [],
    sku_on_property: read.sku_on_property ?? [],
  };
}
