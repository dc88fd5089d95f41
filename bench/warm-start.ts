import { request } from 'node:http';
import { join } from 'node:path';
import { freePort } from '../src/kit/free-port.ts';
import type { Bench, Benchmark } from './harness/benchmark.ts';
import { fillCatalogue } from './harness/fill-catalogue.ts';
import { startHub } from './harness/hub.ts';
import { startProgram } from './harness/program.ts';
import { median } from './harness/rounds.ts';

const starts = 7;

/** What `npm start` starts, npm itself left out: from the start of the process to the first 200 of a request that reads the database. */
export const warmStart: Benchmark = {
  name: 'warm-start',
  sentence: 'Start the hub on a folder with 1,000 patterns: time to the first 200.',
  async run(bench) {
    const home = join(bench.folder, 'hub');
    const first = await startHub(bench, { home });
    await fillCatalogue(first, 1_000);
    const { key } = first;
    await first.stop();
    const times: number[] = [];
    for (let start = 1; start <= starts; start += 1) {
      const { ms, stop } = await startOnce(bench, home, key);
      bench.say(`Start ${start} of ${starts}: ${Math.round(ms)} ms`);
      times.push(ms);
      await stop();
    }
    return [
      {
        ...{ name: 'warm-start', value: median(times) / 1000, unit: 's', better: 'lower' },
        ...{ peer: 'Vendure 3.7 (table)', peerValue: 3.8, cpuMsPerOp: null },
        notes: [
          `fastest ${(Math.min(...times) / 1000).toFixed(2)} s, slowest ${(Math.max(...times) / 1000).toFixed(2)} s; the database starts within it`,
          'Medusa 2.21 (table): 4.2, its database was running already',
        ],
      },
    ];
  },
};

async function startOnce(
  bench: Bench,
  home: string,
  key: string,
): Promise<{ ms: number; stop(): Promise<void> }> {
  const port = await freePort();
  const startedAt = performance.now();
  const starting = startProgram(bench, {
    file: 'scripts/bootstrap.mjs',
    args: ['src/main.ts'],
    env: { SPINDLE_HOME: home, PORT: String(port), SPINDLE_LOG: 'silent' },
    ready: /running at/,
  });
  let hasEnded = false;
  starting.catch(() => {
    hasEnded = true;
  });
  while ((await statusOf(port, key)) !== 200) {
    if (hasEnded) await starting;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const ms = performance.now() - startedAt;
  const { stop } = await starting;
  return { ms, stop };
}

/** 0: nobody listens yet. */
function statusOf(port: number, key: string): Promise<number> {
  return new Promise((resolve) => {
    const asked = request(
      { host: '127.0.0.1', port, path: '/api/patterns?limit=1', headers: { authorization: `Bearer ${key}` } },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    asked.on('error', () => resolve(0));
    asked.end();
  });
}
