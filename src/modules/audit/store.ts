import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm';
import { rowsOf } from '../../db/query.ts';
import { activity, audit, channel, idempotency, pattern } from '../../db/tables/index.ts';
import type { Actor, LiveEvent, Tx } from '../../kit/ctx.ts';

export type ActivityRow = typeof activity.$inferSelect;
export type AuditTableRow = typeof audit.$inferSelect;

export async function insertAudit(tx: Tx, row: AuditTableRow): Promise<void> {
  await rowsOf(
    tx,
    `insert into audit (id, at, operation, actor_kind, actor_id, actor_name, subject_kind, subject_id, input)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[row.id, row.at, row.operation, row.actorKind, row.actorId, row.actorName, row.subjectKind],
      ...[row.subjectId, JSON.stringify(row.input)],
    ],
  );
}

export async function insertActivity(tx: Tx, rows: readonly (typeof activity.$inferInsert)[]): Promise<void> {
  await rowsOf(
    tx,
    `insert into activity (id, at, tone, sentence, pattern_id, channel_id, listing_id, order_id, release_id, detail)
     select id, at, tone, sentence, "patternId", "channelId", "listingId", "orderId", "releaseId", detail
     from jsonb_to_recordset($1::jsonb) as r(id uuid, at timestamptz, tone text, sentence text, "patternId" uuid,
       "channelId" uuid, "listingId" uuid, "orderId" uuid, "releaseId" uuid, detail jsonb)`,
    // Half a character, cut out of an emoji, is text to PostgreSQL but no JSON.
    [JSON.stringify(rows.map((row) => ({ ...row, sentence: row.sentence.toWellFormed() })))],
  );
}

/**
 * Tells all processes. `wakesFrom`: wakes the engine's loops, but not in the process of this listener, which has told its own
 * already; null wakes none. As few notices as fit: PostgreSQL takes 8,000 bytes each. When very much happened, only which lists
 * to read again.
 */
export async function notify(tx: Tx, wakesFrom: string | null, events: readonly LiveEvent[]): Promise<void> {
  const told = events.length > mostEvents ? wholeTopics(events) : events;
  const notices = wakesFrom === null ? [] : [{ topic: 'spindle_dirty', payload: wakesFrom }];
  for (let at = 0; at < told.length; at += eventsANotice)
    notices.push({ topic: 'spindle_live', payload: JSON.stringify(told.slice(at, at + eventsANotice)) });
  if (notices.length === 0) return;
  await rowsOf(
    tx,
    `select pg_notify(topic, payload) from unnest($1::text[], $2::text[]) as n (topic, payload)`,
    [notices.map((one) => one.topic), notices.map((one) => one.payload)],
  );
}

const eventsANotice = 90;
const mostEvents = 400;

const wholeTopics = (events: readonly LiveEvent[]): LiveEvent[] =>
  [...new Set(events.map((event) => event.topic))].map((topic) => ({ topic, id: '*' }));

export interface After {
  at: string;
  id: string;
}

/** The cursor carries microseconds as text: a JavaScript date would skip rows of the same millisecond. */
const exactAt = (column: SQL | typeof activity.at | typeof audit.at) =>
  sql<string>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const afterRow = (table: typeof activity | typeof audit, after: After | null): SQL | undefined =>
  after ? sql`(${table.at}, ${table.id}) < (${after.at}::timestamptz, ${after.id}::uuid)` : undefined;

export interface ActivityFilter {
  patternId?: string | undefined;
  channelId?: string | undefined;
  listingId?: string | undefined;
  orderId?: string | undefined;
}

/** Newest first; single lines of a change of many only where one thing's history is asked for. A designer's actor sees what is about that designer's patterns and shops only. */
export async function selectActivity(
  tx: Tx,
  actor: Actor,
  filter: ActivityFilter,
  after: After | null,
  count: number,
): Promise<(ActivityRow & { exactAt: string })[]> {
  const own = actor.designerId
    ? sql`(exists (select 1 from ${pattern} where ${pattern.id} = ${activity.patternId} and ${pattern.designerId} = ${actor.designerId})
        or exists (select 1 from ${channel} where ${channel.id} = ${activity.channelId} and ${channel.designerId} = ${actor.designerId}))`
    : undefined;
  const rows = await tx
    .select({ row: activity, exactAt: exactAt(activity.at) })
    .from(activity)
    .where(
      and(
        own,
        Object.values(filter).some((id) => id !== undefined)
          ? undefined
          : sql`${activity.detail}->>'isOneOfMany' is null`,
        filter.patternId ? eq(activity.patternId, filter.patternId) : undefined,
        filter.channelId ? eq(activity.channelId, filter.channelId) : undefined,
        filter.listingId ? eq(activity.listingId, filter.listingId) : undefined,
        filter.orderId ? eq(activity.orderId, filter.orderId) : undefined,
        afterRow(activity, after),
      ),
    )
    .orderBy(desc(activity.at), desc(activity.id))
    .limit(count);
  return rows.map(({ row, exactAt: at }) => ({ ...row, exactAt: at }));
}

export interface AuditFilter {
  operation?: string | undefined;
  actorId?: string | undefined;
  subjectKind?: string | undefined;
  subjectId?: string | undefined;
}

/** A designer's actor sees what they did themselves: a row does not say whose thing it is about. */
export async function selectAudit(
  tx: Tx,
  actor: Actor,
  filter: AuditFilter,
  after: After | null,
  count: number,
): Promise<(AuditTableRow & { exactAt: string })[]> {
  const rows = await tx
    .select({ row: audit, exactAt: exactAt(audit.at) })
    .from(audit)
    .where(
      and(
        actor.designerId ? eq(audit.actorId, actor.id) : undefined,
        filter.operation ? eq(audit.operation, filter.operation) : undefined,
        filter.actorId ? eq(audit.actorId, filter.actorId) : undefined,
        filter.subjectKind ? eq(audit.subjectKind, filter.subjectKind) : undefined,
        filter.subjectId ? eq(audit.subjectId, filter.subjectId) : undefined,
        afterRow(audit, after),
      ),
    )
    .orderBy(desc(audit.at), desc(audit.id))
    .limit(count);
  return rows.map(({ row, exactAt: at }) => ({ ...row, exactAt: at }));
}

export interface StoredAnswer {
  operation: string;
  requestHash: string;
  /** Sealed JSON; null while the first request is under way in this very transaction. */
  answer: string | null;
}

/** True: the key is ours now. A duplicate at the same moment waits here until the first one ends. */
export async function claimKey(
  tx: Tx,
  row: { actorId: string; key: string; operation: string; requestHash: string; at: Date },
): Promise<boolean> {
  await tx.execute(sql`set local lock_timeout = '20s'`);
  const rows = await tx
    .insert(idempotency)
    .values({ ...row, status: 0 })
    .onConflictDoNothing()
    .returning({ key: idempotency.key });
  await tx.execute(sql`set local lock_timeout = default`);
  return rows.length > 0;
}

export async function selectAnswer(tx: Tx, actorId: string, key: string): Promise<StoredAnswer | null> {
  const [row] = await tx
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.actorId, actorId), eq(idempotency.key, key)));
  return row
    ? { operation: row.operation, requestHash: row.requestHash, answer: row.response as string | null }
    : null;
}

export async function storeAnswer(tx: Tx, actorId: string, key: string, sealed: string): Promise<void> {
  await tx
    .update(idempotency)
    .set({ status: 1, response: sealed })
    .where(and(eq(idempotency.actorId, actorId), eq(idempotency.key, key)));
}

export async function deleteAnswersBefore(tx: Tx, at: Date): Promise<void> {
  await tx.delete(idempotency).where(lt(idempotency.at, at));
}
