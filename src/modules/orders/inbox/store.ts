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

/** What was given, as rows `g`, of shops that are connected and have the secret (`d`) that was checked with. */
const given = (
  lists: string,
  names: string,
) => `unnest(${lists}) g(${names}) join channel c on c.id = g.channel_id
  join unnest($1::uuid[], $2::bytea[]) d(id, sealed) on d.id = c.id and d.sealed = c.webhook_secret
  where c.state <> 'disconnected'`;

// The bodies go over as one value, uncoded; the order keeps two processes with the same replays out of a deadlock.
const insertGiven = `insert into webhook_delivery (id, channel_id, delivery_id, topic, body)
  select g.id, g.channel_id, g.delivery_id, g.topic, substring($9::bytea from g.start for g.length)
  from ${given('$3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::int[], $8::int[]', 'id, channel_id, delivery_id, topic, start, length')}
  order by g.start on conflict (channel_id, delivery_id) do nothing returning id`;

const selectThere = `select g.id from ${given('$3::uuid[], $4::uuid[], $5::text[]', 'id, channel_id, delivery_id')}
  and exists (select from webhook_delivery w where w.channel_id = g.channel_id and w.delivery_id = g.delivery_id)`;

/** Ids and numbers as an array's text. */
const plainList = (values: readonly (string | number)[]): string => `{${values.join(',')}}`;
const textList = (values: readonly string[]): string =>
  `{${values.map((value) => `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`).join(',')}}`;

const inOrder = (a: NewDelivery, b: NewDelivery): number => {
  const [left, right] = [a.channelId + a.deliveryId, b.channelId + b.deliveryId];
  return left < right ? -1 : left > right ? 1 : 0;
};

/**
 * Stores deliveries in one statement. Answers which are new (true) and which were there (false: a replay is harmless); one
 * whose shop was disconnected or has another secret by now is neither stored nor in the answer.
 */
export async function insertDeliveries(
  tx: Tx,
  deliveries: readonly NewDelivery[],
): Promise<Map<string, boolean>> {
  const doors = new Map(deliveries.map((one) => [one.channelId, one.sealedSecret]));
  const doorValues = [plainList([...doors.keys()]), [...doors.values()]];
  const keysOf = (list: readonly NewDelivery[]) => [
    plainList(list.map((one) => one.id)),
    plainList(list.map((one) => one.channelId)),
    textList(list.map((one) => one.deliveryId)),
  ];
  // of two secrets for one shop only one can be today's
  const sorted = deliveries.filter((one) => doors.get(one.channelId)?.equals(one.sealedSecret)).sort(inOrder);
  const starts: number[] = [];
  let start = 1;
  for (const { body } of sorted) {
    starts.push(start);
    start += body.length;
  }
  const stored = await rowsOf<{ id: string }>(tx, insertGiven, [
    ...doorValues,
    ...keysOf(sorted),
    textList(sorted.map((one) => one.topic)),
    plainList(starts),
    plainList(sorted.map((one) => one.body.length)),
    Buffer.concat(sorted.map((one) => one.body)),
  ]);
  const found = new Map(stored.map(({ id }) => [id, true]));
  const others = sorted.filter((one) => !found.has(one.id));
  if (others.length > 0)
    for (const { id } of await rowsOf<{ id: string }>(tx, selectThere, [...doorValues, ...keysOf(others)]))
      found.set(id, false);
  return found;
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
