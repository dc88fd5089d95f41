/** Counters of this process, so light that they are always on; `src/observe` shows them to Prometheus. */
export interface Counter<L extends string> {
  add(labels: Readonly<Record<L, string>>, amount?: number): void;
}

interface Kept {
  name: string;
  help: string;
  labels: readonly string[];
  values: Map<string, number>;
}

const all: Kept[] = [];
/** Labels name kinds of things, never single ones; a mistake here must not fill the memory. */
const mostSeries = 3_000;

/** A counter by its Prometheus name (`spindle_…_total`). Make it once, where the module loads. */
export function defineCounter<L extends string>(
  name: `spindle_${string}_total`,
  help: string,
  labels: readonly L[],
): Counter<L> {
  const kept: Kept = { name, help, labels, values: new Map() };
  all.push(kept);
  return {
    add: (given, amount = 1) => {
      const key = labels.map((label) => given[label]).join('\u0000');
      const before = kept.values.get(key);
      if (before === undefined && kept.values.size >= mostSeries) return;
      kept.values.set(key, (before ?? 0) + amount);
    },
  };
}

export interface CounterReading {
  name: string;
  help: string;
  labels: readonly string[];
  values: { labels: Record<string, string>; value: number }[];
}

export const readCounters = (): CounterReading[] =>
  all.map(({ name, help, labels, values }) => ({
    name,
    help,
    labels,
    values: [...values].map(([key, value]) => {
      const parts = key.split('\u0000');
      return {
        labels:
          labels.length === 0 ? {} : Object.fromEntries(labels.map((label, at) => [label, parts[at] ?? ''])),
        value,
      };
    }),
  }));
