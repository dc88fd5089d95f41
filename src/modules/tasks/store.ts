import { and, desc, eq, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { channel, task } from '../../db/tables/index.ts';
import type { Actor, Tx } from '../../kit/ctx.ts';

export type TaskRow = typeof task.$inferSelect;
type Changes = Partial<Omit<typeof task.$inferInsert, 'id'>>;

export async function insertTask(tx: Tx, row: typeof task.$inferInsert): Promise<void> {
  await tx.insert(task).values(row);
}

/** A designer's actor sees what they began, and what is about that designer's shops. */
const visibleTo = (actor: Actor | null): SQL | undefined =>
  actor?.designerId
    ? sql`(${task.actorId} = ${actor.id} or exists (select 1 from ${channel}
        where ${channel.id}::text = ${task.input} ->> 'channelId' and ${channel.designerId} = ${actor.designerId}))`
    : undefined;

/** `actor` null: for the hub's own work. */
export async function selectTask(tx: Tx, id: string, actor: Actor | null): Promise<TaskRow | null> {
  const [row] = await tx
    .select()
    .from(task)
    .where(and(eq(task.id, id), visibleTo(actor)));
  return row ?? null;
}

/** Changes a task that has not ended; false when it has (or is not there). */
export async function updateOpenTask(tx: Tx, id: string, changes: Changes): Promise<boolean> {
  const rows = await tx
    .update(task)
    .set({ ...changes, updatedAt: sql`now()` })
    .where(and(eq(task.id, id), inArray(task.state, ['waiting', 'running'])))
    .returning({ id: task.id });
  return rows.length > 0;
}

export async function selectTasks(
  tx: Tx,
  actor: Actor,
  state: TaskRow['state'] | undefined,
  after: string | null,
  count: number,
): Promise<TaskRow[]> {
  const older: SQL | undefined = after ? sql`${task.id} < ${after}::uuid` : undefined;
  // ids are UUIDv7: they sort by the time a task was started
  return tx
    .select()
    .from(task)
    .where(and(state ? eq(task.state, state) : undefined, older, visibleTo(actor)))
    .orderBy(desc(task.id))
    .limit(count);
}

/** Ends what is open and has not moved since `before`; gives the ids. */
export async function failSilentTasks(tx: Tx, before: Date, message: string): Promise<string[]> {
  const rows = await tx
    .update(task)
    .set({ state: 'failed', message, finishedAt: sql`now()`, updatedAt: sql`now()` })
    .where(and(inArray(task.state, ['waiting', 'running']), lt(task.updatedAt, before)))
    .returning({ id: task.id });
  return rows.map((row) => row.id);
}
