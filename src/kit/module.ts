import type { AnyOperation } from './operation.ts';
import type { Host } from './run-operation.ts';
import type { Listener } from './signal.ts';

/** Background work by name. At least once: every handler must be harmless when it runs again. */
export interface Job<P = never> {
  /** `module.verb`. */
  name: string;
  /** Tries after the first before it lands in the dead letters. */
  retries?: number;
  /** Cron line (UTC) for work that comes by itself; the payload is then empty. */
  cron?: string;
  run(host: Host, payload: P): Promise<void>;
  /**
   * After the last try failed or was broken off: tell the seller, who cannot see the queue. `why`: a sentence for the
   * seller, null when something broke on our side.
   */
  onGivenUp?(host: Host, payload: P, why: string | null): Promise<void>;
}

export const defineJob = <P>(job: Job<P>): Job<P> => job;

/** Work that runs as long as the hub: a dispatcher, a watcher, a poller. Holds nothing that a crash may not lose. */
export interface Loop {
  name: string;
  /** Also in processes that only answer HTTP: for what every process has to put away at its end. */
  isEverywhere?: true;
  start(host: Host): Promise<{ stop(): Promise<void> }>;
}

/** What a module's door shows to compose. */
export interface HubModule {
  name: string;
  operations: readonly AnyOperation[];
  listeners?: readonly Listener[];
  // biome-ignore lint/suspicious/noExplicitAny: a list holds jobs of every payload
  jobs?: readonly Job<any>[];
  loops?: readonly Loop[];
}
