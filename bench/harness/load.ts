import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cpuMs } from './processes.ts';
import { percentile } from './rounds.ts';

/** What the load generator is told; `params` must be JSON. */
export interface LoadPlan {
  url: string;
  /** A module (`import.meta.resolve('./requests/create-pattern.ts')`) that exports `requests(params): (index) => LoadRequest`. */
  module: string;
  params?: unknown;
  concurrency: number;
  /** Ends after so many seconds, or so many requests, whichever comes first. */
  seconds?: number;
  count?: number;
  /** The first index: rounds that must not repeat each other's requests go on counting. */
  from?: number;
}

export interface LoadResult {
  /** Answers with 2xx. */
  ok: number;
  /** Status → how many; 0: the connection broke. */
  statuses: Record<string, number>;
  /** Bytes of all bodies. */
  bytes: number;
  seconds: number;
  /** Good answers in a second. */
  rate: number;
  /** Milliseconds from the request's first byte to the answer's last, of good answers. */
  p50Ms: number;
  p99Ms: number;
  /** The first index that was not used. */
  next: number;
  /** The first answer that was not 2xx, to say why. */
  firstFailure: string | null;
  /** CPU time of the load generator alone. */
  generatorCpuMs: number;
  /** CPU time of `pids` and what they started while the load ran; null where the system does not tell. */
  cpuMs: number | null;
}

/** What comes back from the generator's process. */
export type LoadReport = Omit<LoadResult, 'rate' | 'p50Ms' | 'p99Ms' | 'cpuMs'> & {
  latenciesMs: Float64Array;
};

/** Runs a load in a process of its own, so that what it uses can be told from what the measured programs (`pids`) use. */
export async function runLoad(plan: LoadPlan, ...pids: number[]): Promise<LoadResult> {
  const child = fork(fileURLToPath(new URL('./load-worker.ts', import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
  });
  try {
    const hear = <T>() =>
      new Promise<T>((resolve, reject) => {
        child.once('message', (message) => resolve(message as T));
        child.once('exit', (code) => reject(new Error(`The load generator ended with ${code}.`)));
      });
    const ready = hear();
    child.send(plan);
    await ready;
    const before = cpuMs(...pids);
    const done = hear<LoadReport>();
    child.send('go');
    const { latenciesMs, ...report } = await done;
    const after = cpuMs(...pids);
    return {
      ...report,
      rate: report.ok / report.seconds,
      p50Ms: percentile(latenciesMs, 0.5),
      p99Ms: percentile(latenciesMs, 0.99),
      cpuMs: before === null || after === null ? null : after - before,
    };
  } finally {
    child.kill('SIGKILL');
  }
}

/** Throws when anything but good answers came: a fast refusal is no speed. */
export function mustAllSucceed(result: LoadResult): void {
  const failed = Object.entries(result.statuses).filter(([status]) => !status.startsWith('2'));
  if (failed.length > 0)
    throw new Error(
      `${failed.map(([status, count]) => `${count} answers were ${status}`).join(', ')}. The first: ${result.firstFailure}`,
    );
}

/** “load generator: 0.04 ms CPU a request, 18 % of all CPU time used” */
export function shareOf(results: readonly LoadResult[]): string {
  const sum = (pick: (one: LoadResult) => number) => results.reduce((all, one) => all + pick(one), 0);
  const own = sum((one) => one.generatorCpuMs);
  const count = sum((one) => one.ok);
  const theirs = sum((one) => one.cpuMs ?? 0);
  const share = theirs > 0 ? `, ${Math.round((100 * own) / (own + theirs))} % of all CPU time used` : '';
  return `load generator: ${(own / Math.max(1, count)).toFixed(3)} ms CPU a request${share}`;
}
