import { eq, sql } from 'drizzle-orm';
import { designer, studio } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';

export type StudioRow = typeof studio.$inferSelect;

/** First starts of two processes at once make one studio. */
export async function lockStudio(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('studio.ensure', 0))`);
}

export async function selectStudio(tx: Tx): Promise<StudioRow | null> {
  const [row] = await tx.select().from(studio).limit(1);
  return row ?? null;
}

export async function selectDesigners(tx: Tx): Promise<{ id: string; name: string }[]> {
  return tx.select({ id: designer.id, name: designer.name }).from(designer).orderBy(designer.createdAt);
}

export async function insertStudio(
  tx: Tx,
  row: typeof studio.$inferInsert,
  designerRow: typeof designer.$inferInsert,
): Promise<void> {
  await tx.insert(studio).values(row);
  await tx.insert(designer).values(designerRow);
}

/** Null: `expectedVersion` is not the present one. */
export async function updateStudioRow(
  tx: Tx,
  expectedVersion: number | undefined,
  changes: Partial<typeof studio.$inferInsert>,
): Promise<StudioRow | null> {
  const [row] = await tx
    .update(studio)
    .set({ ...changes, version: sql`${studio.version} + 1` })
    .where(expectedVersion === undefined ? undefined : eq(studio.version, expectedVersion))
    .returning();
  return row ?? null;
}

/** Whose rows are made where nobody says: the studio's first designer. */
export async function selectFirstDesigner(tx: Tx): Promise<string> {
  const [first] = await selectDesigners(tx);
  if (!first) throw new Error('No designer: ensureStudio runs at every start');
  return first.id;
}
