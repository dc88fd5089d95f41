/** Steps that were begun, how they ended, and what they put on the shop. Reached through `store.ts`. */
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { rowsOf } from '../../db/query.ts';
import { placed, step } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';
import { isOurs, type PlacedRow } from './drift.ts';

export type StepRow = typeof step.$inferSelect;
export type StepInsert = Omit<typeof step.$inferInsert, 'message' | 'lookedAt'>;

/** The shop was looked at again: whatever those steps did is in the observation. */
export async function settleSteps(tx: Tx, listingId: string, at: Date): Promise<void> {
  await tx
    .update(step)
    .set({ endedAt: at, outcome: sql`coalesce(${step.outcome}, 'ambiguous')` })
    .where(and(eq(step.listingId, listingId), isNull(step.endedAt)));
}

/**
 * Notes that the shop was looked at for the open steps of a listing. Answers how many milliseconds ago that was done first,
 * by the database's clock; 0 where it is the first time.
 */
export async function noteLook(tx: Tx, listingId: string): Promise<number> {
  const rows = await tx
    .update(step)
    .set({ lookedAt: sql`coalesce(${step.lookedAt}, now())` })
    .where(and(eq(step.listingId, listingId), isNull(step.endedAt)))
    .returning({ sinceMs: sql<number>`(extract(epoch from now() - ${step.lookedAt}) * 1000)::float8` });
  return Math.min(...rows.map((row) => row.sinceMs));
}

export async function insertSteps(tx: Tx, rows: readonly StepInsert[]): Promise<void> {
  if (rows.length === 0) return;
  await rowsOf(
    tx,
    `insert into step (id, listing_id, lease_token, position, kind, summary, started_at, ended_at, outcome)
     select id, "listingId", "leaseToken", position, kind, summary, "startedAt", "endedAt", outcome
     from jsonb_to_recordset($1::jsonb) as r(id uuid, "listingId" uuid, "leaseToken" bigint, position int, kind text,
       summary text, "startedAt" timestamptz, "endedAt" timestamptz, outcome text)`,
    // Half a character, cut out of an emoji, is text to PostgreSQL but no JSON.
    [JSON.stringify(rows.map((row) => ({ ...row, summary: row.summary.toWellFormed() })))],
  );
}

export interface StepEnd {
  id: string;
  outcome: string;
  endedAt: Date | null;
  message?: string | null;
}

export async function endSteps(tx: Tx, ends: readonly StepEnd[]): Promise<void> {
  if (ends.length === 0) return;
  await tx.execute(sql`update step s set outcome = d.outcome, ended_at = d."endedAt", message = coalesce(d.message, s.message)
    from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as d(id uuid, outcome text, "endedAt" timestamptz, message text)
    where s.id = d.id`);
}

export async function readSteps(tx: Tx, listingId: string, limit = 50): Promise<StepRow[]> {
  return tx
    .select()
    .from(step)
    .where(eq(step.listingId, listingId))
    .orderBy(desc(step.startedAt), desc(step.position))
    .limit(limit);
}

export async function hasStepSince(tx: Tx, listingId: string, since: Date): Promise<boolean> {
  const result = await tx.execute(
    sql`select 1 from step where listing_id = ${listingId} and started_at > ${since.toISOString()}::timestamptz limit 1`,
  );
  return result.rows.length > 0;
}

export async function readPlaced(tx: Tx, listingId: string): Promise<PlacedRow[]> {
  return tx
    .select({ kind: placed.kind, remoteId: placed.remoteId, sha256: placed.sha256, slot: placed.slot })
    .from(placed)
    .where(eq(placed.listingId, listingId))
    .orderBy(asc(placed.placedAt), asc(placed.kind), asc(placed.remoteId));
}

export type Placing = { remoteId: string; kind: 'file' | 'image'; sha256: string; slot?: string | null };

/** What was put on shops, of many listings. Bytes that are not ours are left out. */
export async function putPlacedRows(
  tx: Tx,
  rows: readonly (Placing & { listingId: string })[],
  at: Date,
): Promise<void> {
  const byKey = new Map(
    rows
      .filter((row) => isOurs(row.sha256))
      .map((row) => [`${row.listingId}/${row.kind}/${row.remoteId}`, row]),
  );
  if (byKey.size === 0) return;
  await tx
    .insert(placed)
    .values(
      [...byKey.values()].map(({ listingId, kind, remoteId, sha256, slot }) => ({
        ...{ listingId, kind, remoteId, sha256, slot: slot ?? null },
        placedAt: at,
      })),
    )
    .onConflictDoUpdate({
      target: [placed.listingId, placed.kind, placed.remoteId],
      set: {
        sha256: sql`excluded.sha256`,
        slot: sql`excluded.slot`,
        placedAt: sql`excluded.placed_at`,
      },
    });
}

export async function forgetPlaced(tx: Tx, listingId: string): Promise<void> {
  await tx.delete(placed).where(eq(placed.listingId, listingId));
}
