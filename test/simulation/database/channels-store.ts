/** Twin of `src/modules/channels/store.ts`: the shop's row, its breaker, the shared allowance. */
import { HubError } from '../../../src/kit/errors.ts';
import { type Channel, toChannel } from '../../../src/modules/channels/channel.ts';
import type * as real from '../../../src/modules/channels/store.ts';
import { jsonb, type Statement, statement } from './memory.ts';
import type { BucketState, Tables } from './tables.ts';

export * from '../../../src/modules/channels/store.ts';

type ChannelRow = Tables['channel']['rows'] extends Map<string, infer R> ? R : never;
const jsonColumns = new Set(['settings', 'ownership', 'approval', 'filePlan', 'priceRule']);

function visible(row: ChannelRow | null, actor: Parameters<typeof real.readChannelRow>[2]): Channel {
  if (!row || (actor?.designerId && row.designerId !== actor.designerId))
    throw new HubError('not-found', 'There is no such shop. It may have been removed.');
  return toChannel(row);
}

export const readChannelRow: typeof real.readChannelRow = async (tx, id, actor = null) =>
  visible(await statement(tx, 'read channel', (at, { channel }: Tables) => at.get(channel, id)), actor);

export const readSealedChannel: typeof real.readSealedChannel = async (tx, id) => {
  const row = await statement(tx, 'read channel', (at, { channel }: Tables) => at.get(channel, id));
  return { channel: visible(row, null), sealed: row?.secrets ?? null };
};

export const lockChannel: typeof real.lockChannel = async (tx, id) =>
  visible(
    await statement(tx, 'lock channel', (at, { channel }: Tables) => {
      if (at.get(channel, id)) at.lock(channel, id);
      return at.get(channel, id);
    }),
    null,
  );

function change(at: Statement, { channel }: Tables, id: string, set: Partial<ChannelRow>): void {
  const row = at.get(channel, id);
  if (!row) return;
  at.lock(channel, id);
  at.put(channel, id, { ...row, ...set });
}

export const updateChannelRow: typeof real.updateChannelRow = (tx, id, set) =>
  statement(tx, 'update channel', (at, tables: Tables) => {
    const kept = Object.entries(set)
      .filter(([, value]) => value !== undefined)
      .map(([column, value]) => [column, jsonColumns.has(column) ? jsonb(value) : value]);
    change(at, tables, id, { ...Object.fromEntries(kept), updatedAt: new Date(at.startedMs) });
  });

export const readSealed: typeof real.readSealed = (tx, id) =>
  statement(tx, 'read secrets', (at, { channel }: Tables) => {
    const row = at.get(channel, id);
    return { secrets: row?.secrets ?? null, webhookSecret: row?.webhookSecret ?? null };
  });

export const countFailure: typeof real.countFailure = (tx, id) =>
  statement(tx, 'count failure', (at, tables: Tables) => {
    const row = at.get(tables.channel, id);
    if (!row || (row.breakerOpenUntil && row.breakerOpenUntil.getTime() > at.nowMs)) return null;
    const failures = row.breakerFailures + 1;
    const restMs = Math.min(15 * 60_000, 10_000 * 2 ** Math.min(failures - 5, 10));
    const breakerOpenUntil = failures >= 5 ? new Date(at.nowMs + restMs) : row.breakerOpenUntil;
    change(at, tables, id, { breakerFailures: failures, breakerOpenUntil });
    return breakerOpenUntil;
  });

export const resetFailures: typeof real.resetFailures = (tx, id) =>
  statement(tx, 'reset failures', (at, tables: Tables) => {
    if ((at.get(tables.channel, id)?.breakerFailures ?? 0) > 0)
      change(at, tables, id, { breakerFailures: 0, breakerOpenUntil: null });
  });

// The shared allowance

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const usedToday = (row: BucketState, nowMs: number): number => (row.day === dayOf(nowMs) ? row.dayUsed : 0);
const quietSeconds = (row: BucketState, nowMs: number): number =>
  Math.max(0, (nowMs - (row.refusedMs ?? nowMs)) / 1000);
const limitOf = (row: BucketState, nowMs: number): number =>
  row.learned === null
    ? row.perSecond
    : Math.min(
        row.perSecond,
        row.learned * 1.08 ** Math.min(400, Math.max(0, quietSeconds(row, nowMs) - 20)),
      );
const shareOf = (row: BucketState, nowMs: number): number =>
  Math.min(0.98, row.share + 0.0002 * quietSeconds(row, nowMs));
const lineOf = (row: BucketState, nowMs: number): number => (row.tatMs > nowMs + 60_000 ? nowMs : row.tatMs);

