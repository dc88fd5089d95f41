/** Twin of what listings read from `src/modules/catalog/store.ts`. The seller's changes are made by `seller.ts`. */
import type * as real from '../../../src/modules/catalog/store.ts';
import { statement } from './memory.ts';
import type { Tables } from './tables.ts';

export * from '../../../src/modules/catalog/store.ts';

export const selectOffers: typeof real.selectOffers = async (tx, ids) =>
  ids.length === 0
    ? []
    : statement(
        tx,
        'offers',
        (at, { offer }: Tables) => ids.flatMap((id) => at.get(offer, id) ?? []) as real.OfferRow[],
      );

export const selectPatterns: typeof real.selectPatterns = async (tx, ids) =>
  ids.length === 0
    ? []
    : statement(
        tx,
        'patterns',
        (at, { pattern }: Tables) => ids.flatMap((id) => at.get(pattern, id) ?? []) as real.PatternRow[],
      );

/** No bundles are simulated. */
export const selectMembers: typeof real.selectMembers = async () => [];

export const selectImages: typeof real.selectImages = async (tx, patternIds) =>
  patternIds.length === 0
    ? []
    : statement(tx, 'pictures', (at, { images }: Tables) =>
        patternIds.flatMap((patternId) =>
          (at.get(images, patternId)?.images ?? []).map((image) => ({ ...image, patternId })),
        ),
      );

export const selectTimedPrices: typeof real.selectTimedPrices = async (tx, offerIds) =>
  offerIds.length === 0
    ? []
    : statement(tx, 'timed prices', (at, { offerPrice }: Tables) =>
        at
          .all(offerPrice)
          .filter((row) => offerIds.includes(row.offerId))
          .sort((a, b) => (a.startsAt?.getTime() ?? Infinity) - (b.startsAt?.getTime() ?? Infinity)),
      );
