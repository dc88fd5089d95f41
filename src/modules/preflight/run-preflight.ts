import { defineJob } from '../../kit/module.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import type { Facts } from './check.ts';
import { inspectFile } from './inspect-file.ts';
import { checksVersion } from './registry.ts';
import { assetChecked } from './signals.ts';
import { saveResult, selectAssets } from './store.ts';

/** Examines one stored file; the name comes from elsewhere, since the same bytes may have several. */
export const runPreflight = defineJob<{ sha256: string }>({
  name: 'preflight.run',
  retries: 3,
  async run(host, { sha256 }) {
    const [asset] = await selectAssets(host.db, [sha256]);
    if (!asset) return;
    const { path, release } = await host.ports.storage.localPath(sha256);
    try {
      // Without its name an EXP or JEF cannot be told; what intake found out stands then.
      const result = await inspectFile(path, { name: null });
      if (result.error) host.log.warn({ sha256, error: result.error }, 'a file could not be examined');
      const isTold = result.kind === 'unknown' && asset.kind !== 'unknown';
      await inTransaction(host, systemActor, async (ctx) => {
        await saveResult(ctx.tx, {
          sha256,
          checksVersion,
          kind: isTold ? asset.kind : result.kind,
          contentType: isTold ? asset.contentType : result.contentType,
          facts: toKeep(result.facts),
          findings: isTold
            ? result.findings.filter((found) => found.checkId !== 'known-kind')
            : result.findings,
          error: result.error,
          ms: result.ms,
          at: ctx.clock.now(),
        });
        ctx.announce({ topic: 'finding', id: sha256 });
        await ctx.signal(assetChecked, { sha256, verdict: result.verdict });
      });
    } finally {
      await release();
    }
  },
});

/** Long lists are cut: the row is read with every release. */
const toKeep = (facts: Facts): Facts => ({
  ...facts,
  ...(facts.images && { images: facts.images.slice(0, 100) }),
  ...(facts.entries && { entries: facts.entries.slice(0, 200) }),
});
