import { sql } from 'drizzle-orm';
import type { Tx } from '../kit/ctx.ts';
import { blobHoldKey } from './blob-hold.ts';

/** True when stored files may be removed until this transaction ends; false while a backup needs them. */
export async function mayRemoveBlobs(tx: Tx): Promise<boolean> {
  const result = await tx.execute<{ free: boolean }>(
    sql`select pg_try_advisory_xact_lock(${blobHoldKey}) as free`,
  );
  return result.rows[0]?.free === true;
}
