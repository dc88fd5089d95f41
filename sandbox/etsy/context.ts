import type { ShopClock } from '../kit/clock.ts';
import type { ShopRequest } from '../kit/router.ts';
import { refuse } from './errors.ts';
import type { EtsyCredentials, EtsySandboxOptions } from './options.ts';
import type { EtsyListing, EtsyState } from './state.ts';

/** What every route needs. */
export interface EtsyContext {
  state: EtsyState;
  clock: ShopClock;
  credentials: EtsyCredentials;
  options: EtsySandboxOptions;
  /** Set once the port is known. */
  url: string;
  emit(eventType: string, receiptId: number): void;
}

export function ownShop(context: EtsyContext, request: ShopRequest): void {
  if (Number(request.params.shopId) !== context.state.shopId)
    throw refuse(403, 'The user is not the owner of this shop');
}

export function listingOf(context: EtsyContext, id: string | number | undefined): EtsyListing {
  const listing = context.state.listings[String(id)];
  if (!listing) throw refuse(404, `Could not find a Listing with listing_id = ${id}`);
  return listing;
}

export interface Page {
  limit: number;
  offset: number;
}

export function pageOf(query: URLSearchParams): Page {
  const limit = Number(query.get('limit') ?? 25);
  const offset = Number(query.get('offset') ?? 0);
  if (!(limit >= 1 && limit <= 100)) throw refuse(400, 'limit must be between 1 and 100');
  if (!(offset >= 0)) throw refuse(400, 'offset is out of range');
  return { limit, offset };
}

export const isAscending = (query: URLSearchParams): boolean =>
  ['asc', 'ascending', 'up'].includes(query.get('sort_order') ?? 'desc');

/** Comma text, a repeated key, or both. */
export const listParam = (query: URLSearchParams, name: string): string[] =>
  query
    .getAll(name)
    .flatMap((value) => value.split(','))
    .filter((value) => value !== '');
