import type { Random } from '../kernel/random.ts';
import type { Actor, Simulation } from '../kernel/simulation.ts';
import { DatabaseError, type Session, type Transaction, type Wire } from './memory.ts';

export interface DatabaseWeather {
  /** Chance a statement that its connection breaks before it ran, or after: its answer is lost. */
  cutBefore: number;
  cutAfter: number;
  /** Until then nobody reaches the database. */
  downUntilMs: number;
}

/** The line between one process and the database: each statement takes its time, and may break off on either way. */
export class SimulatedWire implements Wire {
  readonly #simulation: Simulation;
  readonly #random: Random;
  readonly #database: Actor;
  readonly #weather: DatabaseWeather;
  readonly actor: Actor;
  readonly open = new Set<Transaction>();
  /** Where the last statement of each open transaction has run. */
  readonly #lines = new WeakMap<Transaction, Promise<void>>();
  /** Told of what each claim of this process gave it, at the moment at which the database gave it. */
  onClaimed: (listingIds: readonly string[]) => void = () => {};

  constructor(
    simulation: Simulation,
    random: Random,
    database: Actor,
    weather: DatabaseWeather,
    actor: Actor,
  ) {
    this.#simulation = simulation;
    this.#random = random;
    this.#database = database;
    this.#weather = weather;
    this.actor = actor;
  }

  nowMs(): number {
    return this.#simulation.nowMs;
  }

  carry<T>(session: Session, name: string, execute: () => Promise<T>): Promise<T> {
    const simulation = this.#simulation;
    const random = this.#random;
    const { transaction } = session;
    if (transaction) this.open.add(transaction);
    const { before, ended } = this.#behind(transaction);
    const drop = (): void => {
      if (transaction) session.memory.rollback(transaction);
    };
    return new Promise<T>((resolve, reject) => {
      const fail = (when: string): void => {
        drop();
        ended();
        const error = new DatabaseError('57P01', 'terminating connection due to administrator command');
        simulation.after(random.int(0, 3), this.actor, `${name} cut ${when}`, () => reject(error));
      };
      if (this.#weather.downUntilMs > simulation.nowMs) return fail('while down');
      if (random.chance(this.#weather.cutBefore)) return fail('before');
      const isCutAfter = random.chance(this.#weather.cutAfter);
      const run = (): void => {
        const executed = before.then(() => execute());
        executed.then(ended, ended);
        executed.then(
          (value) => {
            if (name === 'claim')
              this.onClaimed((value as { listingId: string }[]).map((one) => one.listingId));
            if (isCutAfter) return fail('after');
            if (transaction?.state === 'ended') this.open.delete(transaction);
            simulation.after(random.next() * 3, this.actor, name, () => resolve(value));
          },
          (error: unknown) =>
            simulation.after(random.next() * 3, this.actor, `${name} fails`, () => reject(error)),
        );
      };
      // Usually at once; at times the statement lies on the line while others go first.
      if (random.chance(0.8)) run();
      else
        simulation.after(
          random.next() * (random.chance(0.1) ? 400 : 8),
          this.#database,
          `${name} of ${this.actor.name}`,
          () => {
            if (this.actor.isDead && random.chance(0.5)) return;
            run();
          },
        );
    });
  }

  /** On one connection nothing overtakes: what is sent together runs one after the other. */
  #behind(transaction: Transaction | null): { before: Promise<void>; ended: () => void } {
    if (!transaction) return { before: Promise.resolve(), ended: () => {} };
    const before = this.#lines.get(transaction) ?? Promise.resolve();
    let ended = () => {};
    this.#lines.set(transaction, new Promise<void>((resolve) => (ended = resolve)));
    return { before, ended: () => ended() };
  }

  /** The process is gone: what it had open is undone. */
  hangUp(memory: Session['memory']): void {
    for (const transaction of this.open) memory.rollback(transaction);
    this.open.clear();
  }
}
