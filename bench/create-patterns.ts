import type { Benchmark } from './harness/benchmark.ts';
import { startHub } from './harness/hub.ts';
import { shareOf } from './harness/load.ts';
import { measureLoad } from './harness/measure-load.ts';
import { connectWooShop } from './harness/woo-shop.ts';

/** Each create is a pattern, an offer, an audit row, and a listing on a connected shop that the engine works on meanwhile. */
export const createPatterns: Benchmark = {
  name: 'create-patterns',
  sentence:
    'Create patterns through the API, each listed on a connected shop and audited, 8 callers at once.',
  async run(bench) {
    const hub = await startHub(bench);
    const shop = await connectWooShop(bench, hub);
    const plan = {
      url: hub.url,
      module: import.meta.resolve('./requests/create-pattern.ts'),
      params: { key: hub.key, channelIds: [shop.channelId] },
      concurrency: 8,
      seconds: 4,
    };
    const { rate, p50Ms, p99Ms, cpuMsPerOp, results } = await measureLoad(bench, plan, [hub.pid], {
      rounds: 5,
    });
    return [
      {
        name: 'create-patterns',
        ...{ value: rate, unit: 'patterns/s', better: 'higher', cpuMsPerOp },
        ...{ peer: 'Vendure 3.7 (table)', peerValue: 42 },
        notes: [
          shareOf(results),
          `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`,
          'Medusa 2.21 (table): 15.5',
          'the engine looks at the new listings at the same time; what it uses is counted',
        ],
      },
    ];
  },
};
