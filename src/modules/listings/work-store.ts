import { sql } from 'drizzle-orm';
import { rowsOf, uuids } from '../../db/query.ts';
import type { Tx } from '../../kit/ctx.ts';

export const dirtyTopic = 'spindle_dirty';

/**
 * MARK, in the transaction of the change. The rows are locked in order of their id: without it, two changes that touch the
 * same listings deadlock. A recall or an erratum ends, once, what something less urgent waits for: the last of the day's calls
 * are kept for it. Answers which listings there were.
 */
export async function markRows(tx: Tx, listingIds: readonly string[], priority: number): Promise<string[]> {
  if (listingIds.length === 0) return [];
  return mark(tx, 'unnest($1::uuid[])', listingIds, priority);
}

/** MARK for every listing that carries one of these offers. */
export async function markRowsOfOffers(
  tx: Tx,
  offerIds: readonly string[],
  priority: number,
): Promise<string[]> {
  const [one, ...others] = offerIds;
  if (one === undefined) return [];
  const ofOffers = 'id from listing where offer_id';
  return others.length === 0
    ? mark(tx, `${ofOffers} = $1`, one, priority)
    : mark(tx, `${ofOffers} = any($1)`, offerIds, priority);
}

/** `found`: what is selected as the ids. */
async function mark(
  tx: Tx,
  found: string,
  ids: string | readonly string[],
  priority: number,
): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    `with l as (select listing_id from work where listing_id = any(array(select ${found})) order by listing_id for no key update)
     update work w set dirty = dirty + 1,
       priority = case when dirty > synced then least(priority, $2::smallint) else $2::smallint end,
       due_at = case when dirty > synced then least(due_at, now()) else now() end,
       not_before = case when $2::smallint <= 20 and priority > 20 then null else not_before end
     from l where w.listing_id = l.listing_id returning w.listing_id as id`,
    [ids, priority],
  );
  return rows.map((row) => row.id);
}

/**
 * Before several of the statements below in one transaction: each locks its rows in the order of MARK, but one after the
 * other they do not.
 */
export async function lockRows(tx: Tx, listingIds: readonly string[]): Promise<void> {
  await tx.execute(
    sql`select 1 from work where listing_id = any(${uuids(listingIds)}) order by listing_id for no key update`,
  );
}

export const notifyDirty = (tx: Tx) => tx.execute(sql`select pg_notify(${dirtyTopic}, '')`);

export async function insertWork(tx: Tx, channelId: string, listingIds: readonly string[]): Promise<void> {
  await tx.execute(sql`insert into work (listing_id, channel_id)
    select id, ${channelId}::uuid from unnest(${uuids(listingIds)}) as id on conflict do nothing`);
}

export interface Claimed {
  listingId: string;
  channelId: string;
  offerId: string;
  /** `dirty` as it stood when it was claimed: what FINISH may call synced. */
  seen: number;
  token: number;
  attempts: number;
  priority: number;
}

const claimableText = `w.dirty > w.synced and w.due_at <= clock_timestamp()
  and (w.not_before is null or w.not_before <= clock_timestamp())
  and (w.lease_until is null or w.lease_until < clock_timestamp())`;

/** A hub that was put back from a backup writes nothing to a shop before the seller lets it go on. */
const isHeldText = `exists (select 1 from restored_channel r where r.channel_id = c.id and r.released_at is null)`;
const isHeld = sql.raw(isHeldText);

/** A channel that may be written to. */
const writable = `c.state = 'active' and c.paused_at is null and not ${isHeldText}
  and (c.breaker_open_until is null or c.breaker_open_until <= clock_timestamp())
  and not exists (select 1 from studio where stopped_at is not null)`;

/**
 * CLAIM, its own transaction, committed before anything else is read: so many of each channel at most, the most urgent first,
 * and nothing of a channel that may not be written to.
 */
