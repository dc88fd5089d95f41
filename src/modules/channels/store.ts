import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { BucketSpec, ObservedListing, RateReading } from '../../connectors/connector.ts';
import { bucket, channel, oauthTrip, remoteListing } from '../../db/tables/channels.ts';
import type { Actor, Tx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { type Channel, toChannel } from './channel.ts';
import type { Lesson } from './lesson.ts';

type ChannelInsert = typeof channel.$inferInsert;

const visibleTo = (actor: Actor | null) =>
  actor?.designerId ? eq(channel.designerId, actor.designerId) : undefined;

export async function insertChannel(tx: Tx, row: ChannelInsert): Promise<Channel> {
  const [inserted] = await tx.insert(channel).values(row).returning();
  return toChannel(inserted as typeof channel.$inferSelect);
}

export async function updateChannelRow(tx: Tx, id: string, set: Partial<ChannelInsert>): Promise<void> {
  await tx
    .update(channel)
    .set({ ...set, updatedAt: sql`now()` })
    .where(eq(channel.id, id));
}

/** Like updateChannelRow, for what the seller edits: refuses an old version. */
export async function updateChannelVersion(
  tx: Tx,
  id: string,
  expected: number | undefined,
  set: Partial<ChannelInsert>,
): Promise<void> {
  const rows = await tx
    .update(channel)
    .set({ ...set, version: sql`${channel.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(channel.id, id), expected === undefined ? undefined : eq(channel.version, expected)))
    .returning({ id: channel.id });
  if (rows.length === 0)
    throw new HubError(
      'stale',
      'This shop’s settings were changed in the meantime. Look again, then change them.',
    );
}

/** Throws HubError `not-found`, also for another designer's channel. */
export async function readChannelRow(tx: Tx, id: string, actor: Actor | null = null): Promise<Channel> {
  const [row] = await tx
    .select()
    .from(channel)
    .where(and(eq(channel.id, id), visibleTo(actor)));
  if (!row) throw new HubError('not-found', 'There is no such shop. It may have been removed.');
  return toChannel(row);
}

/** The channel with its sealed secrets. Throws HubError `not-found`. */
export async function readSealedChannel(
  tx: Tx,
  id: string,
): Promise<{ channel: Channel; sealed: Buffer | null }> {
  const [row] = await tx.select().from(channel).where(eq(channel.id, id));
  if (!row) throw new HubError('not-found', 'There is no such shop. It may have been removed.');
  return { channel: toChannel(row), sealed: row.secrets };
}

export async function lockChannel(tx: Tx, id: string): Promise<Channel> {
  const [row] = await tx.select().from(channel).where(eq(channel.id, id)).for('update');
  if (!row) throw new HubError('not-found', 'There is no such shop. It may have been removed.');
  return toChannel(row);
}

export async function listChannelRows(tx: Tx, actor: Actor | null = null): Promise<Channel[]> {
  const rows = await tx
    .select()
    .from(channel)
    .where(and(ne(channel.state, 'disconnected'), visibleTo(actor)))
    .orderBy(asc(channel.createdAt), asc(channel.id));
  return rows.map(toChannel);
}

export async function findSameShop(
  tx: Tx,
  kind: string,
  remoteId: string,
  exceptId: string,
): Promise<Channel | null> {
  const [row] = await tx
    .select()
    .from(channel)
    .where(
      and(
        eq(channel.kind, kind),
        eq(channel.remoteId, remoteId),
        ne(channel.id, exceptId),
        ne(channel.state, 'disconnected'),
      ),
    );
  return row ? toChannel(row) : null;
}

export async function readSealed(
  tx: Tx,
  id: string,
): Promise<{ secrets: Buffer | null; webhookSecret: Buffer | null }> {
  const [row] = await tx
    .select({ secrets: channel.secrets, webhookSecret: channel.webhookSecret })
    .from(channel)
    .where(eq(channel.id, id));
  return row ?? { secrets: null, webhookSecret: null };
}

/** What is needed to judge a shop's webhook; `sealedSecret` changes whenever the secret is set, dropped or sealed anew. */
export interface WebhookDoor {
  id: string;
  kind: string;
  name: string;
  sealedSecret: Buffer | null;
  okAt: Date | null;
}

/** The doors of these shops; disconnected ones are left out. */
export const selectWebhookDoors = (tx: Tx, ids: readonly string[]): Promise<WebhookDoor[]> =>
  tx
    .select({
      id: channel.id,
      kind: channel.kind,
      name: channel.name,
      sealedSecret: channel.webhookSecret,
      okAt: channel.webhookOkAt,
    })
    .from(channel)
    .where(and(inArray(channel.id, [...ids]), ne(channel.state, 'disconnected')));

export const listSealed = (tx: Tx) =>
  tx
    .select({ id: channel.id, secrets: channel.secrets, webhookSecret: channel.webhookSecret })
    .from(channel)
    .for('update');

/** Counts a failure in a row and opens the breaker from the fifth on; answers until when. While it is open nothing counts. */
export async function countFailure(tx: Tx, id: string): Promise<Date | null> {
  const result = await tx.execute<{ until: Date | null }>(sql`
    update channel set breaker_failures = breaker_failures + 1,
      breaker_open_until = case when breaker_failures + 1 >= 5
        then clock_timestamp() + least(interval '15 minutes', interval '10 seconds' * power(2, least(breaker_failures - 4, 10)))
        else breaker_open_until end
    where id = ${id} and (breaker_open_until is null or breaker_open_until <= clock_timestamp())
    returning breaker_open_until as until`);
  return result.rows[0]?.until ? new Date(result.rows[0].until) : null;
}

export async function resetFailures(tx: Tx, id: string): Promise<void> {
  await tx
    .update(channel)
    .set({ breakerFailures: 0, breakerOpenUntil: null })
    .where(and(eq(channel.id, id), sql`${channel.breakerFailures} > 0`));
}

// The shared allowance -------------------------------------------------------------------------------------------------

export async function putBucket(tx: Tx, spec: BucketSpec): Promise<void> {
  await tx
    .insert(bucket)
    .values({ key: spec.key, perSecond: spec.perSecond, perDay: spec.perDay })
    .onConflictDoNothing();
}

export interface BucketRow {
  perSecond: number;
  /** Calls a second that we plan with: a little under the limit, or what refusals taught. */
  pacedPerSecond: number;
  perDay: number | null;
  dayUsed: number;
  /** How far the line reaches into the future, in milliseconds; negative: idle for so long. */
  aheadMs: number;
  blockedMs: number;
  untilMidnightMs: number;
}

/**
 * True, and the statement's commit does not wait for the disk: a database that dies forgets the calls of its last second, which
 * is over when it is back. Only for statements on their own, since it holds for their whole transaction.
 */
const withoutDisk = sql`set_config('synchronous_commit', 'off', true) is not null`;
const millis = sql`interval '1 millisecond'`;
const quietSeconds = sql`greatest(0, extract(epoch from clock_timestamp() - coalesce(refused_at, clock_timestamp())))::float8`;
/** What was learned from refusals is tried again upwards after a while; half a minute near it costs less than a refusal. */
const limitSql = sql`(case when learned is null then per_second
  else least(per_second, learned * power(1.08, least(400, greatest(0, ${quietSeconds} - 20)))) end)`;
const shareSql = sql`least(0.98, share + 0.0002 * ${quietSeconds})`;
/** A clock that was set back would leave the line far in the future. */
const tatSql = sql`(case when tat > clock_timestamp() + interval '1 minute' then clock_timestamp() else tat end)`;

export async function readBucket(tx: Tx, key: string): Promise<BucketRow | null> {
  const result = await tx.execute<Record<string, string | null>>(sql`
    select per_second, ${limitSql} * ${shareSql} as paced, per_day,
      case when day = current_date then day_used else 0 end as day_used,
      extract(epoch from ${tatSql} - clock_timestamp()) * 1000 as ahead_ms,
      greatest(0, coalesce(extract(epoch from blocked_until - clock_timestamp()) * 1000, 0)) as blocked_ms,
      extract(epoch from date_trunc('day', clock_timestamp()) + interval '1 day' - clock_timestamp()) * 1000 as midnight_ms
    from bucket where key = ${key}`);
  const row = result.rows[0];
  if (!row) return null;
  return {
    perSecond: Number(row.per_second),
    pacedPerSecond: Number(row.paced),
    perDay: row.per_day === null ? null : Number(row.per_day),
    dayUsed: Number(row.day_used),
    aheadMs: Number(row.ahead_ms),
    blockedMs: Number(row.blocked_ms),
    untilMidnightMs: Number(row.midnight_ms),
  };
}

export interface Take {
  /** Until the first call may leave; below zero: at once. */
  waitMs: number;
  /** Between one call and the next. */
  intervalMs: number;
  perSecond: number;
  share: number;
  /** Another process took from the same bucket within the last seconds. */
  isShared: boolean;
}

/**
 * GCRA in one statement; null when nothing may be taken. One or two calls after a rest may leave at once, many are spread evenly:
 * what they may bring forward is paid for by the slack between our pace and the limit. `mostShare`: see `Unevenness`.
 */
export async function takeFromBucket(
  tx: Tx,
  key: string,
  n: number,
  dayShare: number,
  owner: string,
  mostShare: number,
): Promise<Take | null> {
  const share = sql`least(${shareSql}, ${mostShare}::float8)`;
  const intervalMs = sql`(1000 / (${limitSql} * ${share}))`;
  const isOthers = sql`(taken_by is not null and taken_by <> ${owner}::text)`;
  const isShared = sql`(${isOthers} or coalesce(shared_at > clock_timestamp() - interval '3 seconds', false))`;
  const burstMs = sql`(case when ${n}::int <= 2 and not ${isShared} then 1000 * burst
    else greatest(0, floor(${limitSql} * (1 - ${share})) - 2) * ${intervalMs} end)`;
  const result = await tx.execute<Record<string, string | boolean>>(sql`
    update bucket set
      tat = greatest(${tatSql}, clock_timestamp() - ${burstMs} * ${millis}) + ${n}::int * ${intervalMs} * ${millis},
      day = current_date,
      day_used = case when day = current_date then day_used + ${n}::int else ${n}::int end,
      shared_at = case when ${isOthers} then clock_timestamp() else shared_at end,
      taken_by = ${owner}::text
    where key = ${key} and ${withoutDisk} and ${tatSql} < clock_timestamp() + interval '2 seconds'
      and (blocked_until is null or blocked_until < clock_timestamp())
      and (per_day is null or (case when day = current_date then day_used else 0 end) + ${n}::int <= floor(per_day * ${dayShare}::float8))
    returning extract(epoch from tat - clock_timestamp()) * 1000 - ${n}::int * ${intervalMs} as wait_ms,
      ${intervalMs} as interval_ms, ${limitSql} as per_second, ${share} as share,
      coalesce(shared_at > clock_timestamp() - interval '3 seconds', false) as is_shared`);
  const row = result.rows[0];
  if (!row) return null;
  return {
    waitMs: Number(row.wait_ms),
    intervalMs: Number(row.interval_ms),
    perSecond: Number(row.per_second),
    share: Number(row.share),
    isShared: row.is_shared === true,
  };
}

/** Takes over what the shop's headers say. `pushMs`: the line begins no sooner than then. */
export async function tightenBucket(
  tx: Tx,
  key: string,
  reading: RateReading,
  pushMs: number,
): Promise<void> {
  const dayUsed =
    reading.perDay !== undefined && reading.remainingDay !== undefined
      ? reading.perDay - reading.remainingDay
      : null;
  await tx.execute(sql`
    update bucket set
      per_second = coalesce(${reading.perSecond ?? null}::float8, per_second),
      learned = case when ${reading.perSecond ?? null}::float8 is null then learned else null end,
      per_day = coalesce(${reading.perDay ?? null}::int, per_day),
      day_used = case when ${dayUsed}::int is null then day_used
        when day = current_date then greatest(day_used, ${dayUsed}::int) else ${dayUsed}::int end,
      day = case when ${dayUsed}::int is null then day else current_date end,
      tat = case when ${pushMs}::float8 <= 0 then tat
        else greatest(tat, clock_timestamp() + ${pushMs}::float8 * ${millis}) end
    where key = ${key} and ${withoutDisk}`);
}

/**
 * The shop refused a call for its pace: a little slower from now on, in a burst, or as fast as was seen to pass. What was learned
 * before and is tried upwards rises to what passed.
 */
export async function learnFromRefusal(
  tx: Tx,
  key: string,
  { isBurst, lesson }: { isBurst: boolean; lesson: Lesson | null },
): Promise<void> {
  const passed = sql`${lesson?.passed ?? null}::float8`;
  const isSure = sql`${lesson?.isSure ?? false}::boolean`;
  await tx.execute(sql`
    update bucket set
      burst = case when ${isBurst}::boolean then greatest(0.01, burst / 3) else burst end,
      learned = case when ${passed} is null then learned when ${isSure} then least(${passed}, ${limitSql})
        else least(greatest(${passed}, coalesce(learned, ${limitSql})), ${limitSql}) end,
      share = case when ${isBurst}::boolean or ${isSure} then ${shareSql} else greatest(0.9, ${shareSql} - 0.01) end,
      refused_at = clock_timestamp()
    where key = ${key} and ${withoutDisk}`);
}

export async function blockBucket(tx: Tx, key: string, retryAfterMs: number): Promise<void> {
  await tx.execute(sql`
    update bucket set blocked_until = greatest(coalesce(blocked_until, clock_timestamp()),
      clock_timestamp() + ${retryAfterMs}::float8 * interval '1 millisecond') where key = ${key} and ${withoutDisk}`);
}

// What a shop carries --------------------------------------------------------------------------------------------------

export async function putRemoteListings(
  tx: Tx,
  channelId: string,
  listings: ObservedListing[],
  at: Date,
): Promise<void> {
  if (listings.length === 0) return;
  await tx
    .insert(remoteListing)
    .values(
      listings.map((listing) => ({
        channelId,
        remoteId: listing.remoteId,
        observed: listing,
        observedAt: at,
      })),
    )
    .onConflictDoUpdate({
      target: [remoteListing.channelId, remoteListing.remoteId],
      set: {
        observed: sql`excluded.observed`,
        observedAt: sql`excluded.observed_at`,
        state: sql`case when remote_listing.state = 'gone' then 'open' else remote_listing.state end`,
      },
    });
}

/** What was not seen in this reading is gone; what was adopted stays adopted: the engine says so by itself. */
export async function markUnseenGone(tx: Tx, channelId: string, readStartedAt: Date): Promise<void> {
  await tx.execute(sql`
    update remote_listing set state = 'gone'
    where channel_id = ${channelId} and observed_at < ${readStartedAt.toISOString()}::timestamptz and state not in ('adopted', 'gone')`);
}

// Consent trips ----------------------------------------------------------------------------------------------------------

export async function insertTrip(tx: Tx, row: typeof oauthTrip.$inferInsert): Promise<void> {
  await tx.delete(oauthTrip).where(sql`${oauthTrip.expiresAt} < now()`);
  await tx.insert(oauthTrip).values(row);
}

/** Takes a trip out: a state works once. */
export async function takeTrip(tx: Tx, stateHash: string): Promise<typeof oauthTrip.$inferSelect | null> {
  const [row] = await tx.delete(oauthTrip).where(eq(oauthTrip.stateHash, stateHash)).returning();
  return row && row.expiresAt > new Date() ? row : null;
}
