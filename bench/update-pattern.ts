import type { Benchmark } from './harness/benchmark.ts';
import { startHub } from './harness/hub.ts';
import { runLoad, shareOf } from './harness/load.ts';
import { measureLoad } from './harness/measure-load.ts';
import { connectWooShop } from './harness/woo-shop.ts';

const patterns = 200;

/** One caller at a time: what somebody who saves a form waits for. Every update marks the pattern's listing. */
export const updatePattern: Benchmark = {
  name: 'update-pattern',
  sentence: 'Update a listed pattern through the API, one caller: half of the answers come within this time.',
  async run(bench) {
    const hub = await startHub(bench);
    const shop = await connectWooShop(bench, hub);
    bench.say(`Adding ${patterns} listed patterns`);
    await runLoad({
      url: hub.url,
      module: import.meta.resolve('./requests/create-pattern.ts'),
      params: { key: hub.key, channelIds: [shop.channelId] },
      ...{ concurrency: 4, count: patterns },
    });
    const { items } = await hub.call('GET', `/patterns?limit=${patterns}`);
    const plan = {
      url: hub.url,
      module: import.meta.resolve('./requests/update-pattern.ts'),
      params: { key: hub.key, patternIds: items.map((one: { id: string }) => one.id) },
      concurrency: 1,
      seconds: 4,
    };
    const { p50Ms, p99Ms, cpuMsPerOp, results } = await measureLoad(bench, plan, [hub.pid], { rounds: 5 });
    const shared = { unit: 'ms', better: 'lower', cpuMsPerOp } as const;
    return [
      {
        ...{ name: 'update-pattern', value: p50Ms, ...shared, peer: 'Vendure 3.7 (table)', peerValue: 25 },
        notes: [shareOf(results), 'Medusa 2.21 (table): 50'],
      },
      { name: 'update-pattern/p99', value: p99Ms, ...shared, peer: null, peerValue: null },
    ];
  },
};
