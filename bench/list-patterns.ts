import { encodeCursor } from '../src/kit/page.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { fillCatalogue } from './harness/fill-catalogue.ts';
import { startHub } from './harness/hub.ts';
import { shareOf } from './harness/load.ts';
import { measureLoad } from './harness/measure-load.ts';

const patterns = 5_000;

/** The cursor of a page that begins with this pattern. */
const placeBefore = (index: number): string =>
  encodeCursor([`Pattern ${String(index).padStart(5, '0')}`, '00000000-0000-0000-0000-000000000000']);

/** The first page and pages further on in turn. */
export const listPatterns: Benchmark = {
  name: 'list-patterns',
  sentence: `List 20 of ${patterns} patterns through the API, 8 callers at once.`,
  async run(bench) {
    const hub = await startHub(bench);
    bench.say(`Adding ${patterns} patterns`);
    await fillCatalogue(hub, patterns);
    const cursors: (string | null)[] = [null];
    for (let page = 0; page < 9; page += 1) {
      const last = cursors.at(-1);
      const after = last ? `&cursor=${encodeURIComponent(last)}` : '';
      cursors.push((await hub.call('GET', `/patterns?limit=20${after}`)).nextCursor);
    }
    const plan = {
      url: hub.url,
      module: import.meta.resolve('./requests/list-patterns.ts'),
      params: { key: hub.key, cursors },
      concurrency: 8,
      seconds: 3,
    };
    const { rate, p50Ms, p99Ms, cpuMsPerOp, results } = await measureLoad(bench, plan, [hub.pid], {
      rounds: 5,
    });
    const anywhere = {
      key: hub.key,
      cursors: Array.from({ length: patterns }, (_, index) => placeBefore(index)),
    };
    const unseen = await measureLoad(bench, { ...plan, params: anywhere }, [hub.pid], { rounds: 2 });
    return [
      {
        name: 'list-patterns',
        ...{ value: rate, unit: 'requests/s', better: 'higher', cpuMsPerOp },
        ...{ peer: 'Medusa 2.21 (table)', peerValue: 30 },
        notes: [
          shareOf(results),
          `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`,
          'Vendure 3.7 (table): 16',
        ],
      },
      {
        ...{ name: 'list-patterns/unseen', value: unseen.rate, unit: 'requests/s', better: 'higher' },
        ...{ peer: 'Medusa 2.21 (table)', peerValue: 30, cpuMsPerOp: unseen.cpuMsPerOp },
        notes: ['each page begins at another pattern, so that none was asked for lately'],
      },
    ];
  },
};
