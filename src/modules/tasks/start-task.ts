import '../../jobs/queue.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';
import { insertTask } from './store.ts';

export interface TaskStart {
  /** `module.verb`. */
  kind: string;
  /** For the seller: “Read the shop Etsy”. */
  title: string;
  /** How many steps, when known. */
  total?: number;
  input: Record<string, unknown>;
  /** The job that does it; its payload is the input with `taskId`. */
  job: string;
}

/** Notes a long work and enqueues its job, both in this transaction. Gives the task's id. */
export async function startTask(ctx: Ctx, start: TaskStart): Promise<string> {
  const now = ctx.clock.now();
  const id = newId(now.getTime());
  await insertTask(ctx.tx, {
    id,
    kind: start.kind,
    title: start.title,
    total: start.total ?? null,
    input: start.input,
    actorId: ctx.actor.id,
    createdAt: now,
    updatedAt: now,
  });
  await ctx.ports.queue.enqueue(ctx.tx, start.job, { ...start.input, taskId: id });
  ctx.announce({ topic: 'task', id });
  return id;
}
