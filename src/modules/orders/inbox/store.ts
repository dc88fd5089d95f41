import { and, eq, isNull, sql } from 'drizzle-orm';
import { rowsOf } from '../../../db/query.ts';
import { webhookDelivery } from '../../../db/tables/index.ts';
import type { Tx } from '../../../kit/ctx.ts';

export interface ClaimedDelivery {
  id: string;
  channelId: string;
  channelKind: string;
  topic: string;
  body: Buffer;
  attempts: number;
}

export interface NewDelivery {
  id: string;
  channelId: string;
  deliveryId: string;
  topic: string;
  body: Uint8Array;
  /** The secret that the signature was checked with, as it is stored. */
  sealedSecret: Buffer;
}

/**
 * Stores deliveries in one statement. Answers which are new (true) and which were there (false: a replay is harmless); one
 * whose shop was disconnected or has another secret by now is neither stored nor in the answer.
 */
export async function insertDeliveries(
  tx: Tx,
  deliveries: readonly NewDelivery[],
): Promise<Map<string, boolean>> {
  const doors = new Map(deliveries.map((one) => [one.channelId, one.sealedSecret]));
  const lengths = deliveries.map((one) => one.body.length);
  const starts: number[] = [];
  lengths.reduce((start, length) => {
    starts.push(start);
    return start + length;
  }, 1);
  // The bodies go over as one value, uncoded; the order keeps two processes with the same replays out of a deadlock.
  const result = await tx.execute<{ id: string; is_first: boolean }>(sql`
    with given as materialized (
      select g.* from unnest(${sql.param(deliveries.map((one) => one.id))}::uuid[],
        ${sql.param(deliveries.map((one) => one.channelId))}::uuid[],
        ${sql.param(deliveries.map((one) => one.deliveryId))}::text[], ${sql.param(deliveries.map((one) => one.topic))}::text[],
        ${sql.param(starts)}::int[], ${sql.param(lengths)}::int[]) g(id, channel_id, delivery_id, topic, start, length)
      join channel c on c.id = g.channel_id
      join unnest(${sql.param([...doors.keys()])}::uuid[], ${sql.param([...doors.values()])}::bytea[]) d(id, sealed)
        on d.id = c.id and d.sealed = c.webhook_secret
      where c.state <> 'disconnected'
      order by g.channel_id, g.delivery_id),
    stored as (
      insert into webhook_delivery (id, channel_id, delivery_id, topic, body)
      select id, channel_id, delivery_id, topic, substring(${Buffer.concat(deliveries.map((one) => one.body))}::bytea from start for length)
      from given
      on conflict (channel_id, delivery_id) do nothing returning id)
    select given.id, stored.id is not null as is_first from given left join stored on stored.id = given.id`);
  return new Map(result.rows.map((row) => [row.id, row.is_first]));
}

/** Takes due deliveries for `leaseMs`: a worker that dies gives them back by that time. */
export async function claimDeliveries(tx: Tx, limit: number, leaseMs: number): Promise<ClaimedDelivery[]> {
  const result = await tx.execute<{
    id: string;
    channel_id: string;
    kind: string;
    topic: string;
    body: Buffer;
    attempts: number;
  }>(sql`
    update webhook_delivery d set attempts = attempts + 1, due_at = now() + ${leaseMs}::float8 * interval '1 millisecond'
    from channel c
    where c.id = d.channel_id and d.id in (
      select id from webhook_delivery where processed_at is null and due_at <= now()
      order by due_at for update skip locked limit ${limit})
    returning d.id, d.channel_id, c.kind, d.topic, d.body, d.attempts`);
  return result.rows.map((row) => ({
    id: row.id,
    channelId: row.channel_id,
    channelKind: row.kind,
    topic: row.topic,
    body: row.body,
    attempts: row.attempts,
  }));
}

/** Milliseconds until the next delivery may be worked; 0 and less: one may now; null: none waits. */
export async function nextDeliveryMs(tx: Tx): Promise<number | null> {
  const [row] = await rowsOf<{ ms: number | null }>(
    tx,
    `select (extract(epoch from min(due_at) - now()) * 1000)::float8 as ms from webhook_delivery where processed_at is null`,
  );
  return row?.ms ?? null;
}

/** Tells the processes that work webhooks that there are some. */
export async function notifyInbox(tx: Tx): Promise<void> {
  await rowsOf(tx, `select pg_notify('spindle_inbox', '')`);
}

/** One parameter however many they are: the statement stays the same and is planned once. */
const isOneOf = (ids: readonly string[]) =>
  sql`${webhookDelivery.id} = any(${sql.param([...ids].sort())}::uuid[])`;

/** Renews the lease of what is still being worked. */
export async function holdDeliveries(tx: Tx, ids: readonly string[], leaseMs: number): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(webhookDelivery)
    .set({ dueAt: sql`now() + ${leaseMs}::float8 * interval '1 millisecond'` })
    .where(and(isOneOf(ids), isNull(webhookDelivery.processedAt)));
}

/** `error`: why it can never be worked, kept for the seller; null: done. */
export async function finishDeliveries(tx: Tx, ids: readonly string[], error: string | null): Promise<void> {
  await tx.update(webhookDelivery).set({ processedAt: sql`now()`, error }).where(isOneOf(ids));
}

export async function postponeDelivery(tx: Tx, id: string, delayMs: number, error: string): Promise<void> {
  await tx
    .update(webhookDelivery)
    .set({ dueAt: sql`now() + ${delayMs}::float8 * interval '1 millisecond'`, error })
    .where(eq(webhookDelivery.id, id));
}

export async function countOpenDeliveries(tx: Tx): Promise<{ waiting: number; refused: number }> {
  const result = await tx.execute<{ waiting: number; refused: number }>(sql`
    select (count(*) filter (where processed_at is null))::int as waiting,
      (count(*) filter (where processed_at is not null and error is not null))::int as refused
    from webhook_delivery where processed_at is null or error is not null`);
  return result.rows[0] ?? { waiting: 0, refused: 0 };
}
