import { defineJob } from '../../kit/module.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { failSilentTasks } from './store.ts';

/** Longer than all tries of a job with all their waits. */
const silentMs = 12 * 60 * 60 * 1000;

/** A task whose job is gone in a way that nobody foresaw must not seem to run for ever. */
export const sweepTasksJob = defineJob<object>({
  name: 'tasks.sweep',
  cron: '23 * * * *',
  run: (host) =>
    inTransaction(host, systemActor, async (ctx) => {
      const before = new Date(ctx.clock.now().getTime() - silentMs);
      const message = 'Nothing was heard of it for half a day, so it was ended. Start it again.';
      for (const id of await failSilentTasks(ctx.tx, before, message)) ctx.announce({ topic: 'task', id });
    }),
});