export async function claimRows(
  tx: Tx,
  wanted: readonly { channelId: string; most: number }[],
  leaseMs: number,
  owner: string,
): Promise<Claimed[]> {
  if (wanted.length === 0) return [];
  const rows = await rowsOf<Claimed>(
    tx,
    `with c as materialized (select head.listing_id from unnest($1::uuid[], $2::int[]) as wanted (channel_id, most)
        join channel c on c.id = wanted.channel_id and ${writable}
        cross join lateral (select w.listing_id from work w where w.channel_id = c.id and ${claimableText}
          order by w.priority, w.due_at limit wanted.most for no key update of w skip locked) head)
     update work w set lease_token = lease_token + 1, lease_until = clock_timestamp() + $3::float8 * interval '1 millisecond',
       lease_owner = $4, attempts = attempts + 1
     from c where w.listing_id = c.listing_id
     returning w.listing_id as "listingId", w.channel_id as "channelId",
       (select l.offer_id from listing l where l.id = w.listing_id) as "offerId", w.dirty as seen, w.lease_token as token,
       w.attempts, w.priority`,
    [wanted.map((one) => one.channelId), wanted.map((one) => one.most), leaseMs, owner],
  );
  return rows.toSorted((a, b) => a.priority - b.priority);
}

/** Channels that may be written to and have listings to claim, most urgent first: looks at the head of each line only. */
export async function readyChannels(tx: Tx): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    `select c.id from channel c cross join lateral (
      select w.priority from work w where w.channel_id = c.id and ${claimableText}
      order by w.priority, w.due_at limit 1) head
    where ${writable} order by head.priority`,
  );
  return rows.map((row) => row.id);
}

export type FenceAnswer = 'held' | 'lost' | 'stopped';

export interface Held {
  listingId: string;
  token: number;
}

const idsOf = (held: readonly Held[]): string[] => held.map((one) => one.listingId);
const tokensOf = (held: readonly Held[]): number[] => held.map((one) => one.token);

/** What is held ($1 ids, $2 tokens), numbered, with its rows locked in the order of MARK: else the two could wait for each other. */
const heldRows = `h as (select * from unnest($1::uuid[], $2::bigint[]) with ordinality as h(listing_id, token, n)),
  l as (select w.listing_id from work w where w.listing_id = any(array(select unnest($1::uuid[])))
    order by w.listing_id for no key update)`;

const ofHeld = `l, h where h.listing_id = l.listing_id and w.listing_id = h.listing_id and w.lease_token = h.token`;

const untilThen = `clock_timestamp() + $3::float8 * interval '1 millisecond'`;

/** FENCE before calls: also refuses when everything is stopped or the channel may not be written to. In the order given. */
export async function fenceCalls(tx: Tx, held: readonly Held[], leaseMs: number): Promise<FenceAnswer[]> {
  if (held.length === 0) return [];
  const rows = await rowsOf<{ n: number; isStopped: boolean }>(
    tx,
    `with ${heldRows}
     update work w set lease_until = ${untilThen} from channel c, ${ofHeld}
       and w.lease_until > clock_timestamp() and c.id = w.channel_id
     returning h.n, (c.state <> 'active' or c.paused_at is not null or ${isHeldText}
       or exists (select 1 from studio where stopped_at is not null)) as "isStopped"`,
    [idsOf(held), tokensOf(held), leaseMs],
  );
  const answers: FenceAnswer[] = held.map(() => 'lost');
  for (const { n, isStopped } of rows) answers[n - 1] = isStopped ? 'stopped' : 'held';
  return answers;
}

/** FENCE inside a transaction that records what calls did. In the order given. */
export async function fenceRecords(tx: Tx, held: readonly Held[], leaseMs: number): Promise<boolean[]> {
  if (held.length === 0) return [];
  const rows = await rowsOf<{ n: number }>(
    tx,
    `with ${heldRows}
     update work w set lease_until = ${untilThen} from ${ofHeld} and w.lease_until > clock_timestamp() returning h.n`,
    [idsOf(held), tokensOf(held), leaseMs],
  );
  const kept = new Set(rows.map((row) => row.n));
  return held.map((_, index) => kept.has(index + 1));
}

