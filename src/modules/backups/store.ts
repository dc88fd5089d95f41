import { asc, desc, eq, ne, type SQL, sql } from 'drizzle-orm';
import { stopperOf } from '../../backup/index.ts';
import { backupRun, studio } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';

type BackupRun = typeof backupRun.$inferSelect;

export async function selectLastRuns(
  tx: Tx,
): Promise<{ last: BackupRun | null; lastDone: BackupRun | null }> {
  const newest = (state: SQL) =>
    tx.select().from(backupRun).where(state).orderBy(desc(backupRun.startedAt)).limit(1);
  const [last] = await newest(ne(backupRun.state, 'asked'));
  const [lastDone] = await newest(eq(backupRun.state, 'done'));
  return { last: last ?? null, lastDone: lastDone ?? null };
}

export async function insertFailure(
  tx: Tx,
  run: { askedBy: string; startedAt: Date; place: string; sentence: string },
  at: Date,
): Promise<void> {
  await tx.insert(backupRun).values({ id: newId(at.getTime()), state: 'failed', ...run, finishedAt: at });
}

/** The seller wants one now; asking twice asks once. */
export async function askForBackup(tx: Tx, place: string, at: Date): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('backups.ask', 0))`);
  if (await selectAsked(tx)) return;
  await tx
    .insert(backupRun)
    .values({ id: newId(at.getTime()), state: 'asked', askedBy: 'seller', startedAt: at, place });
}

export async function selectAsked(tx: Tx): Promise<{ id: string } | null> {
  const [row] = await tx
    .select({ id: backupRun.id })
    .from(backupRun)
    .where(eq(backupRun.state, 'asked'))
    .orderBy(asc(backupRun.startedAt))
    .limit(1);
  return row ?? null;
}

export async function forgetAsked(tx: Tx, id: string): Promise<void> {
  await tx.delete(backupRun).where(eq(backupRun.id, id));
}

export async function hasRunSince(tx: Tx, at: Date): Promise<boolean> {
  const result = await tx.execute(
    sql`select 1 from backup_run where state <> 'asked' and started_at >= ${at.toISOString()}::timestamptz limit 1`,
  );
  return result.rows.length > 0;
}

export interface OpenRestore {
  takenAt: Date;
  restoredAt: Date;
  shops: { channelId: string; name: string; readAt: string | null; problem: string | null }[];
  heldMessages: number;
}

/** What a hub that was put back still holds; null: nothing, or it never was. */
export async function selectOpenRestore(tx: Tx): Promise<OpenRestore | null> {
  const { rows } = await tx.execute<{
    taken_at: string;
    restored_at: string;
    shops: OpenRestore['shops'] | null;
    messages: number;
    is_open: boolean;
  }>(sql`
    select r.taken_at, r.restored_at, r.released_at is null as is_open,
      (select jsonb_agg(jsonb_build_object('channelId', c.id, 'name', c.name, 'readAt', h.read_at, 'problem', h.problem) order by c.name)
        from restored_channel h join channel c on c.id = h.channel_id
        where h.released_at is null and c.state <> 'disconnected') as shops,
      (select count(*)::int from message where state = 'held') as messages
    from restored r where r.held_at is not null order by r.restored_at desc limit 1`);
  const row = rows[0];
  if (!row || (!row.is_open && row.shops === null)) return null;
  return {
    takenAt: new Date(row.taken_at),
    restoredAt: new Date(row.restored_at),
    shops: row.shops ?? [],
    heldMessages: row.messages,
  };
}

/** Nothing is held any more: mail leaves as ever. */
export async function endWhenNothingIsHeld(tx: Tx): Promise<void> {
  await tx.execute(sql`
    update restored set released_at = now() where released_at is null and held_at is not null
      and not exists (select 1 from message where state = 'held')
      and not exists (select 1 from restored_channel h join channel c on c.id = h.channel_id
        where h.released_at is null and c.state <> 'disconnected')`);
}

/** The restore stopped everything; the first shop that the seller lets go on ends that, the others are held by themselves. */
export async function endRestoreStop(tx: Tx): Promise<boolean> {
  const [last] = (
    await tx.execute<{ taken_at: string }>(
      sql`select taken_at from restored order by restored_at desc limit 1`,
    )
  ).rows;
  if (!last) return false;
  const rows = await tx
    .update(studio)
    .set({ stoppedAt: null, stoppedBy: null })
    .where(eq(studio.stoppedBy, stopperOf(new Date(last.taken_at))))
    .returning({ id: studio.id });
  return rows.length > 0;
}

/** Listings of a shop that the hub knows there and has not seen since. */
export async function countUnread(tx: Tx, channelId: string): Promise<number> {
  const { rows } = await tx.execute<{ n: number }>(sql`
    select count(*)::int as n from listing l join restored_channel h on h.channel_id = l.channel_id
    where l.channel_id = ${channelId} and l.remote_id is not null and l.applied is not null
      and (l.observed_at is null or l.observed_at < h.restored_at)
      and not (l.problem->>'kind' = 'gone' and l.updated_at >= h.restored_at)`);
  return rows[0]?.n ?? 0;
}
