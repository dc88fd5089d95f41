import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { selectTask, updateOpenTask } from './store.ts';

/** What a job says about the task it works on. Each call is its own short transaction. */
export interface TaskProgress {
  /** `done` of `total`; may be called often, at most four writes a second reach the database. */
  step(done: number, total?: number | null, message?: string): Promise<void>;
  isCancelWanted(): Promise<boolean>;
  finish(result?: unknown): Promise<void>;
  /** `message`: for the seller, what happened and what to do. */
  fail(message: string): Promise<void>;
  /** After `isCancelWanted`: ends it as cancelled, with what was done so far. */
  cancelled(message?: string): Promise<void>;
}

const quietMs = 250;

export function taskProgress(host: Host, taskId: string): TaskProgress {
  let lastMs = Number.NEGATIVE_INFINITY;
  let unwritten: { done: number; total?: number; message?: string } | null = null;

  const write = (changes: Parameters<typeof updateOpenTask>[2]): Promise<void> =>
    inTransaction(host, systemActor, async (ctx) => {
      if (await updateOpenTask(ctx.tx, taskId, changes)) ctx.announce({ topic: 'task', id: taskId });
    });

  const end = (state: string, changes: object): Promise<void> => {
    const last = unwritten ?? {};
    unwritten = null;
    return write({ ...last, ...changes, state, finishedAt: host.clock.now() });
  };

  return {
    async step(done, total, message) {
      unwritten = {
        ...unwritten,
        done,
        ...(total == null ? {} : { total }),
        ...(message === undefined ? {} : { message }),
      };
      const nowMs = host.clock.monotonicMs();
      if (nowMs - lastMs < quietMs) return;
      lastMs = nowMs;
      const changes = unwritten;
      unwritten = null;
      await write({ ...changes, state: 'running' });
    },
    isCancelWanted: async () => (await selectTask(host.db, taskId, null))?.isCancelWanted ?? true,
    finish: (result) => end('done', { result: result ?? null }),
    fail: (message) => end('failed', { message }),
    cancelled: (message) => end('cancelled', message === undefined ? {} : { message }),
  };
}
