/**
 * How calls are paced so that no window of the shop overflows, whichever way it counts: fixed or sliding seconds, or a leaky bucket.
 * They leave evenly, a little slower than the limit; the slack is how much later than another a call may arrive.
 */
export interface Pace {
  /** Calls a second that the shop takes. */
  perSecond: number;
  /** Part of the limit that is used. */
  share: number;
}

export const firstShare = 0.97;
export const leastShare = 0.9;
export const mostShare = 0.98;

/** Pure: the time between two calls, and how far behind an idle line may be: no more than the slack pays for. */
export function pace(perSecond: number, share = firstShare): { intervalMs: number; burstMs: number } {
  const intervalMs = 1000 / (perSecond * share);
  const burst = Math.max(0, Math.floor(perSecond * (1 - share)) - 2);
  return { intervalMs, burstMs: burst * intervalMs };
}

/** When calls left, to keep any window from overflowing after this process was held up and catches up. */
export class SentCalls {
  #times: number[] = [];
  #first = 0;

  add(atMs: number): void {
    this.#times.push(atMs);
    if (this.#times.length - this.#first > 20_000) this.#first += 10_000;
    if (this.#first > 20_000) {
      this.#times = this.#times.slice(this.#first);
      this.#first = 0;
    }
  }

  /** The earliest moment at which one more leaves no window with more than the limit. */
  earliest({ perSecond, share }: Pace): number {
    const most = Math.max(1, Math.floor(perSecond));
    const before = this.#times[this.#times.length - most];
    if (before === undefined) return Number.NEGATIVE_INFINITY;
    return before + windowMs(most, perSecond, share);
  }

  countSince(sinceMs: number): number {
    let low = this.#first;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] ?? 0) > sinceMs) high = middle;
      else low = middle + 1;
    }
    return this.#times.length - low;
  }
}

/**
 * Pure: when a call whose moment is `slotMs` may leave: not before it, not while the shop said to wait, not in a heap with others
 * that are late too, and never so that a window overflows.
 */
export function leaveAt(
  call: { slotMs: number; nowMs: number; lastMs: number; holdUntilMs: number },
  sent: SentCalls,
  at: Pace,
): number {
  const intervalMs = 1000 / (at.perSecond * at.share);
  // Catching up goes at twice the pace at most.
  const gapMs = call.nowMs - call.slotMs > intervalMs ? intervalMs / 2 : 0;
  return Math.max(call.slotMs, call.holdUntilMs, call.lastMs + gapMs, sent.earliest(at));
}

/** Timers come later than they were set, by about as much. */
const timerMs = 5;

/**
 * Pure: when the last call left, for the gap to the next, after one that could leave at `atMs` left at `nowMs`. A late timer
 * does not count as a gap: at hundreds of calls a second each of them would be late.
 */
export const leftAt = (atMs: number, nowMs: number): number => Math.max(atMs, nowMs - timerMs);

/** The shop's window with most of the slack: the rest lets what was late come back into its place, window by window. */
const windowMs = (most: number, perSecond: number, share: number): number =>
  (most / perSecond) * 1000 * (1 + 0.7 * (1 / share - 1));

const mostSamples = 64;

/** How unevenly calls travel: the slack between our pace and the limit must cover it. */
export class Unevenness {
  #tripsMs: number[] = [];

  add(tripMs: number): void {
    this.#tripsMs.push(tripMs);
    if (this.#tripsMs.length > mostSamples) this.#tripsMs.shift();
  }

  /** The part of a limit that can be used: half the spread of the last trips, which count both ways, is left free. */
  share(): number {
    const sorted = this.#tripsMs.toSorted((a, b) => a - b);
    const spreadMs =
      sorted.length < 12 ? 250 : (sorted[Math.floor(sorted.length * 0.95)] ?? 0) - (sorted[0] ?? 0);
    return Math.min(mostShare, Math.max(leastShare, 1000 / (1000 + 10 + spreadMs / 2)));
  }
}
