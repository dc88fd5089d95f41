import { randomUUID } from 'node:crypto';
import type { BucketSpec } from '../../connectors/connector.ts';
import type { Host } from '../../kit/run-operation.ts';
import { mostShare } from './pace.ts';
import { putBucket, readBucket, type Take, takeFromBucket } from './store.ts';

export type Taken = ({ kind: 'taken' } & Take) | { kind: 'blocked'; retryAfterMs: number; isDaily: boolean };

/** The last fifth of a day's calls is kept for what cannot wait: recalls and errata (priority 20 and below). */
const dayShare = (priority: number): number => (priority <= 20 ? 1 : 0.8);

const owners = new WeakMap<Host, string>();
/** This process, as the bucket knows who took last. */
function ownerOf(host: Host): string {
  const owner = owners.get(host) ?? `${process.pid}-${randomUUID().slice(0, 8)}`;
  owners.set(host, owner);
  return owner;
}

/**
 * Takes `n` calls from an allowance that every worker shares. `taken`: the first may leave after `waitMs`, the others
 * `intervalMs` after each other. `blocked`: the shop said stop, the line is longer than two seconds, or the day is used up.
 */
export async function takeTokens(
  host: Host,
  spec: BucketSpec,
  n: number,
  priority = 100,
  share = mostShare,
): Promise<Taken> {
  const take = () => takeFromBucket(host.db, spec.key, n, dayShare(priority), ownerOf(host), share);
  let taken = await take();
  if (taken === null) {
    // Refused, or not there yet; whoever else makes it at the same moment makes the same one.
    await putBucket(host.db, spec);
    taken = await take();
  }
  if (taken !== null) return { kind: 'taken', ...taken, waitMs: Math.max(0, taken.waitMs) };
  const now = await readBucket(host.db, spec.key);
  if (now && now.blockedMs > 0) return { kind: 'blocked', retryAfterMs: now.blockedMs, isDaily: false };
  if (now?.perDay && now.dayUsed + n > now.perDay * dayShare(priority))
    return { kind: 'blocked', retryAfterMs: now.untilMidnightMs, isDaily: true };
  return { kind: 'blocked', retryAfterMs: 1000, isDaily: false };
}

/**
 * How many calls could leave within `horizonMs`: the dispatcher claims no more listings than can run. The day does not count:
 * whoever meets its end says until when the listing waits.
 */
export async function readableTokens(host: Host, spec: BucketSpec, horizonMs = 500): Promise<number> {
  const bucket = await readBucket(host.db, spec.key);
  const pacedPerSecond = bucket?.pacedPerSecond ?? spec.perSecond * 0.97;
  const intervalMs = 1000 / pacedPerSecond;
  if (!bucket) return Math.max(1, Math.floor(horizonMs / intervalMs));
  if (bucket.blockedMs > 0) return 0;
  // An idle line lets one go at once, however slow it is.
  if (bucket.aheadMs <= 0) return Math.max(1, Math.floor(horizonMs / intervalMs));
  return Math.max(0, Math.floor((horizonMs - bucket.aheadMs) / intervalMs));
}
