export interface Running {
  pid: number;
  stop(): Promise<void>;
}

export interface KeepRunning<S extends Running> {
  current(): S;
  /** Tells that the server ended though nobody asked it to. */
  ended(): void;
  stop(): Promise<void>;
}

export interface KeepRunningSettings<S extends Running> {
  first: S;
  /** Starts the server again where everybody looks for it; throws when it does not start. */
  start(): Promise<S>;
  onProgress(sentence: string): void;
  /** It did not start again, or ended again and again. */
  onGivenUp(cause: unknown): void;
  /** Before each try, in milliseconds; by default it is tried for two minutes. */
  waitsMs?: readonly number[];
}

/** A server that ends more often than this within the time does not end by accident. */
const most = { ends: 5, withinMs: 10 * 60_000 };
const defaultWaitsMs = [100, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];

/** Starts a server that ended by itself again, and gives up when that does not last. */
export function keepRunning<S extends Running>(settings: KeepRunningSettings<S>): KeepRunning<S> {
  let current = settings.first;
  let isStopping = false;
  let wake = (): void => {};
  let starting: Promise<void> | null = null;
  /** It was ready, and ended before we had taken note of it. */
  let hasEndedAgain = false;
  let endedAtMs: number[] = [];

  const startAgain = async (): Promise<void> => {
    let cause: unknown;
    for (const waitMs of settings.waitsMs ?? defaultWaitsMs) {
      // What is left of the old server needs a moment to let go of the data.
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (isStopping) return;
      hasEndedAgain = false;
      try {
        current = await settings.start();
        if (hasEndedAgain) continue;
        starting = null;
        settings.onProgress(
          'The database server ended and was started again. Nothing that was saved is lost.',
        );
        return;
      } catch (error) {
        cause = error;
      }
    }
    if (!isStopping) settings.onGivenUp(cause);
  };

  return {
    current: () => current,
    ended: () => {
      if (isStopping) return;
      if (starting) {
        hasEndedAgain = true;
        return;
      }
      const now = performance.now();
      endedAtMs = [...endedAtMs.filter((at) => now - at < most.withinMs), now];
      if (endedAtMs.length > most.ends) {
        settings.onGivenUp(null);
        return;
      }
      starting = startAgain();
    },
    stop: async () => {
      isStopping = true;
      wake();
      await starting;
      await current.stop();
    },
  };
}
