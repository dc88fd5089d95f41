import type { Benchmark } from './harness/benchmark.ts';
import { startDatabase } from './harness/database.ts';
import { fillCatalogue } from './harness/fill-catalogue.ts';
import { startHub } from './harness/hub.ts';
import { type LoadResult, mustAllSucceed, runLoad, shareOf } from './harness/load.ts';
import { startProgram } from './harness/program.ts';
import { alternate, median } from './harness/rounds.ts';
import { addShop } from './harness/shop.ts';

const [rounds, perRound, concurrency] = [3, 20_000, 64];
/** A busy machine must not stretch the bench. */
const mostSeconds = 4;

/** Answered only when stored for good; the peer stores each in a statement of its own. */
export const orderWebhooks: Benchmark = {
  name: 'order-webhooks',
  sentence: `Signed orders of 3 kB from a WooCommerce shop, each stored for good before its answer, ${concurrency} at once.`,
  async run(bench) {
    const database = await startDatabase(bench);
    const hub = await startHub(bench, { isLive: true, env: { DATABASE_URL: database.url } });
    await fillCatalogue(hub, 1);
    const shop = await addShop(database, hub.home);
    const peer = await startProgram(bench, {
      file: 'bench/peers/bare-insert.ts',
      env: { PEER_DATABASE_URL: await database.another('peer'), PEER_SECRET: shop.secret },
      ready: /peer at (http:\S+)/,
    });
    const placedAt = new Date().toISOString().slice(0, 19);
    let from = 1;
    const load = async (url: string, path: string, pids: number[], count = perRound): Promise<LoadResult> => {
      const params = { ...shop, path, sku: 'BENCH-0', count, from, placedAt };
      const module = import.meta.resolve('./requests/order-webhooks.ts');
      const result = await runLoad(
        { url, module, params, concurrency, count, from, seconds: mostSeconds },
        ...pids,
      );
      from += count;
      mustAllSucceed(result);
      return result;
    };
    const toHub = (count?: number) => load(hub.url, shop.path, [hub.pid, database.pid], count);
    const toPeer = (count?: number) =>
      load(peer.match[1] as string, '/hooks', [peer.pid, database.pid], count);
    bench.say('Warming up');
    await toHub(3_000);
    await toPeer(3_000);
    const stored = async () =>
      Number((await database.pool.query('select count(*) as n from webhook_delivery')).rows[0].n);
    const before = await stored();
    bench.say('Measuring, in turns with the peer');
    const results = await alternate(rounds, { hub: () => toHub(), peer: () => toPeer() });
    const answered = results.hub.reduce((sum, one) => sum + one.ok, 0);
    if ((await stored()) - before !== answered)
      throw new Error(`${answered} were answered, ${(await stored()) - before} are stored.`);
    const rate = (list: readonly LoadResult[]) => median(list.map((one) => one.rate));
    const cpuOf = (list: readonly LoadResult[]) =>
      median(list.map((one) => (one.cpuMs ?? Number.NaN) / one.ok));
    const cpu = cpuOf(results.hub);
    return [
      {
        ...{ name: 'order-webhooks', value: rate(results.hub), unit: 'webhooks/s', better: 'higher' },
        ...{ peer: 'fastify with one INSERT a request', peerValue: rate(results.peer) },
        cpuMsPerOp: Number.isNaN(cpu) ? null : cpu,
        notes: [
          shareOf(results.hub),
          `the peer: ${cpuOf(results.peer).toFixed(3)} ms CPU a request`,
          `all ${answered} answered ones are stored`,
        ],
      },
      {
        ...{ name: 'order-webhooks/p99', value: median(results.hub.map((one) => one.p99Ms)), unit: 'ms' },
        ...{ better: 'lower', peer: 'fastify with one INSERT a request', cpuMsPerOp: null },
        peerValue: median(results.peer.map((one) => one.p99Ms)),
      },
    ];
  },
};
