import { sql } from 'drizzle-orm';
import { HubError } from '../kit/errors.ts';
import type { Db } from './client.ts';

/** The store of files, as far as this check needs it. */
interface Store {
  put(bytes: Uint8Array): Promise<{ sha256: string }>;
  size(sha256: string): Promise<number | null>;
}

/**
 * Makes sure that every process of a hub reaches the same files: the first one stores a small file and writes its name down,
 * the others look for it. `place`: where this process keeps files, for the sentence. Throws HubError `conflict`.
 */
export async function checkStore(db: Db, store: Store, place: string): Promise<void> {
  const read = async () =>
    (await db.execute<{ sha256: string }>(sql`select sha256 from store_check`)).rows[0]?.sha256;
  let kept = await read();
  if (!kept) {
    const mine = await store.put(Buffer.from(`The files of a Spindle, ${crypto.randomUUID()}.\n`));
    await db.execute(sql`insert into store_check (sha256) values (${mine.sha256}) on conflict do nothing`);
    kept = (await read()) as string;
  }
  if ((await store.size(kept)) !== null) return;
  throw new HubError(
    'conflict',
    `The files of this hub are not in ${place}. Several processes need one store: set SPINDLE_STORAGE to the same bucket, or to ` +
      'the same shared folder, for each of them. If the files were moved, bring all of them along. Nothing was changed.',
  );
}
