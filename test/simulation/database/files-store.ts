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
