import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import type { TaskRow } from './store.ts';

export const TaskState = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']);

export const Task = z
  .object({
    id: Id,
    /** Which kind of work: `channels.readShop`. */
    kind: z.string(),
    title: z.string(),
    state: TaskState,
    done: z.int(),
    /** Null: not known yet. */
    total: z.int().nullable(),
    /** The last thing it said; for a failed one: why, and what to do. */
    message: z.string().nullable(),
    result: z.unknown(),
    isCancelWanted: z.boolean(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof Task>;

export const toTask = (row: TaskRow): Task => ({
  id: row.id,
  kind: row.kind,
  title: row.title,
  state: row.state as Task['state'],
  done: row.done,
  total: row.total,
  message: row.message,
  result: row.result ?? null,
  isCancelWanted: row.isCancelWanted,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});
