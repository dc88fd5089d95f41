import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cpuMs } from './processes.ts';

export interface DownloadPlan {
  url: string;
  /** Each is fetched whole, in order; past the end it starts again. */
  paths: string[];
  concurrency: number;
  /** Ends after so many downloads, or so many seconds. */
  count?: number;
  seconds?: number;
  /** Answer the SHA-256 of every body, in the order of the paths. */
  hashes?: boolean;
}

export interface DownloadReport {
  ok: number;
  /** The first answer that was not 200, or was cut off. */
  firstFailure: string | null;
  bytes: number;
  seconds: number;
  latenciesMs: Float64Array;
  generatorCpuMs: number;
  /** By the index of the path; null: it did not come whole. */
  sha256s: (string | null)[];
}

export type DownloadResult = DownloadReport & { megabytesPerSecond: number; cpuMs: number | null };

/** Downloads in a process of its own that reads every byte and keeps none. */
export async function runDownloads(plan: DownloadPlan, ...pids: number[]): Promise<DownloadResult> {
  const child = fork(fileURLToPath(new URL('./download-worker.ts', import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
  });
  try {
    const before = cpuMs(...pids);
    const report = await new Promise<DownloadReport>((resolve, reject) => {
      child.once('message', (message) => resolve(message as DownloadReport));
      child.once('exit', (code) => reject(new Error(`The downloads ended with ${code}.`)));
      child.send(plan);
    });
    const after = cpuMs(...pids);
    return {
      ...report,
      megabytesPerSecond: report.bytes / 1e6 / report.seconds,
      cpuMs: before === null || after === null ? null : after - before,
    };
  } finally {
    child.kill('SIGKILL');
  }
}
