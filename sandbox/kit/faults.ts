import { createRandom } from './random.ts';

/**
 * What can go wrong with one call. `-before`: the shop did nothing; `-after`: the shop did it and the answer is lost,
 * which is what makes a failure ambiguous.
 */
export type FaultKind =
  | 'rate-limited'
  | 'fail-before'
  | 'fail-after'
  | 'cut-before'
  | 'cut-after'
  | 'slow-body';

const order: FaultKind[] = [
  'rate-limited',
  'fail-before',
  'fail-after',
  'cut-before',
  'cut-after',
  'slow-body',
];

export interface FaultSettings {
  /** The same seed and the same calls give the same faults. */
  seed: number;
  /** Added to every answer. */
  latencyMs: number;
  /** Pause in the middle of the body of a `slow-body` answer. */
  slowBodyMs: number;
  retryAfterSeconds: number;
  /** Chance of each kind per call, 0 to 1. */
  rates: Partial<Record<FaultKind, number>>;
  /** Only these methods; empty means all. */
  methods: string[];
  /** Only paths that contain this. */
  pathIncludes: string;
}

/** A fault for the next `times` matching calls, whatever the rates say. */
export interface PlannedFault {
  kind: FaultKind;
  times?: number;
  method?: string;
  pathIncludes?: string;
}

const quiet: FaultSettings = {
  seed: 1,
  latencyMs: 0,
  slowBodyMs: 250,
  retryAfterSeconds: 1,
  rates: {},
  methods: [],
  pathIncludes: '',
};

export interface Faults {
  settings(): FaultSettings;
  set(change: Partial<FaultSettings>): FaultSettings;
  next(fault: PlannedFault): void;
  off(): void;
  draw(method: string, path: string): FaultKind | undefined;
}

export function createFaults(initial: Partial<FaultSettings> = {}): Faults {
  let current = { ...quiet, ...initial };
  let random = createRandom(current.seed);
  let planned: Required<PlannedFault>[] = [];
  return {
    settings: () => current,
    set: (change) => {
      current = { ...current, ...change };
      if (change.seed !== undefined) random = createRandom(change.seed);
      return current;
    },
    next: (fault) => {
      planned.push({ times: 1, method: '', pathIncludes: '', ...fault });
    },
    off: () => {
      current = { ...quiet };
      planned = [];
    },
    draw: (method, path) => {
      const due = planned.find(
        (fault) =>
          fault.times > 0 && (!fault.method || fault.method === method) && path.includes(fault.pathIncludes),
      );
      if (due) {
        due.times -= 1;
        planned = planned.filter((fault) => fault.times > 0);
        return due.kind;
      }
      if (current.methods.length > 0 && !current.methods.includes(method)) return undefined;
      if (!path.includes(current.pathIncludes)) return undefined;
      const drawn = random();
      let threshold = 0;
      for (const kind of order) {
        threshold += current.rates[kind] ?? 0;
        if (drawn < threshold) return kind;
      }
      return undefined;
    },
  };
}
