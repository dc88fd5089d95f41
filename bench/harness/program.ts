import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bench } from './benchmark.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Program {
  pid: number;
  child: ChildProcess;
  /** What `ready` matched. */
  match: RegExpExecArray;
  /** Everything it said so far. */
  output(): string;
  /** Asks it to end and waits; after 20 s it is ended. */
  stop(): Promise<void>;
}

/**
 * Starts a program of the clone in a process of its own (`file` from the root: `bench/bare-insert.ts`) and waits until a line
 * on stdout matches `ready`. It is stopped when the benchmark ends. Throws when it ends before, with what it said.
 */
export async function startProgram(
  bench: Bench,
  wanted: { file: string; args?: string[]; env?: NodeJS.ProcessEnv; ready: RegExp },
): Promise<Program> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', wanted.file, ...(wanted.args ?? [])],
    { cwd: root, env: { ...process.env, ...wanted.env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(timer);
  };
  bench.atEnd(stop);
  let output = '';
  const match = await new Promise<RegExpExecArray>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000);
      const found = wanted.ready.exec(output);
      if (found) resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`${wanted.file} ended with ${code}: ${output.trim()}`)));
  });
  return { pid: child.pid as number, child, match, output: () => output, stop };
}
