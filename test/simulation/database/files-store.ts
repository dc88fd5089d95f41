/** Twin of what listings read from `src/modules/files/store.ts`. */
import type * as real from '../../../src/modules/files/store.ts';
import { statement } from './memory.ts';
import type { Tables } from './tables.ts';

export * from '../../../src/modules/files/store.ts';

export const readCurrentFiles: typeof real.readCurrentFiles = async (tx, patternIds) =>
  patternIds.length === 0
    ? []
    : statement(tx, 'current files', (at, { currentFiles }: Tables) =>
        patternIds.flatMap((id) => at.get(currentFiles, id)?.files ?? []),
      );

export const readFilesOfOffers: typeof real.readFilesOfOffers = async (tx, offerIds) =>
  offerIds.length === 0
    ? new Map()
    : statement(tx, 'files of offers', (at, { currentFiles, offer }: Tables) => {
        const sold = offerIds.flatMap((id) => at.get(offer, id) ?? []);
        return new Map(
          sold.map(({ id, patternId }) => [
            id,
            new Map([[patternId ?? '', at.get(currentFiles, patternId ?? '')?.files ?? []]]),
          ]),
        );
      });
