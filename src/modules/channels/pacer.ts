import { type BucketSpec, ConnectorError, type RateReading } from '../../connectors/connector.ts';
import type { Host } from '../../kit/run-operation.ts';
import { takeTokens } from './bucket.ts';
import { lessonOf } from './lesson.ts';
import { firstShare, leaveAt, leftAt, SentCalls, Unevenness } from './pace.ts';
import { blockBucket, learnFromRefusal, tightenBucket } from './store.ts';

/** When one call may leave. Moments of an earlier era were given before the shop refused or lowered its limit. */
interface Moment {
  atMs: number;
  era: number;
}

interface Waiter {
  priority: number;
  resolve(moment: Moment): void;
  reject(error: unknown): void;
}

interface Due {
  atMs: number;
  /** With the moment at which it leaves; null: it takes another one. */
  go(atMs: number | null): void;
}

/** So far ahead calls get their moment: more would hold on to an allowance that may change. */
const aheadMs = 120;
/** What may be asked this long before a call leaves. */
const readyMs = 40;
/** Who waits longer for a shop to go on does not wait here. */
const patienceMs = 3000;
/** While two processes share an allowance, a call that missed its moment by more takes another one. */
const lateMs = 25;

const pacers = new WeakMap<Host, Map<string, Pacer>>();

/** One for each allowance in each process. */
export function pacerOf(host: Host, spec: BucketSpec): Pacer {
  const byKey = pacers.get(host) ?? new Map<string, Pacer>();
  pacers.set(host, byKey);
  const pacer = byKey.get(spec.key) ?? new Pacer(host, spec);
  byKey.set(spec.key, pacer);
  return pacer;
}

/**
 * Lets calls leave evenly. Moments come from the bucket in the database, a handful at a time and only for who waits; when exactly a
 * call leaves is decided here, so that a process that was held up catches up without overflowing any second.
 */
export class Pacer {
  readonly #host: Host;
  readonly #spec: BucketSpec;
  readonly #sent = new SentCalls();
  readonly #trips = new Unevenness();
  #waiting: Waiter[] = [];
  #due: Due[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isFilling = false;
  #era = 0;
  #lastAtMs = Number.NEGATIVE_INFINITY;
  #lastSlotMs = Number.NEGATIVE_INFINITY;
  #holdUntilMs = Number.NEGATIVE_INFINITY;
  /** When a call last found its moment free: less was asked of the shop than we think it takes. */
  #slackAtMs = Number.NEGATIVE_INFINITY;
  #perSecond: number;
  #share = firstShare;
  #isShared = false;
  #refusedAtMs = Number.NEGATIVE_INFINITY;
  /** When the first call left after the shop had said to stay away. */
  #runFromMs = Number.NEGATIVE_INFINITY;
  #shortRun: number | null = null;
  #dayToldMs = Number.NEGATIVE_INFINITY;
  #pushedAtMs = Number.NEGATIVE_INFINITY;

  constructor(host: Host, spec: BucketSpec) {
    this.#host = host;
    this.#spec = spec;
    this.#perSecond = spec.perSecond;
  }

