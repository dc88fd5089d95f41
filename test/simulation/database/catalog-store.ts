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

/** No bundles are simulated. */
export const selectOfferParts: typeof real.selectOfferParts = async (tx, ids) =>
  ids.length === 0
    ? []
    : statement(tx, 'offers', (at, { offer, pattern, images, offerPrice }: Tables) =>
        ids.flatMap((id) => {
          const row = at.get(offer, id);
          if (!row) return [];
          const { title, story, tags, category, craft, sizes, languages, state } =
            at.get(pattern, row.patternId ?? '') ?? ({} as real.PatternRow);
          return {
            ...(row as real.OfferRow),
            pattern: {
              ...{ id: row.patternId as string, title, story, tags, category, craft, sizes, languages },
              state,
            } as real.OfferParts['pattern'],
            images: at.get(images, row.patternId ?? '')?.images ?? [],
            prices: at
              .all(offerPrice)
              .filter((one) => one.offerId === id)
              .sort((a, b) => (a.startsAt?.getTime() ?? Infinity) - (b.startsAt?.getTime() ?? Infinity)),
            memberIds: [],
          };
        }),
      );
