import { mayRemoveBlobs } from '../../db/may-remove-blobs.ts';
import { defineJob } from '../../kit/module.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { tell } from '../audit/index.ts';
import { selectNamed } from './blob-store.ts';

/** Bytes are stored before a row names them: within this time the row is there. */
const restMs = 24 * 60 * 60 * 1000;
const secondLookMs = 60 * 60 * 1000;
const mostAtOnce = 500;
/** So many at once are not what a crash leaves: perhaps another database stands on this store. */
const suspicious = { count: 200, share: 0.2 };

/** Looks for blobs that no row names; they are looked at a second time an hour later, and only then removed. */
export const sweepBlobsJob = defineJob<object>({
  name: 'files.sweepBlobs',
  cron: '37 4 * * *',
  async run(host) {
    const before = new Date(host.clock.now().getTime() - restMs);
    const old: string[] = [];
    let all = 0;
    for await (const blob of host.ports.storage.list()) {
      all += 1;
      if (blob.putAt < before) old.push(blob.sha256);
    }
    const named = await selectNamed(host.db, old);
    const sha256s = old.filter((sha256) => !named.has(sha256));
    if (sha256s.length === 0) return;
    if (sha256s.length > suspicious.count && sha256s.length > all * suspicious.share) {
      await inTransaction(host, systemActor, (ctx) =>
        tell(ctx, {
          tone: 'problem',
          sentence: `${sha256s.length} of ${all} stored files belong to nothing in this database. Nothing was removed: check that the right database and folder of files are used.`,
        }),
      );
      return;
    }
    await host.transaction((tx) =>
      host.ports.queue.enqueue(
        tx,
        'files.removeUnnamed',
        { sha256s: sha256s.slice(0, mostAtOnce) },
        { startAfter: new Date(host.clock.now().getTime() + secondLookMs) },
      ),
    );
  },
});

/** Removes what still no row names and nobody has stored again meanwhile. */
export const removeUnnamedJob = defineJob<{ sha256s: string[] }>({
  name: 'files.removeUnnamed',
  retries: 2,
  async run(host, { sha256s }) {
    const before = new Date(host.clock.now().getTime() - restMs);
    const removed = await host.transaction(async (tx) => {
      // A backup that began earlier may still need them; the next sweep finds them again.
      if (!(await mayRemoveBlobs(tx))) return 0;
      const named = await selectNamed(tx, sha256s);
      let count = 0;
      for (const sha256 of sha256s)
        if (!named.has(sha256) && (await host.ports.storage.removeUnused(sha256, before))) count += 1;
      return count;
    });
    if (removed > 0) host.log.info({ removed }, 'stored files that nothing names were removed');
  },
});
