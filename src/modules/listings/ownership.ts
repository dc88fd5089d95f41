import { type FieldName, fieldNames, type ObservedListing } from '../../connectors/connector.ts';
import type { Ownership } from '../channels/index.ts';
import type { WantedState } from './listing.ts';

export interface OwnershipInput {
  /** Fields that the connector leaves to the shop by default. */
  ownedByShop: readonly FieldName[];
  /** Fields that this shop lets the API write. */
  writable: readonly FieldName[];
  channel: Ownership;
  listing: Ownership;
  wantedState: WantedState;
  observed: Pick<ObservedListing, 'state'> | null;
  /** Fields edited on the shop, about which the seller has not decided yet. */
  drift: readonly FieldName[];
}

/**
 * Pure: the fields that the hub may change on this listing now. Listing over channel over the connector's default.
 * The state is left alone where touching it would publish or unpublish against the shop: an ended listing is never
 * republished, and a draft that the seller published by hand on the shop is not pulled back.
 */
export function ownedFields(input: OwnershipInput): Set<FieldName> {
  const owned = new Set(
    fieldNames.filter((field) => {
      const owner =
        input.listing[field] ?? input.channel[field] ?? (input.ownedByShop.includes(field) ? 'shop' : 'hub');
      return owner === 'hub' && input.writable.includes(field) && !input.drift.includes(field);
    }),
  );
  if (input.observed?.state === 'ended') owned.delete('state');
  if (input.wantedState === 'draft' && input.observed && input.observed.state !== 'draft')
    owned.delete('state');
  return owned;
}

/** Every field left to the shop: how a listing is let go. */
export const allShop = (): Ownership =>
  Object.fromEntries(fieldNames.map((field) => [field, 'shop'])) as Ownership;
