/** One line of the result. The first line of a benchmark has the benchmark's own name, others add to it: `update-pattern/p99`. */
export interface Measured {
  name: string;
  value: number;
  unit: string;
  better: 'lower' | 'higher';
  /** What it is compared with; “(table)” says that the peer was measured elsewhere. Null: nothing. */
  peer: string | null;
  peerValue: number | null;
  /** CPU time of the hub and its database for one operation, in milliseconds. Null: not of interest, or this system does not tell. */
  cpuMsPerOp: number | null;
  /** For the human table: what the load generator used, how many rounds, what was checked. */
  notes?: string[];
}

/** What a benchmark gets: a folder of its own and a way to have things ended, whatever happens. */
export interface Bench {
  /** Empty, readable by every user (a database of its own may run as another), removed at the end. */
  folder: string;
  /** Progress, on stderr. */
  say(sentence: string): void;
  /** Called at the end, last one first. */
  atEnd(stop: () => unknown): void;
}

export interface Benchmark {
  name: string;
  /** One sentence for `--list`. */
  sentence: string;
  run(bench: Bench): Promise<Measured[]>;
}

/** How many times better than the peer: 2 is twice as good, 0.5 half as good, whichever way “better” points. */
export function ratioOf({ value, better, peerValue }: Measured): number | null {
  if (peerValue === null || peerValue === 0 || value === 0) return null;
  return better === 'higher' ? value / peerValue : peerValue / value;
}
