import { and, asc, eq, inArray, isNull, lt, min, type SQL, sql } from 'drizzle-orm';
import { alert, alertReader, alertTold, approvalLink, studio } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';
import type { Detail, Kind, Need } from './kinds.ts';
import type { Reader } from './when.ts';

export type ReaderRow = typeof alertReader.$inferSelect;
export type ReaderChanges = Partial<Omit<typeof alertReader.$inferInsert, 'personId'>>;

/** What everybody starts with, where no row is yet. */
export async function ensureReader(tx: Tx, personId: string): Promise<void> {
  await tx.insert(alertReader).values({ personId }).onConflictDoNothing();
}

export async function selectReader(tx: Tx, personId: string): Promise<ReaderRow | null> {
  const [row] = await tx.select().from(alertReader).where(eq(alertReader.personId, personId));
  return row ?? null;
}

/** Null: another process is telling this person just now. */
export async function lockReader(tx: Tx, personId: string): Promise<ReaderRow | null> {
  const [row] = await tx
    .select()
    .from(alertReader)
    .where(eq(alertReader.personId, personId))
    .for('update', { skipLocked: true });
  return row ?? null;
}

export async function updateReader(tx: Tx, personId: string, changes: ReaderChanges): Promise<void> {
  await tx.update(alertReader).set(changes).where(eq(alertReader.personId, personId));
}

export async function readStudioZone(tx: Tx): Promise<string> {
  const [row] = await tx.select({ timeZone: studio.timeZone }).from(studio).limit(1);
  return row?.timeZone ?? 'UTC';
}

export const toReader = (row: ReaderRow, studioZone: string): Reader => ({
  rhythm: row.rhythm === 'daily' ? 'daily' : 'soon',
  digestHour: row.digestHour,
  quietFrom: row.quietFrom,
  quietUntil: row.quietUntil,
  timeZone: row.timeZone ?? studioZone,
  toldAt: row.toldAt,
  unseen: row.unseen,
});

type Row = typeof alert.$inferSelect;
const toNeed = (row: Row): Need => ({
  kind: row.kind as Kind,
  subject: row.subject,
  fact: row.fact,
  detail: row.detail as Detail,
  firstAt: row.firstAt,
  changedAt: row.changedAt,
});

/** A designer's people hear of that designer's things only. */
const openFor = (kinds: readonly Kind[], designerId: string | null): SQL | undefined =>
  and(
    isNull(alert.solvedAt),
    inArray(alert.kind, [...kinds]),
    designerId ? eq(alert.designerId, designerId) : undefined,
  );

/** What needs somebody now, oldest first, with when this person was told of it as it is now. */
export async function selectOpen(
  tx: Tx,
  kinds: readonly Kind[],
  designerId: string | null,
  personId: string | null,
): Promise<(Need & { toldAt: Date | null })[]> {
  if (kinds.length === 0) return [];
  const rows = await tx
    .select({ row: alert, toldAt: alertTold.at })
    .from(alert)
    .leftJoin(
      alertTold,
      and(
        eq(alertTold.kind, alert.kind),
        eq(alertTold.subject, alert.subject),
        eq(alertTold.fact, alert.fact),
        personId ? eq(alertTold.personId, personId) : sql`false`,
      ),
    )
    .where(openFor(kinds, designerId))
    .orderBy(asc(alert.changedAt), asc(alert.kind), asc(alert.subject));
  return rows.map(({ row, toldAt }) => ({ ...toNeed(row), toldAt }));
}

/** When the oldest thing that this person was not told of came up; null: there is none. Asked often, so it reads no rows out. */
export async function selectOldestNews(
  tx: Tx,
  kinds: readonly Kind[],
  designerId: string | null,
  personId: string,
): Promise<Date | null> {
  if (kinds.length === 0) return null;
  const [row] = await tx
    .select({ at: min(alert.changedAt) })
    .from(alert)
    .leftJoin(
      alertTold,
      and(
        eq(alertTold.kind, alert.kind),
        eq(alertTold.subject, alert.subject),
        eq(alertTold.fact, alert.fact),
        eq(alertTold.personId, personId),
      ),
    )
    .where(and(openFor(kinds, designerId), isNull(alertTold.at)));
  return row?.at ?? null;
}

export async function noteTold(tx: Tx, personId: string, needs: readonly Need[], at: Date): Promise<void> {
  // PostgreSQL takes 65,535 parameters a statement
  for (let from = 0; from < needs.length; from += 5000) {
    await tx
      .insert(alertTold)
      .values(
        needs
          .slice(from, from + 5000)
          .map(({ kind, subject, fact }) => ({ personId, kind, subject, fact, at })),
      )
      .onConflictDoUpdate({
        target: [alertTold.personId, alertTold.kind, alertTold.subject],
        set: { fact: sql`excluded.fact`, at: sql`excluded.at` },
      });
  }
}

export async function insertApprovalLink(tx: Tx, row: typeof approvalLink.$inferInsert): Promise<void> {
  await tx.insert(approvalLink).values(row);
}

export interface ApprovalLinkRow {
  personId: string;
  listingIds: string[];
}

export async function selectApprovalLink(
  tx: Tx,
  tokenHash: string,
  now: Date,
): Promise<ApprovalLinkRow | null> {
  const [row] = await tx.select().from(approvalLink).where(eq(approvalLink.tokenHash, tokenHash));
  return row && row.expiresAt > now ? row : null;
}

/** Check and use in one statement: of two at the same moment one gets it. */
export async function takeApprovalLink(
  tx: Tx,
  tokenHash: string,
  now: Date,
): Promise<ApprovalLinkRow | null> {
  const [row] = await tx.delete(approvalLink).where(eq(approvalLink.tokenHash, tokenHash)).returning();
  return row && row.expiresAt > now ? row : null;
}

export async function deleteOldLinks(tx: Tx, now: Date): Promise<void> {
  await tx.delete(approvalLink).where(lt(approvalLink.expiresAt, now));
}
