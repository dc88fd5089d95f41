import type pg from 'pg';

/** Whoever removes stored files takes it alone; whoever must find every file of a snapshot shares it. */
export const blobHoldKey = 5_346_115;

/**
 * Until the connection ends no stored file is removed. Waits for a removal that runs at this moment.
 * Bound to the connection: a process that dies holds nothing.
 */
export async function holdBlobs(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1)', [blobHoldKey]);
}
