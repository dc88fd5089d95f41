/** Reading an Etsy shop: whose key it is, its listings, one of them, the drafts that a lost answer may have made. */
import { ConnectorError, type ConnectorIo, type ObservedListing, type ShopIdentity } from '../connector.ts';
import { sameText } from '../text.ts';
import { call, readFiles, readListing, shopId } from './client.ts';
import { defaultTaxonomyId, taxonomyPath } from './limits.ts';
import { fromEtsyListing } from './map.ts';
import type { EtsyListing, EtsyPage, EtsyShop, EtsyState, EtsyTaxonomyNode } from './types.ts';

export async function identify(io: ConnectorIo): Promise<ShopIdentity> {
  const me = await call<{ user_id: number; shop_id: number | null }>(io, '/users/me');
  if (!me.shop_id)
    throw new ConnectorError(
      'rejected',
      'This Etsy account has no shop. Open one on Etsy, or connect with the account that has it.',
    );
  const shop = await call<EtsyShop>(io, `/shops/${me.shop_id}`);
  return {
    remoteId: String(shop.shop_id),
    name: shop.shop_name,
    url: shop.url,
    currency: shop.currency_code,
    settings: {
      shopId: String(shop.shop_id),
      currency: shop.currency_code,
      taxonomyId: io.settings.taxonomyId || (await findTaxonomyId(io)),
    },
  };
}

/** Etsy's category for patterns, looked up by its names; the known id where the tree cannot be read or was renamed. */
async function findTaxonomyId(io: ConnectorIo): Promise<string> {
  let nodes: EtsyTaxonomyNode[];
  try {
    nodes = (await call<EtsyPage<EtsyTaxonomyNode>>(io, '/seller-taxonomy/nodes')).results;
  } catch (error) {
    if (error instanceof ConnectorError && (error.kind === 'gone' || error.kind === 'transient'))
      return defaultTaxonomyId.value;
    throw error;
  }
  let found: EtsyTaxonomyNode | undefined;
  for (const name of taxonomyPath.value) {
    found = (found?.children ?? nodes).find((node) => sameText(node.name, name));
    if (!found) return defaultTaxonomyId.value;
  }
  return String(found?.id ?? defaultTaxonomyId.value);
}

/** Etsy lists one state at a time, so the cursor walks through all of them. */
const everyState: readonly EtsyState[] = ['active', 'draft', 'inactive', 'sold_out', 'expired'];
const pageSize = 100;

export async function list(
  io: ConnectorIo,
  cursor: string | null,
): Promise<{ listings: ObservedListing[]; nextCursor: string | null }> {
  const [state = 'active', offset = '0'] = (cursor ?? 'active:0').split(':');
  const { results } = await page(io, state as EtsyState, Number(offset));
  const listings: ObservedListing[] = [];
  for (const listing of results) listings.push(await withFiles(io, listing));
  return { listings, nextCursor: following(state as EtsyState, Number(offset), results.length) };
}

function following(state: EtsyState, offset: number, count: number): string | null {
  if (count === pageSize) return `${state}:${offset + pageSize}`;
  const next = everyState[everyState.indexOf(state) + 1];
  return next ? `${next}:0` : null;
}

const page = (io: ConnectorIo, state: EtsyState, offset: number): Promise<EtsyPage<EtsyListing>> =>
  call(io, `/shops/${shopId(io)}/listings`, {
    query: { state, limit: pageSize, offset, includes: 'Images,Inventory' },
  });

/** Files come by a call of their own. A listing that is sent by post has none; one that was flipped may still have. */
async function withFiles(io: ConnectorIo, listing: EtsyListing): Promise<ObservedListing> {
  const isSent = listing.listing_type === 'physical' && typeof listing.shipping_profile_id === 'number';
  return fromEtsyListing(listing, isSent ? [] : await readFiles(io, String(listing.listing_id)));
}

export async function observe(io: ConnectorIo, remoteId: string): Promise<ObservedListing | null> {
  try {
    return await withFiles(io, await readListing(io, remoteId));
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'gone') return null;
    throw error;
  }
}

/** A draft has no SKU until the step after its creation, so a bare one is known by its title. */
export async function find(
  io: ConnectorIo,
  marker: { sku: string; title: string },
): Promise<ObservedListing[]> {
  const found: EtsyListing[] = [];
  for (const state of ['draft', 'active', 'inactive'] as const) {
    for (let offset = 0; ; offset += pageSize) {
      const { results } = await page(io, state, offset);
      found.push(...results.filter((listing) => carries(listing, marker, state === 'draft')));
      if (results.length < pageSize) break;
    }
  }
  found.sort((a, b) => (b.created_timestamp ?? b.listing_id) - (a.created_timestamp ?? a.listing_id));
  const listings: ObservedListing[] = [];
  for (const listing of found) listings.push(await withFiles(io, listing));
  return listings;
}

function carries(listing: EtsyListing, marker: { sku: string; title: string }, isDraft: boolean): boolean {
  const { sku } = fromEtsyListing(listing, []);
  if (sku) return sku === marker.sku;
  return isDraft && sameText(listing.title, marker.title);
}
