import { asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { oneAtATime, type Progress } from '../../backup/index.ts';
import { backupRun, studio } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';

export type BackupRun = typeof backupRun.$inferSelect;

export async function selectLastRuns(
  tx: Tx,
): Promise<{ last: BackupRun | null; lastDone: BackupRun | null }> {
  const newest = (state: SQL) =>
    tx.select().from(backupRun).where(state).orderBy(desc(backupRun.startedAt)).limit(1);
  const [last] = await newest(inArray(backupRun.state, ['done', 'failed']));
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

/** Somebody wants one now, or it is time. Asking while one is wanted or at work asks for nothing more. */
export async function askForBackup(
  tx: Tx,
  askedBy: 'schedule' | 'seller',
  place: string,
  at: Date,
): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('backups.ask', 0))`);
  if (await selectAsked(tx)) return;
  await tx
    .insert(backupRun)
    .values({ id: newId(at.getTime()), state: 'asked', askedBy, startedAt: at, place });
}

/** What is wanted or at work; how far it is stands in its result. */
export async function selectAsked(tx: Tx): Promise<BackupRun | null> {
  const [row] = await tx
    .select()
    .from(backupRun)
    .where(eq(backupRun.state, 'asked'))
    .orderBy(asc(backupRun.startedAt))
    .limit(1);
  return row ?? null;
}

export async function noteProgress(tx: Tx, id: string, progress: Progress): Promise<void> {
  await tx.update(backupRun).set({ result: progress }).where(eq(backupRun.id, id));
}

export async function forgetAsked(tx: Tx, id: string): Promise<void> {
  await tx.delete(backupRun).where(eq(backupRun.id, id));
}

/** Whether a process is making a scheduled backup: its lock ends with it, however it ends. */
export async function isAtWork(tx: Tx): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    select 1 from pg_locks where locktype = 'advisory' and granted and classid = 0 and objid = ${oneAtATime}
      and database = (select oid from pg_database where datname = current_database()) limit 1`);
  return rows.length > 0;
}

export async function hasRunSince(tx: Tx, at: Date): Promise<boolean> {
  const result = await tx.execute(
    sql`select 1 from backup_run where state <> 'asked' and started_at >= ${at.toISOString()}::timestamptz limit 1`,
  );
  return result.rows.length > 0;
}

/** The folder that somebody chose in the dashboard. */
export async function selectChosenFolder(tx: Tx): Promise<string | null> {
  const { rows } = await tx.execute<{ folder: string | null }>(
    sql`select settings->>'backupFolder' as folder from studio limit 1`,
  );
  return rows[0]?.folder ?? null;
}

export async function updateChosenFolder(tx: Tx, folder: string): Promise<void> {
  await tx.update(studio).set({
    settings: sql`${studio.settings} || jsonb_build_object('backupFolder', ${folder}::text)`,
  });
}

export async function selectWatchedFolders(tx: Tx): Promise<string[]> {
  const { rows } = await tx.execute<{ path: string }>(sql`select path from watched_folder`);
  return rows.map(({ path }) => path);
}
