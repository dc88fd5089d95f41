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
/** While nothing is known of how calls travel. */
export const unknownShare = 0.9;
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
  /** Of each, by how much later than others it may have arrived. */
  #lateMs: number[] = [];
  #first = 0;

  add(atMs: number): void {
    this.#times.push(atMs);
    this.#lateMs.push(0);
    if (this.#times.length - this.#first > 20_000) this.#first += 10_000;
    if (this.#first > 20_000) {
      this.#times = this.#times.slice(this.#first);
      this.#lateMs = this.#lateMs.slice(this.#first);
      this.#first = 0;
    }
  }

  /** The call that left at `atMs` may have arrived so much later than others. */
  wasLate(atMs: number, lateMs: number): void {
    const index = this.#times.length - this.countSince(atMs) - 1;
    if (this.#times[index] === atMs) this.#lateMs[index] = lateMs;
  }

  /** The earliest moment at which one more leaves no window with more than the limit. */
  earliest({ perSecond, share }: Pace): number {
    const most = Math.max(1, Math.floor(perSecond));
    const index = this.#times.length - most;
    const before = this.#times[index];
    if (before === undefined) return Number.NEGATIVE_INFINITY;
    const bareMs = (most / perSecond) * 1000 + clockMs;
    return before + Math.max(windowMs(most, perSecond, share), bareMs + (this.#lateMs[index] ?? 0));
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

/** Two clocks, and what is rounded. */
const clockMs = 2;
/** A shop that works on its answer for longer has hardly waited as long for the question. */
const mostLateMs = 200;
const mostSamples = 128;
/** So many say something, and so many more something new. */
const someSamples = 8;
/** Of calls that come thick and fast not all are looked at: what counts is what was so for some seconds. */
const sampleEveryMs = 25;

/** How unevenly calls travel: who was late on the way makes room for fewer in its window, and the pace leaves that free. */
export class Unevenness {
  #tripsMs: number[] = [];
  #count = 0;
  #sampledAtMs = Number.NEGATIVE_INFINITY;
  #quickMs = 0;
  #share = unknownShare;

  /** A call that left at `atMs` took so long to its answer. */
  add(atMs: number, tripMs: number): void {
    if (atMs - this.#sampledAtMs < sampleEveryMs) return;
    this.#sampledAtMs = atMs;
    this.#tripsMs[this.#count % mostSamples] = tripMs;
    this.#count += 1;
    if (this.#count % someSamples > 0) return;
    this.#quickMs = this.#tripsMs.toSorted((a, b) => a - b)[Math.floor(this.#tripsMs.length / 10)] ?? 0;
    const lateMs = this.#tripsMs.reduce((sum, one) => sum + this.lateMs(one), 0) / this.#tripsMs.length;
    this.#share = Math.min(mostShare, 1000 / (1005 + lateMs));
  }

  /** How much longer than a quick one a trip was, all of which may have been on the way there. */
  lateMs(tripMs: number): number {
    return Math.min(mostLateMs, Math.max(0, tripMs - this.#quickMs));
  }

  /** The part of a limit that can be used. */
  share(): number {
    return this.#share;
  }
}
