import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../src/kit/free-port.ts';
import { until as lookUntil } from '../../test/support/until.ts';
import type { Bench } from './benchmark.ts';
import { type Program, startProgram } from './program.ts';

// biome-ignore lint/suspicious/noExplicitAny: benchmarks read a few fields of many answers
export type Json = any;

export interface BenchHub {
  url: string;
  /** A real API key, the one that the hub leaves for programs on this computer. */
  key: string;
  home: string;
  /** The first process: what it started is below it, PostgreSQL included. */
  pid: number;
  program: Program;
  /** One API call (`/patterns`); throws on anything but 2xx. */
  call(method: string, path: string, body?: unknown): Promise<Json>;
  stop(): Promise<void>;
}

export interface HubWish {
  /** The hub's folder; left out: a new one. The same folder again is a warm start. */
  home?: string;
  env?: NodeJS.ProcessEnv;
  /** Live mode, with its own loopback address as the public one: webhooks and links work. */
  isLive?: boolean;
}

/** A hub as `npm start` runs it, with its own PostgreSQL, in a process of its own. */
export async function startHub(bench: Bench, wish: HubWish = {}): Promise<BenchHub> {
  const home = wish.home ?? join(bench.folder, 'hub');
  await mkdir(home, { recursive: true });
  const port = await freePort();
  const program = await startProgram(bench, {
    file: 'scripts/bootstrap.mjs',
    args: ['src/main.ts'],
    env: {
      ...{ SPINDLE_HOME: home, PORT: String(port), SPINDLE_LOG: 'silent' },
      ...(wish.isLive ? { SPINDLE_PUBLIC_URL: `http://127.0.0.1:${port}` } : {}),
      ...wish.env,
    },
    ready: /running at (http:\S+)/,
  });
  const url = program.match[1] as string;
  const { key } = JSON.parse(await readFile(join(home, 'command-line.json'), 'utf8'));
  return {
    ...{ url, key, home, program, pid: program.pid, stop: program.stop },
    async call(method, path, body) {
      const answer = await fetch(`${url}/api${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(method === 'GET' ? {} : { 'if-match': '*' }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text ? JSON.parse(text) : null;
    },
  };
}

/** Looks so often that what is timed ends when it is so. */
export const until = <T>(
  what: string,
  look: Parameters<typeof lookUntil<T>>[1],
  timeoutMs = 30_000,
): Promise<T> => lookUntil(what, look, timeoutMs, 20);
