import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** `spindle …` in a process of its own. `watch`: the process, to do something to it. */
export function runSpindle(
  args: readonly string[],
  env: Record<string, string>,
  watch: (child: ChildProcess) => void = () => {},
): Promise<Ran> {
  const { DATABASE_URL: _, SPINDLE_STORAGE: __, SPINDLE_KEYS: ___, ...rest } = process.env;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'src/cli/main.ts', ...args],
    {
      cwd: join(import.meta.dirname, '../..'),
      env: { ...rest, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  watch(child);
  const ran: Ran = { code: null, out: '', err: '' };
  child.stdout?.on('data', (text) => {
    ran.out += text;
  });
  child.stderr?.on('data', (text) => {
    ran.err += text;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...ran, code })));
}
