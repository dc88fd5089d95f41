/** Twin of `src/modules/listings/sheet-store.ts`. */
import { toListing } from '../../../src/modules/listings/listing.ts';
import type * as real from '../../../src/modules/listings/sheet-store.ts';
import { openOf } from './address-store.ts';
import { statement } from './memory.ts';
import { openSteps, placedOf } from './step-store.ts';
import type { Tables } from './tables.ts';

export * from '../../../src/modules/listings/sheet-store.ts';

export const readSheets: typeof real.readSheets = async (tx, listingIds) =>
  listingIds.length === 0
    ? []
    : statement(tx, 'read sheets', (at, tables: Tables) =>
        [...new Set(listingIds)].flatMap((id) => {
          const row = at.get(tables.listing, id);
          return row
            ? {
                listing: toListing(row),
                placed: placedOf(at, tables, id),
                addresses: openOf(at, tables, id),
                isUnsettled: openSteps(at, tables, id).length > 0,
              }
            : [];
        }),
      );