  /** Calls that wait for their moment. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Resolves at the moment at which one call may leave, with that moment: send it at once. `ready` runs shortly before and may throw.
   * Throws ConnectorError `rate-limited` when the day is used up or the shop said to stay away for long.
   */
  async turn(priority: number, ready: (() => Promise<void>) | undefined): Promise<number> {
    for (;;) {
      // An idle line lets one go at once: the database is asked for both together.
      const askedAtMs = this.#now();
      const early = this.#isIdle(askedAtMs) ? ready?.() : undefined;
      early?.catch(() => {});
      const moment = await new Promise<Moment>((resolve, reject) => {
        const at = this.#waiting.findIndex((one) => one.priority > priority);
        this.#waiting.splice(at < 0 ? this.#waiting.length : at, 0, { priority, resolve, reject });
        void this.#fill();
      });
      const leadMs = moment.atMs - this.#now() - readyMs;
      if (leadMs > 0) await pause(leadMs);
      await (this.#now() - askedAtMs > readyMs ? ready?.() : (early ?? ready?.()));
      if (moment.era !== this.#era) continue;
      const atMs = await new Promise<number | null>((go) => {
        const at = this.#due.findIndex((one) => one.atMs > moment.atMs);
        this.#due.splice(at < 0 ? this.#due.length : at, 0, { atMs: moment.atMs, go });
        this.#pump();
      });
      if (atMs !== null) return atMs;
    }
  }

  #isIdle(now: number): boolean {
    const isFree = this.#waiting.length + this.#due.length === 0;
    return isFree && !this.#isFilling && Math.max(this.#lastSlotMs, this.#holdUntilMs) <= now;
  }

  /** The answer to the call that left at `sentAtMs` (what `turn` answered) begins now. */
  answered(sentAtMs: number): void {
    const tripMs = this.#now() - sentAtMs;
    this.#trips.add(sentAtMs, tripMs);
    this.#sent.wasLate(sentAtMs, this.#trips.lateMs(tripMs));
  }

  /** The shop's answer to a call that passed: what its headers say of the allowance. */
  async note(reading: RateReading): Promise<void> {
    const now = this.#now();
    const { perSecond, remainingSecond, perDay, remainingDay } = reading;
    const told: RateReading = {};
    let pushMs = this.#foreignMs(remainingSecond, now);
    if (perSecond !== undefined && perSecond > 0 && perSecond !== this.#perSecond) {
      told.perSecond = perSecond;
      pushMs = Math.max(pushMs, this.#follow(perSecond, now));
    }
    if (perDay !== undefined && remainingDay !== undefined) {
      const isScarce = remainingDay < perDay * 0.25;
      if (now - this.#dayToldMs > (isScarce ? 100 : 2000)) {
        this.#dayToldMs = now;
        Object.assign(told, { perDay, remainingDay });
      }
    }
    if (Object.keys(told).length > 0 || pushMs > 0)
      await tightenBucket(this.#host.db, this.#spec.key, told, pushMs);
  }

  /** The shop refused a call for its pace, one that left at `sentAtMs` (what `turn` answered). */
  async refused(sentAtMs: number, retryAfterMs: number, reading: RateReading): Promise<void> {
    const now = this.#now();
    // What was on its way already when another one was refused says nothing more.
    const isNews = sentAtMs > this.#refusedAtMs;
    const run = isNews ? this.#fullRun(sentAtMs) : null;
    if (isNews) this.#refusedAtMs = now;
    this.#holdUntilMs = Math.max(this.#holdUntilMs, now + retryAfterMs);
    const before = this.#perSecond;
    await this.note(reading);
    this.#beginEra();
    await blockBucket(this.#host.db, this.#spec.key, retryAfterMs);
    if (!isNews || this.#perSecond !== before) return;
    const isBurst = this.#sent.countSince(now - 100) > 2 + this.#perSecond * 0.15;
    const isLesson = run !== null && reading.perSecond === undefined && !isBurst && !this.#isShared;
    const lesson = isLesson ? lessonOf({ ...run, perSecond: before, before: this.#shortRun }) : null;
    this.#shortRun = isLesson && run.ms < 1000 ? run.passed : null;
    await learnFromRefusal(this.#host.db, this.#spec.key, { isBurst, lesson });
  }

  /** What passed before a refusal, where as much was sent as is allowed: a refusal on the way to less says nothing of the limit. */
  #fullRun(sentAtMs: number): { ms: number; passed: number } | null {
    const fromMs = Math.max(sentAtMs - 1000, this.#runFromMs);
    if (this.#slackAtMs > fromMs + aheadMs) return null;
    const passed = this.#sent.countSince(fromMs - 0.001) - this.#sent.countSince(sentAtMs - 0.001);
    // A call that is refused with none before it was refused for something else than their pace.
    return passed < 1 ? null : { ms: sentAtMs - this.#runFromMs, passed };
  }

  /** The limit is another one from now on; answers for how long what was sent before uses it up. */
  #follow(perSecond: number, now: number): number {
    const isLower = perSecond < this.#perSecond;
    this.#perSecond = perSecond;
    if (!isLower) return 0;
    this.#beginEra();
    return Math.max(0, this.#sent.earliest({ perSecond, share: this.#share }) - now);
  }

  /** What has a moment already would leave too soon, or in a heap when the shop goes on: it takes another one. */
  #beginEra(): void {
    this.#era += 1;
    for (const one of this.#due.splice(0)) one.go(null);
    this.#pump();
  }

  /** The shop counted calls that are not ours: somebody else uses the key, so ours wait for as many moments. */
  #foreignMs(remaining: number | undefined, now: number): number {
    // What is left is only news when it is nearly nothing: some shops tell of a whole second, others of a small bucket.
    if (remaining === undefined || remaining >= 2 || this.#isShared || now - this.#pushedAtMs < 200) return 0;
    const slackMs = 1000 * (1 / this.#share - 1);
    const theirs = this.#perSecond - remaining - this.#sent.countSince(now - 1000 - slackMs);
    if (theirs < 2) return 0;
    this.#pushedAtMs = now;
    return (Math.min(theirs, Math.max(2, this.#perSecond / 10)) * 1000) / (this.#perSecond * this.#share);
  }

  async #fill(): Promise<void> {
    if (this.#isFilling) return;
    this.#isFilling = true;
    try {
      while (this.#waiting.length > 0) await this.#give();
    } catch (error) {
      for (const one of this.#waiting.splice(0)) one.reject(error);
    } finally {
      this.#isFilling = false;
    }
  }

  /** Takes moments for some of those who wait. */
  async #give(): Promise<void> {
    const idleMs = Math.max(this.#lastSlotMs - aheadMs, this.#holdUntilMs) - this.#now();
    if (idleMs > patienceMs) return this.#sendAway(idleMs, false);
    if (idleMs > 0) await pause(idleMs);
    const most = Math.max(1, Math.ceil((this.#perSecond * aheadMs) / 1000));
    const first = this.#waiting[0];
    if (!first) return;
    const n = Math.min(this.#waiting.length, most);
    const taken = await takeTokens(this.#host, this.#spec, n, first.priority, this.#trips.share());
    const now = this.#now();
    if (taken.kind === 'blocked') {
      if (taken.isDaily && n > 1) {
        // Some of them may still fit.
        const one = await takeTokens(this.#host, this.#spec, 1, first.priority, this.#trips.share());
        if (one.kind === 'taken') return this.#resolveNext(this.#now() + one.waitMs);
      }
      if (taken.isDaily || taken.retryAfterMs > patienceMs)
        return this.#sendAway(taken.retryAfterMs, taken.isDaily);
      await pause(Math.min(taken.retryAfterMs, 1000));
      return;
    }
    if (taken.waitMs <= 0) this.#slackAtMs = now;
    this.#isShared = taken.isShared;
    this.#perSecond = taken.perSecond;
    this.#share = taken.share;
    this.#lastSlotMs = now + taken.waitMs + (n - 1) * taken.intervalMs;
    for (let k = 0; k < n; k += 1) this.#resolveNext(now + taken.waitMs + k * taken.intervalMs);
  }

  #resolveNext(atMs: number): void {
    this.#waiting.shift()?.resolve({ atMs, era: this.#era });
  }

  #sendAway(retryAfterMs: number, isDaily: boolean): void {
    for (const one of this.#waiting.splice(0))
      one.reject(
        new ConnectorError(
          'rate-limited',
          `The calls that this shop allows are ${isDaily ? 'used up for today' : 'used up for the moment'}. Spindle goes on by itself.`,
          { retryAfterMs },
        ),
      );
  }

  #pump(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const intervalMs = 1000 / (this.#perSecond * this.#share);
    for (let head = this.#due[0]; head; head = this.#due[0]) {
      const now = this.#now();
      const atMs = leaveAt(
        { slotMs: head.atMs, nowMs: now, lastMs: this.#lastAtMs, holdUntilMs: this.#holdUntilMs },
        this.#sent,
        { perSecond: this.#perSecond, share: this.#share },
      );
      if (atMs > now) {
        this.#timer = setTimeout(() => this.#pump(), Math.ceil(atMs - now));
        return;
      }
      this.#due.shift();
      const isLate = this.#isShared && now - head.atMs > Math.max(lateMs, intervalMs / 4);
      if (!isLate) {
        if (this.#lastAtMs < this.#holdUntilMs) this.#runFromMs = now;
        this.#sent.add(now);
        this.#lastAtMs = leftAt(atMs, now);
      }
      head.go(isLate ? null : now);
    }
  }

  #now(): number {
    return this.#host.clock.monotonicMs();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
