import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { createRandom, type Random } from './random.ts';

/** Somebody whose continuations run: a process of the hub, a shop, the seller. */
export interface Actor {
  readonly name: string;
  /** Killed: nothing that it waits for ever comes back. */
  isDead: boolean;
  /** Frozen (SIGSTOP): what it waits for is kept until it goes on. */
  isFrozen: boolean;
  /** How far its wall clock is off. */
  wallOffsetMs: number;
}

export interface Timer {
  isCancelled: boolean;
}

interface Happening extends Timer {
  atMs: number;
  tie: number;
  actor: Actor;
  label: string;
  run: () => void;
}

/** Whose code runs now: for what has no other way to tell, such as `Date` and `fetch`. */
export const running = new AsyncLocalStorage<Actor>();

const setImmediateForReal = setImmediate;
/** Lets every continuation that is ready run to its next wait. */
const drained = (): Promise<void> => new Promise((resolve) => setImmediateForReal(resolve));

/**
 * Time that passes only from one happening to the next, and one seed that decides how long everything takes and what
 * comes first among what is ready. Nothing in it knows the real clock, so a seed replays to the same end.
 */
export class Simulation {
  readonly seed: number;
  readonly random: Random;
  /** Wall clock of the world, milliseconds since the epoch. */
  nowMs: number;
  readonly startedMs: number;
  /** What ended a process or broke a promise of the harness itself; the schedule fails with it. */
  failure: Error | null = null;
  happened = 0;
  readonly #heap: Happening[] = [];
  readonly #kept = new Map<Actor, Happening[]>();
  readonly #lines: string[] = [];
  readonly #ties: Random;

  constructor(seed: number) {
    this.seed = seed;
    this.random = createRandom(seed, 'world');
    this.#ties = createRandom(seed, 'ties');
    // Any time of any day: midnight matters to allowances.
    this.startedMs = Date.UTC(2026, 0, 1) + this.random.int(0, 365 * 86_400_000);
    this.nowMs = this.startedMs;
  }

  createActor(name: string): Actor {
    return { name, isDead: false, isFrozen: false, wallOffsetMs: 0 };
  }

  /** `run` happens after `delayMs`, unless the actor is dead by then; a frozen one gets it when it goes on. */
  after(delayMs: number, actor: Actor, label: string, run: () => void): Timer {
    const happening = {
      atMs: this.nowMs + Math.max(0, delayMs),
      tie: this.#ties.next(),
      actor,
      label,
      run,
      isCancelled: false,
    };
    this.#push(happening);
    return happening;
  }

  wait(delayMs: number, actor: Actor, label: string): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, actor, label, resolve));
  }

  kill(actor: Actor): void {
    this.note(actor, 'killed');
    actor.isDead = true;
    this.#kept.delete(actor);
  }

  freeze(actor: Actor): void {
    this.note(actor, 'frozen');
    actor.isFrozen = true;
  }

  thaw(actor: Actor): void {
    if (!actor.isFrozen) return;
    this.note(actor, 'goes on');
    actor.isFrozen = false;
    const kept = this.#kept.get(actor) ?? [];
    this.#kept.delete(actor);
    for (const happening of kept) this.#push({ ...happening, atMs: this.nowMs, isCancelled: false });
  }

  /** A line of the trace: two runs of one seed have the same lines. */
  note(actor: Actor | null, text: string): void {
    this.#lines.push(`${((this.nowMs - this.startedMs) / 1000).toFixed(3)} ${actor?.name ?? '-'}: ${text}`);
  }

  get trace(): readonly string[] {
    return this.#lines;
  }

  traceHash(): string {
    return createHash('sha256').update(this.#lines.join('\n')).digest('hex').slice(0, 32);
  }

  /** Lets things happen until `isOver` says so; answers false when `untilMs` (of the world) came first. */
  async run(untilMs: number, isOver: () => boolean): Promise<boolean> {
    await drained();
    while (!isOver()) {
      if (this.failure) throw this.failure;
      const next = this.#pop();
      if (!next || next.atMs > untilMs) {
        if (next) this.#push(next);
        this.nowMs = Math.max(this.nowMs, untilMs);
        return false;
      }
      if (next.isCancelled || next.actor.isDead) continue;
      this.nowMs = next.atMs;
      if (next.actor.isFrozen) {
        const kept = this.#kept.get(next.actor) ?? [];
        kept.push(next);
        this.#kept.set(next.actor, kept);
        continue;
      }
      this.happened += 1;
      this.note(next.actor, next.label);
      running.run(next.actor, next.run);
      await drained();
    }
    return true;
  }

  #push(happening: Happening): void {
    const heap = this.#heap;
    heap.push(happening);
    let at = heap.length - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!isBefore(heap[at] as Happening, heap[up] as Happening)) break;
      [heap[at], heap[up]] = [heap[up] as Happening, heap[at] as Happening];
      at = up;
    }
  }

  #pop(): Happening | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    let at = 0;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && isBefore(heap[child] as Happening, heap[least] as Happening))
          least = child;
      if (least === at) return first;
      [heap[at], heap[least]] = [heap[least] as Happening, heap[at] as Happening];
      at = least;
    }
  }
}

const isBefore = (a: Happening, b: Happening): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.tie < b.tie);
