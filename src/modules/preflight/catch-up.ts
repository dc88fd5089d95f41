import { defineJob, type Loop } from '../../kit/module.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { requestPreflight } from './read-findings.ts';
import { checksVersion } from './registry.ts';
import { selectUnchecked } from './store.ts';

const batch = 25;
const pauseMs = 20_000;

/** Files in use that the present version of the checks has not seen: a few at a time, so that new ones need not wait. */
export const catchUpJob = defineJob<object>({
  name: 'preflight.catchUp',
  retries: 3,
  run: (host) =>
    inTransaction(host, systemActor, async (ctx) => {
      const sha256s = await selectUnchecked(ctx.tx, checksVersion, batch);
      for (const sha256 of sha256s) await requestPreflight(ctx, sha256);
      if (sha256s.length === batch)
        await ctx.ports.queue.enqueue(
          ctx.tx,
          'preflight.catchUp',
          {},
          { startAfter: new Date(ctx.clock.now().getTime() + pauseMs) },
        );
    }),
});

/** At every start: a new version of the program may bring new checks. */
export const catchUpLoop: Loop = {
  name: 'preflight.catchUp',
  start: async (host) => {
    await host.transaction((tx) => host.ports.queue.enqueue(tx, 'preflight.catchUp', {}));
    return { stop: async () => {} };
  },
};
