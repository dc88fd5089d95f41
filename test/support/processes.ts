import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort, until } from './hub.ts';

export interface HubProcess {
  url: string;
  pid: number;
  home: string;
  /** What it printed so far. */
  said(): string;
  /** As a power cut does it: nothing is asked, nothing is finished. */
  kill(): Promise<void>;
  /** Asked to end; answers the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `src/main.ts` as a process of its own and waits until it is ready. Throws with its words when it ends instead. */
export async function startProcess(env: Record<string, string>, home: string): Promise<HubProcess> {
  const port = env.PORT ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const said: string[] = [];
  const child: ChildProcess = spawn(process.execPath, ['src/main.ts'], {
    cwd: join(import.meta.dirname, '../..'),
    env: {
      ...process.env,
      SPINDLE_LOG: process.env.SPINDLE_LOG ?? 'silent',
      SPINDLE_HOME: home,
      ...env,
      PORT: port,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout?.on('data', (text) => said.push(String(text)));
  child.stderr?.on('data', (text) => said.push(String(text)));
  let ended: { code: number | null } | null = null;
  const gone = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      ended = { code };
      resolve(code);
    }),
  );
  await until('the process is ready', async () => {
    if (ended) throw new Error(`The process ended: ${said.join('')}`);
    return /Spindle (is running|works)/.test(said.join('')) && (await fetch(`${url}/readyz`)).ok;
  });
  const end = (signal: 'SIGKILL' | 'SIGTERM') => async () => {
    if (!ended) child.kill(signal);
    return gone;
  };
  return {
    url,
    pid: child.pid as number,
    home,
    said: () => said.join(''),
    kill: async () => void (await end('SIGKILL')()),
    stop: end('SIGTERM'),
  };
}
