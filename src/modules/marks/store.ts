import { and, asc, eq, like } from 'drizzle-orm';
import { asset, copy, markBase } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';

export type CopyRow = typeof copy.$inferSelect;

export interface CopyKey {
  masterSha256: string;
  subjectKind: string;
  subjectId: string;
}

/**
 * The first copy that this marker ever made for the subject stays its copy, whatever versions came later: a shop's files
 * are not sent again for it. A copy of another marker does not count.
 */
export async function findCopy(tx: Tx, key: CopyKey, markerId: string): Promise<CopyRow | null> {
  const rows = await tx
    .select()
    .from(copy)
    .where(
      and(
        eq(copy.masterSha256, key.masterSha256),
        eq(copy.subjectKind, key.subjectKind),
        eq(copy.subjectId, key.subjectId),
        like(copy.marker, `${markerId}/%`),
      ),
    )
    .orderBy(asc(copy.madeAt))
    .limit(1);
  return rows[0] ?? null;
}

/** Two makers of the same copy end with one row. */
export async function saveCopy(tx: Tx, row: typeof copy.$inferInsert, markerId: string): Promise<CopyRow> {
  await tx.insert(copy).values(row).onConflictDoNothing();
  const saved = await findCopy(tx, row, markerId);
  if (!saved) throw new Error('The copy was removed while it was being written');
  return saved;
}

/** For a copy whose bytes are gone: a newer version of its marker may make other bytes. */
export const forgetCopy = (tx: Tx, row: CopyRow) =>
  tx
    .delete(copy)
    .where(
      and(
        eq(copy.masterSha256, row.masterSha256),
        eq(copy.subjectKind, row.subjectKind),
        eq(copy.subjectId, row.subjectId),
        eq(copy.marker, row.marker),
        eq(copy.sha256, row.sha256),
      ),
    );

/** Whether these bytes are a file as it was taken in, and no copy of one: such bytes must not leave the hub. */
export async function isBareMaster(tx: Tx, sha256: string): Promise<boolean> {
  const masters = await tx.select({ sha256: asset.sha256 }).from(asset).where(eq(asset.sha256, sha256));
  if (masters.length === 0) return false;
  const copies = await tx.select({ sha256: copy.sha256 }).from(copy).where(eq(copy.sha256, sha256)).limit(1);
  return copies.length === 0;
}

export async function findBase(
  tx: Tx,
  masterSha256: string,
  marker: string,
): Promise<{ sha256: string; facts: unknown } | null> {
  const rows = await tx
    .select({ sha256: markBase.sha256, facts: markBase.facts })
    .from(markBase)
    .where(and(eq(markBase.masterSha256, masterSha256), eq(markBase.marker, marker)));
  return rows[0] ?? null;
}

export const saveBase = (tx: Tx, row: typeof markBase.$inferInsert) =>
  tx
    .insert(markBase)
    .values(row)
    .onConflictDoUpdate({
      target: [markBase.masterSha256, markBase.marker],
      set: { sha256: row.sha256, facts: row.facts },
    });
