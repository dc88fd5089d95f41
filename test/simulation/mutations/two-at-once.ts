/** Broken on purpose: a lease keeps nobody else from claiming. */
import type * as real from '../../../src/modules/listings/work-store.ts';
import { statement } from '../database/memory.ts';
import type { Tables } from '../database/tables.ts';
import { claimRows as claim } from '../database/work-store.ts';

export * from '../database/work-store.ts';

export const claimRows: typeof real.claimRows = async (tx, wanted, leaseMs, owner) => {
  await statement(tx, 'forget leases', (at, { work }: Tables) => {
    for (const row of at.all(work))
      if (
        wanted.some((one) => one.channelId === row.channelId) &&
        at.isFree(work, row.listingId) &&
        row.leaseUntilMs !== null
      )
        at.put(work, row.listingId, { ...row, leaseUntilMs: at.nowMs - 1, leaseToken: row.leaseToken - 1 });
  });
  return claim(tx, wanted, leaseMs, owner);
};
