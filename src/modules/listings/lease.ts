import type { Tx } from '../../kit/ctx.ts';
import { gather } from '../../kit/gather.ts';
import type { Host } from '../../kit/run-operation.ts';
import { type Claimed, type FenceAnswer, fenceCalls, fenceRecords, type Held } from './work-store.ts';

export interface LeaseTiming {
  leaseMs: number;
  /** A call leaves only while the lease holds at least this much longer. */
  marginMs: number;
}

export const leaseTiming: LeaseTiming = { leaseMs: 6000, marginMs: 1500 };

/** What was written down this long ago under the fence counts as the fence of the call that follows it. */
const freshMs = 100;

/** Somebody else has the listing now: stop, touch nothing. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** "Stop everything", or the channel was paused: give the listing back. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** One run's right to a listing. */
export interface Lease extends Claimed {
  leaseMs: number;
  /** Before anything was read: what is planned is planned as of then, and a price that turns later is found again. */
  claimedAt: Date;
  /** A step of this run is done: what fails after it begins to wait anew. */
  hasAdvanced: boolean;
  /** Aborts calls on the wire when the lease is gone. */
  signal: AbortSignal;
  /** Throws LeaseLost or Stopped unless a call may leave now. */
  beforeCall(): Promise<void>;
  /** The same as far as this process can tell without asking: a process that was frozen must not send. */
  check(): void;
  /** Throws LeaseLost unless what this transaction records is still ours to record. */
  recordIn(tx: Tx): Promise<void>;
  /** A renewal that was asked for at `askedAtMs` (monotonic) went through. */
  renewed(askedAtMs: number): void;
  /** A fence that was asked for at `askedAtMs` held, and nothing is stopped; what it stood in was committed. */
  fenced(askedAtMs: number): void;
  lose(): void;
}

type Fence = (held: Held) => Promise<FenceAnswer>;
const fences = new WeakMap<Host, Map<number, Fence>>();

/** Calls that leave at the same time ask together. */
function fenceOf(host: Host, leaseMs: number): Fence {
  const byLength = fences.get(host) ?? new Map<number, Fence>();
  fences.set(host, byLength);
  const known = byLength.get(leaseMs);
  if (known) return known;
  const made = gather<Held, FenceAnswer>((held) => fenceCalls(host.db, held, leaseMs), { restMs: 15 });
  byLength.set(leaseMs, made);
  return made;
}

export function createLease(
  host: Host,
  claimed: Claimed,
  claimedAtMs: number,
  timing: LeaseTiming = leaseTiming,
): Lease {
  const abort = new AbortController();
  const { leaseMs, marginMs } = timing;
  const { listingId, token } = claimed;
  let localUntilMs = claimedAtMs + leaseMs;
  let fencedAtMs = Number.NEGATIVE_INFINITY;
  const lose = () => abort.abort(new LeaseLost('The lease was lost.'));
  const extend = (askedAtMs: number) => {
    localUntilMs = Math.max(localUntilMs, askedAtMs + leaseMs);
  };
  const check = () => {
    if (abort.signal.aborted || host.clock.monotonicMs() > localUntilMs - marginMs) {
      lose();
      throw new LeaseLost('The lease was lost.');
    }
  };
  return {
    ...claimed,
    leaseMs,
    claimedAt: host.clock.now(),
    hasAdvanced: false,
    signal: abort.signal,
    renewed: extend,
    fenced: (askedAtMs) => {
      extend(askedAtMs);
      fencedAtMs = Math.max(fencedAtMs, askedAtMs);
    },
    lose,
    beforeCall: async () => {
      if (abort.signal.aborted) throw new LeaseLost('The lease was lost.');
      const askedAtMs = host.clock.monotonicMs();
      if (askedAtMs - fencedAtMs > freshMs) {
        const answer = await fenceOf(host, leaseMs)({ listingId, token });
        if (answer === 'lost') lose();
        else extend(askedAtMs);
        if (answer === 'stopped') throw new Stopped('Stopped.');
      }
      check();
    },
    check,
    recordIn: async (tx) => {
      const [isHeld] = await fenceRecords(tx, [{ listingId, token }], leaseMs);
      if (!isHeld) {
        lose();
        throw new LeaseLost('The lease was lost.');
      }
    },
  };
}
