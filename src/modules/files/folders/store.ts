import { and, asc, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { folderFile, watchedFolder } from '../../../db/tables/index.ts';
import type { Actor, Tx } from '../../../kit/ctx.ts';

export type FolderState = 'watching' | 'missing' | 'paused';
export type FolderFileState = 'waiting' | 'taken' | 'refused' | 'gone';
export type FolderRow = Omit<typeof watchedFolder.$inferSelect, 'state'> & { state: FolderState };
export type FolderFileRow = Omit<typeof folderFile.$inferSelect, 'state'> & { state: FolderFileState };

export async function selectFolders(tx: Tx, actor?: Actor): Promise<FolderRow[]> {
  return (await tx
    .select()
    .from(watchedFolder)
    .where(actor?.designerId ? eq(watchedFolder.designerId, actor.designerId) : undefined)
    .orderBy(asc(watchedFolder.path))) as FolderRow[];
}

export async function selectFolder(tx: Tx, id: string): Promise<FolderRow | null> {
  const [row] = await tx.select().from(watchedFolder).where(eq(watchedFolder.id, id));
  return (row as FolderRow | undefined) ?? null;
}

/** One taker at a time, whatever the number of processes that look into the folder. */
export async function lockFolder(tx: Tx, id: string): Promise<FolderRow | null> {
  const [row] = await tx.select().from(watchedFolder).where(eq(watchedFolder.id, id)).for('update');
  return (row as FolderRow | undefined) ?? null;
}

export async function insertFolder(tx: Tx, row: typeof watchedFolder.$inferInsert): Promise<void> {
  await tx.insert(watchedFolder).values(row);
}

export async function deleteFolder(tx: Tx, id: string): Promise<void> {
  await tx.delete(watchedFolder).where(eq(watchedFolder.id, id));
}

export async function setFolderState(
  tx: Tx,
  id: string,
  state: FolderState,
  message: string | null,
): Promise<void> {
  await tx.update(watchedFolder).set({ state, message }).where(eq(watchedFolder.id, id));
}

/** A computer that has not looked for so long leaves the folder to others. */
const watchMs = 45_000;
/** So long nobody could look: then it is missing everywhere, and not only where it never was. */
const missingMs = 90_000;
const ago = (ms: number) => sql`now() - ${ms}::float8 * interval '1 millisecond'`;

/**
 * Takes or keeps the watch over a folder for one computer: of several that reach it, one looks, so that each file is read
 * once. False: another one watches it.
 */
export async function takeWatch(tx: Tx, id: string, computer: string): Promise<boolean> {
  const rows = await tx
    .update(watchedFolder)
    .set({ watchedOn: computer, seenAt: sql`now()` })
    .where(
      and(
        eq(watchedFolder.id, id),
        or(
          isNull(watchedFolder.watchedOn),
          eq(watchedFolder.watchedOn, computer),
          lt(watchedFolder.seenAt, ago(watchMs)),
        ),
      ),
    )
    .returning({ id: watchedFolder.id });
  return rows.length > 0;
}

/** Whether a folder that this computer cannot see is missing, and not just on another computer. */
export async function isMissing(tx: Tx, id: string, computer: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: watchedFolder.id })
    .from(watchedFolder)
    .where(
      and(
        eq(watchedFolder.id, id),
        or(
          eq(watchedFolder.watchedOn, computer),
          lt(sql`coalesce(${watchedFolder.seenAt}, ${watchedFolder.createdAt})`, ago(missingMs)),
        ),
      ),
    );
  return row !== undefined;
}

/** Another computer may take these folders at once. */
export async function leaveWatch(tx: Tx, computer: string): Promise<void> {
  await tx.update(watchedFolder).set({ watchedOn: null }).where(eq(watchedFolder.watchedOn, computer));
}

export async function selectFolderFiles(tx: Tx, folderId: string): Promise<FolderFileRow[]> {
  return (await tx.select().from(folderFile).where(eq(folderFile.folderId, folderId))) as FolderFileRow[];
}

export async function pageFolderFiles(
  tx: Tx,
  folderId: string,
  state: FolderFileState | undefined,
  after: string | null,
  count: number,
): Promise<FolderFileRow[]> {
  return (await tx
    .select()
    .from(folderFile)
    .where(
      and(
        eq(folderFile.folderId, folderId),
        state ? eq(folderFile.state, state) : undefined,
        after === null ? undefined : gt(folderFile.path, after),
      ),
    )
    .orderBy(asc(folderFile.path))
    .limit(count)) as FolderFileRow[];
}

export async function saveFolderFile(
  tx: Tx,
  row: Omit<FolderFileRow, 'seenAt'> & { seenAt: Date },
): Promise<void> {
  const { folderId: _, path: __, ...changes } = row;
  await tx
    .insert(folderFile)
    .values(row)
    .onConflictDoUpdate({ target: [folderFile.folderId, folderFile.path], set: changes });
}

export async function markGone(tx: Tx, folderId: string, paths: readonly string[], at: Date): Promise<void> {
  if (paths.length === 0) return;
  await tx
    .update(folderFile)
    .set({ state: 'gone', seenAt: at, message: 'No longer in the folder. What was released stays released.' })
    .where(and(eq(folderFile.folderId, folderId), inArray(folderFile.path, [...paths])));
}

/** Counts by state, for the list of folders. */
export async function countFolderFiles(
  tx: Tx,
): Promise<{ folderId: string; state: FolderFileState; count: number }[]> {
  return (await tx
    .select({ folderId: folderFile.folderId, state: folderFile.state, count: sql<number>`count(*)::int` })
    .from(folderFile)
    .groupBy(folderFile.folderId, folderFile.state)) as {
    folderId: string;
    state: FolderFileState;
    count: number;
  }[];
}
