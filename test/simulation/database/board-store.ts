/** Twin of what an answer about one listing reads from `src/modules/listings/board-store.ts`. */
import type * as real from '../../../src/modules/listings/board-store.ts';
import { toListing } from '../../../src/modules/listings/listing.ts';
import { statement } from './memory.ts';
import type { Tables } from './tables.ts';

export * from '../../../src/modules/listings/board-store.ts';

export const selectListings: typeof real.selectListings = (tx, _actor, filter) =>
  statement(tx, 'board', (at, { listing, channel, offer, pattern }: Tables) =>
    (filter.ids ?? []).flatMap((id) => {
      const row = at.get(listing, id);
      const shop = row && at.get(channel, row.channelId);
      const sold = row && at.get(offer, row.offerId);
      if (!row || !shop || !sold) return [];
      return [
        {
          listing: toListing(row),
          channelName: shop.name,
          channelKind: shop.kind,
          patternId: sold.patternId,
          title: at.get(pattern, sold.patternId ?? '')?.title ?? sold.name,
          sku: sold.sku,
        },
      ];
    }),
  );
