export interface GatherSettings {
  /** So many go together at most. */
  most?: number;
  /** So many are under way at once; what comes meanwhile waits and goes together. */
  lanes?: number;
  /** Pause after more than one went together: under load fewer, fuller ones. A single one never waits. */
  restMs?: number;
}

/**
 * Many callers, one call: what is asked for in the same turn, or while another call is under way, goes together. `load` answers
 * in the order of the keys; an Error in its place fails that caller alone, what it throws fails all of this call.
 */
export function gather<K, V>(
  load: (keys: K[]) => Promise<readonly (V | Error)[]>,
  { most = 250, lanes = 2, restMs = 0 }: GatherSettings = {},
): (key: K) => Promise<V> {
  let waiting: { key: K; resolve(value: V): void; reject(error: unknown): void }[] = [];
  let underWay = 0;
  let isPlanned = false;

  const plan = (): void => {
    if (isPlanned || underWay >= lanes) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      if (underWay < lanes && waiting.length > 0) void go();
    });
  };
  const go = async (): Promise<void> => {
    const taken = waiting.slice(0, most);
    waiting = waiting.slice(most);
    underWay += 1;
    if (waiting.length > 0) plan();
    try {
      const found = await load(taken.map((one) => one.key));
      for (const [index, one] of taken.entries()) {
        const value = found[index];
        if (value instanceof Error) one.reject(value);
        else one.resolve(value as V);
      }
    } catch (error) {
      for (const one of taken) one.reject(error);
    }
    if (restMs > 0 && taken.length > 1) await new Promise((resolve) => setTimeout(resolve, restMs));
    underWay -= 1;
    if (waiting.length > 0) plan();
  };
  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      plan();
    });
}
