import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
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

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No free port')),
      );
    });
  });
}

/** Looks every 20 ms until it is so. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  timeoutMs = 30_000,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
