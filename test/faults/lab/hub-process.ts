import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import type { Control } from './preload.ts';

export interface HubProcess {
  name: string;
  /** Null while it does not run. */
  pid: number | null;
  /** Starts it, and again when it ends while it starts, as whoever looks after a server does. */
  start(): Promise<void>;
  /** As a power cut does it: nothing is asked, nothing is finished. False: it did not run. */
  kill(): Promise<boolean>;
  pause(): void;
  resume(): void;
  tell(control: Control): void;
  /** Asks it to stop, and waits. */
  stop(): Promise<void>;
}

export interface HubProcessSettings {
  name: string;
  port: number;
  env: Record<string, string>;
  /** What it says is kept here. */
  logFile: string;
  /** It ended though nobody asked it to. */
  onUnasked(sentence: string): void;
}

const root = join(import.meta.dirname, '../../..');

export function hubProcess(settings: HubProcessSettings): HubProcess {
  const { name, port, env, logFile, onUnasked } = settings;
  let child: ChildProcess | null = null;
  const asked = new WeakSet<ChildProcess>();

  const launch = async (): Promise<boolean> => {
    const said: string[] = [];
    const started = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        '--import',
        join(import.meta.dirname, 'preload.ts'),
        'src/main.ts',
      ],
      {
        cwd: root,
        env: { ...process.env, ...env, PORT: String(port), FAULTS_NAME: name },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    child = started;
    const gone = new Promise<void>((resolve) => started.once('exit', () => resolve()));
    for (const stream of [started.stdout, started.stderr])
      stream?.on('data', (text) => {
        said.push(String(text));
        appendFileSync(logFile, String(text));
      });
    started.on('error', () => {});
    let isReady = false;
    started.once('exit', (code, signal) => {
      if (child === started) child = null;
      if (isReady && !asked.has(started))
        onUnasked(`${name} ended by itself (${code ?? signal}): ${said.join('').slice(-600)}`);
    });
    await Promise.race([
      gone,
      until(
        `${name} ready: ${logFile}`,
        async () => {
          if (child !== started) return true;
          const answer = await fetch(`http://127.0.0.1:${port}/readyz`, {
            signal: AbortSignal.timeout(3_000),
          }).catch(() => null);
          isReady = answer?.ok === true;
          return isReady;
        },
        120_000,
      ),
    ]);
    return isReady;
  };

  let starting: Promise<void> | null = null;
  const launchUntilReady = async (): Promise<void> => {
    for (let tries = 0; !(await launch()); tries += 1) {
      if (tries > 60) throw new Error(`${name} does not start; see ${logFile}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };

  return {
    name,
    get pid() {
      return child?.pid ?? null;
    },
    start: () => {
      if (child && !starting) return Promise.resolve();
      starting ??= launchUntilReady().finally(() => {
        starting = null;
      });
      return starting;
    },
    kill: async () => {
      const dying = child;
      if (!dying) return false;
      asked.add(dying);
      const gone = new Promise((resolve) => dying.once('exit', resolve));
      dying.kill('SIGKILL');
      await gone;
      return true;
    },
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    tell: (control) => {
      if (child?.connected) child.send({ faults: control }, () => {});
    },
    stop: async () => {
      const ending = child;
      if (!ending) return;
      asked.add(ending);
      const gone = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill('SIGTERM');
      const patience = setTimeout(() => ending.kill('SIGKILL'), 20_000);
      await gone;
      clearTimeout(patience);
    },
  };
}
