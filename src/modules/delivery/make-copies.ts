import { isHubError } from '../../kit/errors.ts';
import { defineJob } from '../../kit/module.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { on } from '../../kit/signal.ts';
import { tell } from '../audit/index.ts';
import { type CurrentFile, readRelease, releasePublished } from '../files/index.ts';
import { type Copy, ensureCopy, entitlementLine, prepareCopies } from '../marks/index.ts';
import { readDeliverables } from './deliverable.ts';
import { channelRules } from './delivery.ts';
import { type Granted, selectGranted, selectGrantedOfPattern } from './store.ts';

const step = 25;

/** The copy of one file for one entitlement; made now if it is not there yet. */
export const copyFor = (
  host: Host,
  granted: { entitlementId: string; orderCode: string },
  file: Pick<CurrentFile, 'sha256' | 'contentType' | 'name'>,
): Promise<Copy> =>
  ensureCopy(host, {
    masterSha256: file.sha256,
    contentType: file.contentType,
    subject: { kind: 'entitlement', id: granted.entitlementId },
    line: entitlementLine(granted.orderCode),
    name: file.name,
  });

/** Prepared ahead, so that a buyer's first click is a download and not a wait; what is quick is left to that click. */
export const makeCopiesJob = defineJob<{ entitlementIds: string[] }>({
  name: 'delivery.makeCopies',
  retries: 3,
  run: async (host, { entitlementIds }) => makeAll(host, await selectGranted(host.db, entitlementIds)),
});

/** After a release: the copies of everybody who has bought it, a step at a time, each step its own job. */
export const makeReleaseCopiesJob = defineJob<{ releaseId: string; afterId: string | null }>({
  name: 'delivery.makeReleaseCopies',
  retries: 3,
  async run(host, { releaseId, afterId }) {
    const release = await readRelease(host.db, releaseId);
    if (release?.state !== 'published') return;
    const granted = await selectGrantedOfPattern(host.db, release.patternId, afterId, step);
    await makeAll(
      host,
      granted.filter((one) => channelRules(host.ports.connectors, one.channelKind).isServedByHub),
    );
    const last = granted.length === step ? granted.at(-1) : undefined;
    if (last)
      await host.transaction((tx) =>
        host.ports.queue.enqueue(tx, 'delivery.makeReleaseCopies', {
          releaseId,
          afterId: last.entitlementId,
        }),
      );
  },
});

async function makeAll(host: Host, granted: readonly Granted[]): Promise<void> {
  const files = await readDeliverables(host.db, granted);
  const refused = new Map<string, string>();
  const prepared = new Set<string>();
  for (const one of granted)
    for (const file of files.get(one.entitlementId) ?? []) {
      if (refused.has(file.sha256)) continue;
      try {
        if (prepared.has(file.sha256)) continue;
        if (await prepareCopies(host, file, entitlementLine(one.orderCode))) prepared.add(file.sha256);
        else await copyFor(host, one, file);
      } catch (error) {
        if (!isHubError(error) || error.code !== 'invalid') throw error;
        refused.set(file.sha256, error.message);
        await inTransaction(host, systemActor, (ctx) =>
          tell(ctx, {
            tone: 'problem',
            sentence: `Buyers cannot get ${file.name}: ${error.message}`,
            patternId: file.patternId,
            releaseId: file.releaseId,
          }),
        );
      }
    }
}

export const copiesOnRelease = on(releasePublished, 'delivery.makeReleaseCopies', (ctx, { releaseId }) =>
  ctx.ports.queue.enqueue(ctx.tx, 'delivery.makeReleaseCopies', { releaseId, afterId: null }),
);