/** RENEW, one statement a process. Answers whose lease still holds. */
export async function renewRows(tx: Tx, held: readonly Held[], leaseMs: number): Promise<Set<string>> {
  const kept = await fenceRecords(tx, held, leaseMs);
  return new Set(held.flatMap((one, index) => (kept[index] ? [one.listingId] : [])));
}

/** FINISH, in the order given. Null: the lease is no longer ours. True: it was marked again meanwhile. */
export async function finishRows(
  tx: Tx,
  ended: readonly (Held & { seen: number })[],
): Promise<(boolean | null)[]> {
  if (ended.length === 0) return [];
  const rows = await rowsOf<{ n: number; again: boolean }>(
    tx,
    `with ${heldRows}
     update work w set synced = ($3::bigint[])[h.n], lease_until = null, lease_owner = null, attempts = 0, not_before = null,
       priority = case when w.dirty > ($3::bigint[])[h.n] then w.priority else 100 end
     from ${ofHeld} and w.lease_until is not null returning h.n, w.dirty > w.synced as again`,
    [idsOf(ended), tokensOf(ended), ended.map((one) => one.seen)],
  );
  const answers: (boolean | null)[] = ended.map(() => null);
  for (const { n, again } of rows) answers[n - 1] = again;
  return answers;
}

/** FAIL gives leases back and waits; an edit does not shorten the wait. `attempts`: the count from now on. In the order given. */
export async function failRows(
  tx: Tx,
  ended: readonly (Held & { waitMs: number; attempts: number })[],
): Promise<boolean[]> {
  if (ended.length === 0) return [];
  const wait = '($3::float8[])[h.n]';
  const rows = await rowsOf<{ n: number }>(
    tx,
    `with ${heldRows}
     update work w set lease_until = null, lease_owner = null, attempts = ($4::int[])[h.n],
       not_before = case when ${wait} > 0 then clock_timestamp() + ${wait} * interval '1 millisecond' else null end
     from ${ofHeld} and w.lease_until is not null returning h.n`,
    [idsOf(ended), tokensOf(ended), ended.map((one) => one.waitMs), ended.map((one) => one.attempts)],
  );
  const given = new Set(rows.map((row) => row.n));
  return ended.map((_, index) => given.has(index + 1));
}

/** Lets a back-off go: the seller said "try again", or the shop is back. */
export async function clearBackoff(tx: Tx, listingIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    with l as (select listing_id from work where listing_id = any(${uuids(listingIds)}) order by listing_id for no key update)
    update work w set not_before = null, attempts = 0 from l where w.listing_id = l.listing_id and w.lease_until is null`);
}

/** How many listings of a channel are still to be planned. */
export async function countDirty(tx: Tx, channelId: string): Promise<number> {
  const result = await tx.execute<{ n: number }>(
    sql`select count(*)::int as n from work where channel_id = ${channelId} and dirty > synced`,
  );
  return result.rows[0]?.n ?? 0;
}

/** Milliseconds until the next listing of a writable channel comes due; null: nothing waits. */
export async function nextDueMs(tx: Tx): Promise<number | null> {
  const result = await tx.execute<{ wait: string | null }>(sql`
    select min(extract(epoch from greatest(w.due_at, coalesce(w.not_before, w.due_at), coalesce(w.lease_until, w.due_at),
      coalesce(c.breaker_open_until, w.due_at)) - clock_timestamp()) * 1000) as wait
    from work w join channel c on c.id = w.channel_id
    where w.dirty > w.synced and c.state = 'active' and c.paused_at is null and not ${isHeld}
      and not exists (select 1 from studio where stopped_at is not null)`);
  const wait = result.rows[0]?.wait;
  return wait === null || wait === undefined ? null : Math.max(0, Number(wait));
}

/** Nobody works on it and nothing waits; locks the row, so that it stays so in this transaction. */
export async function isAtRest(tx: Tx, listingId: string): Promise<boolean> {
  const result = await tx.execute(sql`
    select 1 from work where listing_id = ${listingId} and dirty = synced
      and (lease_until is null or lease_until < clock_timestamp()) for no key update`);
  return result.rows.length > 0;
}