export const putBucket: typeof real.putBucket = (tx, spec) =>
  statement(tx, 'put bucket', (at, { bucket }: Tables) => {
    if (at.get(bucket, spec.key)) return;
    at.put(bucket, spec.key, {
      ...{ key: spec.key, perSecond: spec.perSecond, perDay: spec.perDay },
      ...{ tatMs: at.startedMs, blockedUntilMs: null, day: dayOf(at.startedMs), dayUsed: 0 },
      ...{ share: 0.97, burst: 0.3, learned: null, refusedMs: null, takenBy: null, sharedMs: null },
    });
  });

export const readBucket: typeof real.readBucket = (tx, key) =>
  statement(tx, 'read bucket', (at, { bucket }: Tables) => {
    const row = at.get(bucket, key);
    if (!row) return null;
    return {
      perSecond: row.perSecond,
      pacedPerSecond: limitOf(row, at.nowMs) * shareOf(row, at.nowMs),
      perDay: row.perDay,
      dayUsed: usedToday(row, at.startedMs),
      aheadMs: lineOf(row, at.nowMs) - at.nowMs,
      blockedMs: Math.max(0, (row.blockedUntilMs ?? 0) - at.nowMs),
      untilMidnightMs: 86_400_000 - (at.nowMs % 86_400_000),
    };
  });

export const takeFromBucket: typeof real.takeFromBucket = (tx, key, n, dayShare, owner, mostShare) =>
  statement(tx, 'take', (at, { bucket }: Tables) => {
    const row = at.get(bucket, key);
    if (!row || lineOf(row, at.nowMs) >= at.nowMs + 2000) return null;
    if (row.blockedUntilMs !== null && row.blockedUntilMs >= at.nowMs) return null;
    const used = usedToday(row, at.startedMs);
    if (row.perDay !== null && used + n > Math.floor(row.perDay * dayShare)) return null;
    const limit = limitOf(row, at.nowMs);
    const share = Math.min(shareOf(row, at.nowMs), mostShare);
    const intervalMs = 1000 / (limit * share);
    const isOthers = row.takenBy !== null && row.takenBy !== owner;
    const wasShared = (ms: number | null): boolean => ms !== null && ms > at.nowMs - 3000;
    const burstMs =
      n <= 2 && !isOthers && !wasShared(row.sharedMs)
        ? 1000 * row.burst
        : Math.max(0, Math.floor(limit * (1 - share)) - 2) * intervalMs;
    const tatMs = Math.max(lineOf(row, at.nowMs), at.nowMs - burstMs) + n * intervalMs;
    const sharedMs = isOthers ? at.nowMs : row.sharedMs;
    at.put(bucket, key, {
      ...row,
      ...{ tatMs, day: dayOf(at.startedMs), dayUsed: used + n, sharedMs, takenBy: owner },
    });
    return {
      waitMs: tatMs - at.nowMs - n * intervalMs,
      intervalMs,
      perSecond: limit,
      share,
      isShared: wasShared(sharedMs),
    };
  });

export const tightenBucket: typeof real.tightenBucket = (tx, key, reading, pushMs) =>
  statement(tx, 'tighten', (at, { bucket }: Tables) => {
    const row = at.get(bucket, key);
    if (!row) return;
    const dayUsed =
      reading.perDay !== undefined && reading.remainingDay !== undefined
        ? reading.perDay - reading.remainingDay
        : null;
    const today = dayOf(at.startedMs);
    at.put(bucket, key, {
      ...row,
      perSecond: reading.perSecond ?? row.perSecond,
      learned: reading.perSecond === undefined ? row.learned : null,
      perDay: reading.perDay ?? row.perDay,
      dayUsed: dayUsed === null ? row.dayUsed : row.day === today ? Math.max(row.dayUsed, dayUsed) : dayUsed,
      day: dayUsed === null ? row.day : today,
      tatMs: pushMs <= 0 ? row.tatMs : Math.max(row.tatMs, at.nowMs + pushMs),
    });
  });

export const learnFromRefusal: typeof real.learnFromRefusal = (tx, key, { isBurst, lesson }) =>
  statement(tx, 'learn', (at, { bucket }: Tables) => {
    const row = at.get(bucket, key);
    if (!row) return;
    const limit = limitOf(row, at.nowMs);
    const share = shareOf(row, at.nowMs);
    const isSure = lesson?.isSure ?? false;
    at.put(bucket, key, {
      ...row,
      burst: isBurst ? Math.max(0.01, row.burst / 3) : row.burst,
      learned: lesson
        ? Math.min(isSure ? lesson.passed : Math.max(lesson.passed, row.learned ?? limit), limit)
        : row.learned,
      share: isBurst || isSure ? share : Math.max(0.9, share - 0.01),
      refusedMs: at.nowMs,
    });
  });

export const blockBucket: typeof real.blockBucket = (tx, key, retryAfterMs) =>
  statement(tx, 'block bucket', (at, { bucket }: Tables) => {
    const row = at.get(bucket, key);
    if (row)
      at.put(bucket, key, {
        ...row,
        blockedUntilMs: Math.max(row.blockedUntilMs ?? at.nowMs, at.nowMs + retryAfterMs),
      });
  });
