/** Broken on purpose: whoever once had a listing may go on writing and recording, overtaken or not. */

import type * as real from '../../../src/modules/listings/work-store.ts';
import { statement } from '../database/memory.ts';
import type { Tables } from '../database/tables.ts';

export * from '../database/work-store.ts';

export const fenceCalls: typeof real.fenceCalls = (tx, held) =>
  statement(tx, 'fence', () => held.map(() => 'held' as const));
export const fenceRecords: typeof real.fenceRecords = (tx, held) =>
  statement(tx, 'fence record', () => held.map(() => true));
export const renewRows: typeof real.renewRows = async (_tx, held) =>
  new Set(held.map((one) => one.listingId));
export const finishRows: typeof real.finishRows = (tx, ended) =>
  statement(tx, 'finish', (at, { work }: Tables) =>
    ended.map(({ listingId, seen }) => {
      const row = at.get(work, listingId);
      if (!row) return null;
      at.put(work, listingId, { ...row, synced: seen, leaseUntilMs: null, attempts: 0, notBeforeMs: null });
      return row.dirty > seen;
    }),
  );
