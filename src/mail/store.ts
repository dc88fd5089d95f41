import { and, desc, eq, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import { insertRows } from '../db/insert-rows.ts';
import { message } from '../db/tables/index.ts';
import type { Actor, Tx } from '../kit/ctx.ts';

export type MessageRow = typeof message.$inferSelect;

/** Answers the ids of those whose cause had no message yet. */
export async function insertMessages(tx: Tx, rows: (typeof message.$inferInsert)[]): Promise<string[]> {
  const end = 'on conflict (cause) do nothing returning id';
  return (await insertRows<typeof message, { id: string }>(tx, message, rows, end)).map(({ id }) => id);
}

const soldTo = sql`select 1 from sale s join sale_line l on l.sale_id = s.id join offer o on o.id = l.offer_id
  where s.buyer_id = ${message.buyerId}`;

/**
 * A designer's actor sees messages to buyers who bought from that designer alone: a message may hold the link to
 * everything that its buyer has.
 */
const visibleTo = ({ designerId }: Actor): SQL | undefined =>
  designerId
    ? sql`exists (${soldTo} and o.designer_id = ${designerId})
        and not exists (${soldTo} and o.designer_id <> ${designerId})`
    : undefined;

/** A message for its readers in the studio; `selectMessage` is for sending. */
export async function selectVisibleMessage(tx: Tx, actor: Actor, id: string): Promise<MessageRow | null> {
  const rows = await tx
    .select()
    .from(message)
    .where(and(eq(message.id, id), visibleTo(actor)));
  return rows[0] ?? null;
}

export async function selectMessage(tx: Tx, id: string): Promise<MessageRow | null> {
  const rows = await tx.select().from(message).where(eq(message.id, id));
  return rows[0] ?? null;
}

export async function markSent(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.update(message).set({ state: 'sent', sentAt: at, error: null }).where(eq(message.id, id));
}

/** Answers how often it was tried. */
export async function markTried(tx: Tx, id: string, error: string, isLast: boolean): Promise<void> {
  await tx
    .update(message)
    .set({ attempts: sql`${message.attempts} + 1`, error, ...(isLast ? { state: 'failed' } : {}) })
    .where(eq(message.id, id));
}

export interface MessageFilter {
  kind?: string | undefined;
  state?: string | undefined;
  before?: { at: Date; id: string } | undefined;
  limit: number;
}

export function selectMessages(tx: Tx, actor: Actor, filter: MessageFilter): Promise<MessageRow[]> {
  const where: (SQL | undefined)[] = [
    visibleTo(actor),
    // what the hub tells its own people is no message to a buyer
    filter.kind ? eq(message.kind, filter.kind) : ne(message.kind, 'alert'),
    filter.state ? eq(message.state, filter.state) : undefined,
    filter.before
      ? or(
          lt(message.createdAt, filter.before.at),
          and(eq(message.createdAt, filter.before.at), lt(message.id, filter.before.id)),
        )
      : undefined,
  ];
  return tx
    .select()
    .from(message)
    .where(and(...where))
    .orderBy(desc(message.createdAt), desc(message.id))
    .limit(filter.limit);
}

/** The hub was put back from a backup, and it is not yet decided what becomes of its messages. */
export async function isMailHeld(tx: Tx): Promise<boolean> {
  const result = await tx.execute(
    sql`select 1 from restored where held_at is not null and released_at is null limit 1`,
  );
  return result.rows.length > 0;
}

/** From here on messages leave again. Answers those that were held. */
export async function endMailHold(tx: Tx, at: Date, state: 'waiting' | 'outbox'): Promise<string[]> {
  await tx.execute(
    sql`update restored set released_at = ${at} where released_at is null and held_at is not null`,
  );
  const rows = await tx
    .update(message)
    .set({ state })
    .where(eq(message.state, 'held'))
    .returning({ id: message.id });
  return rows.map((row) => row.id);
}
