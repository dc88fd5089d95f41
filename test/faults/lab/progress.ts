import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Query } from './database.ts';

/** How far a first start is, in percent and about. */
export type Progress = () => Promise<number>;

const filesInAll = 1_680;
const bytesInAll = 4_200_000;

/** A hub that makes its own database: by the files in its folder, while initdb makes them and afterwards. */
export function byFiles(home: string): Progress {
  let last = 0;
  return async () => {
    // A folder that is renamed while it is read is read the next time.
    const names = await readdir(join(home, 'database'), { recursive: true }).catch(() => null);
    last = names ? (100 * names.length) / filesInAll : last;
    return last;
  };
}

/** On a server: by what was written to its log, which counts what is not committed yet as well. */
export function byLog(query: Query): Progress {
  let from: string | null = null;
  return async () => {
    const [row] = await query<{ at: string; bytes: string }>(
      'select pg_current_wal_insert_lsn()::text as at, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), $1) as bytes',
      [from ?? '0/0'],
    );
    if (from !== null) return (100 * Number(row?.bytes)) / bytesInAll;
    from = row?.at ?? null;
    return 0;
  };
}
