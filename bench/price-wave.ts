import { join } from 'node:path';
import { seal } from '../src/kit/crypto.ts';
import { newId } from '../src/kit/ids.ts';
import { openKeyRing } from '../src/kit/key-file.ts';
import type { Bench, Benchmark, Measured } from './harness/benchmark.ts';
import { type BenchDatabase, startDatabase } from './harness/database.ts';
import { fillCatalogue } from './harness/fill-catalogue.ts';
import { type BenchHub, startHub, until } from './harness/hub.ts';
import { cpuMs } from './harness/processes.ts';
import { startProgram } from './harness/program.ts';

/** `BENCH_FULL=1`: 100,000 prices for each way of counting, which takes most of an hour. */
const isFull = process.env.BENCH_FULL === '1';
/** `BENCH_WAVES=fixed,batch` runs only these. */
const only = process.env.BENCH_WAVES?.split(',');

interface Wave {
  name: string;
  kind: 'etsy' | 'woocommerce';
  what: string;
  /** Of the limited shop: how it counts, calls a second, and what the limit becomes after so many milliseconds. */
  shop: string[];
  listings: number;
}

const second = isFull ? 60_000 : 5_000;
const count = (slice: number): number => (isFull ? 100_000 : slice);
const waves: Wave[] = [
  ...(['fixed', 'sliding', 'leaky'] as const).map((name) => ({
    ...{ name, kind: 'etsy' as const, shop: [name, '500'], listings: count(1_500) },
    what: `500 calls a second, ${name === 'leaky' ? 'leaky bucket' : `${name} seconds`}; a price is two calls`,
  })),
  {
    ...{ name: 'changing', kind: 'etsy', listings: count(3_200) },
    shop: ['sliding', '500', '200', String(second), '500', String(2 * second)],
    what: 'sliding seconds, the limit falls from 500 to 200 and rises again',
  },
  {
    ...{ name: 'batch', kind: 'woocommerce', shop: ['sliding', '5'], listings: count(3_000) },
    what: '5 calls a second of up to 100 prices each',
  },
];

export const priceWave: Benchmark = {
  name: 'price-wave',
  sentence:
    'A new price for every listing of a shop that counts calls strictly, as a part of what it allows.',
  async run(bench) {
    const database = await startDatabase(bench);
    const hub = await startHub(bench, { isLive: true, env: { DATABASE_URL: database.url } });
    const run = waves.filter((one) => only?.includes(one.name) ?? true);
    const most = Math.max(...run.map((one) => one.listings));
    bench.say(`Adding ${most} patterns`);
    await fillCatalogue(hub, most);
    const lines: Measured[] = [];
    for (const wave of run) lines.push(await measure(bench, hub, database, wave, lines.length === 0));
    return lines;
  },
};

/** What the limited shop counted. */
interface ShopStats {
  calls: number;
  refused: number;
  firstMs: number;
  lastMs: number;
  passed: number;
  /** Calls that it would have let in of a caller who always knows its limit. */
  allowed: number;
  /** The same without the first second, in which the wave gets under way. */
  underWay: { passed: number; allowed: number };
}

async function measure(
  bench: Bench,
  hub: BenchHub,
  database: BenchDatabase,
  wave: Wave,
  isFirst: boolean,
): Promise<Measured> {
  const shop = await startProgram(bench, {
    ...{ file: 'bench/shops/limited.ts', args: wave.shop, ready: /limited shop at (http:\S+)/ },
  });
  const url = shop.match[1] as string;
  const channelId = await addListedChannel(hub, database, wave, url);
  bench.say(`${wave.name}: ${wave.listings} prices`);
  const stats = async () => (await (await fetch(`${url}/stats`)).json()) as ShopStats;
  const databaseBefore = cpuMs(database.pid);
  const before = cpuMs(hub.pid, database.pid);
  const shopBefore = cpuMs(shop.pid);
  await hub.call('PATCH', `/channels/${channelId}`, { priceRule: { factor: 1.1 } });
  const open = async () =>
    Number(
      (
        await database.pool.query('select count(*) as n from work where channel_id = $1 and dirty > synced', [
          channelId,
        ])
      ).rows[0].n,
    );
  await until(
    'every price on the shop',
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return (await open()) === 0;
    },
    isFull ? 3_600_000 : 50_000,
  );
  const after = cpuMs(hub.pid, database.pid);
  const told = await stats();
  const inDatabase = ((cpuMs(database.pid) ?? 0) - (databaseBefore ?? 0)) / wave.listings;
  const shopCpu = (cpuMs(shop.pid) ?? 0) - (shopBefore ?? 0);
  await shop.stop();
  const states = await database.pool.query(
    'select status, count(*)::int as n from listing where channel_id = $1 group by 1',
    [channelId],
  );
  if (states.rows.length !== 1 || states.rows[0].status !== 'in-step')
    throw new Error(`Not every price is on the shop: ${JSON.stringify(states.rows)}`);
  const seconds = (told.lastMs - told.firstMs) / 1000;
  const partOf = ({ passed, allowed }: { passed: number; allowed: number }) => (100 * passed) / allowed;
  const cpu = before === null || after === null ? null : (after - before) / wave.listings;
  return {
    name: isFirst ? 'price-wave' : `price-wave/${wave.name}`,
    ...{
      value: partOf(told.underWay),
      unit: '% of the allowed rate',
      better: 'higher',
      peer: 'the shop’s limit',
      peerValue: 100,
    },
    cpuMsPerOp: cpu,
    notes: [
      `${wave.name}: ${wave.what}`,
      `${wave.listings} prices in ${seconds.toFixed(1)} s, ${told.refused} of ${told.calls} calls refused (${((100 * told.refused) / told.calls).toFixed(3)} %); with the first second ${partOf(told).toFixed(1)} %`,
      `of the CPU time ${inDatabase.toFixed(2)} ms in PostgreSQL; besides, the shop itself: ${(shopCpu / told.calls).toFixed(3)} ms a call`,
    ],
  };
}

/** An active shop with a listing of every pattern, in step but for what comes; the hub decides prices alone. */
async function addListedChannel(
  hub: BenchHub,
  database: BenchDatabase,
  wave: Wave,
  url: string,
): Promise<string> {
  const { ring } = await openKeyRing(join(hub.home, 'keys.json'));
  const channelId = newId();
  const isEtsy = wave.kind === 'etsy';
  const secrets = isEtsy
    ? { keystring: wave.name, sharedSecret: 'secret', accessToken: 'token' }
    : { consumerKey: 'ck_1', consumerSecret: 'cs_1' };
  const fields = ['title', 'description', 'tags', 'category', 'sku', 'images', 'files', 'state'];
  await database.pool.query(
    `insert into channel (id, designer_id, kind, name, base_url, state, currency, remote_id, settings, secrets, ownership, approval, read_at)
     select $1, id, $2, $3, $4, 'active', 'EUR', $3, $5, $6, $7, $8, now() from designer limit 1`,
    [
      ...[channelId, wave.kind, wave.name, url, isEtsy ? { shopId: '1' } : { siteUrl: url, currency: 'EUR' }],
      seal(ring, JSON.stringify(secrets), `channel:${channelId}`),
      Object.fromEntries(fields.map((field) => [field, 'shop'])),
      { priceMovePercent: 1000, listingsAtOnce: 100_000 },
    ],
  );
  const observed = {
    ...{ url: null, state: 'live', title: 'Bench', description: '', tags: [], category: null, sku: null },
    ...{ price: { amountMinor: 900, currency: 'EUR' }, images: [], files: [], isDigital: true },
    facts: isEtsy ? { listingType: 'download' } : { type: 'simple', isVirtual: true },
  };
  await database.pool.query(
    `insert into listing (id, channel_id, offer_id, remote_id, wanted_state, observed, observed_at, status)
     select gen_random_uuid(), $1, id, n::text, 'live', $2::jsonb || jsonb_build_object('remoteId', n::text), now(), 'in-step'
     from (select id, row_number() over (order by id) as n from offer) o where n <= $3`,
    [channelId, observed, wave.listings],
  );
  await database.pool.query(
    `insert into work (listing_id, channel_id) select id, channel_id from listing where channel_id = $1`,
    [channelId],
  );
  await database.pool.query(
    `insert into step (id, listing_id, lease_token, position, kind, summary, started_at, ended_at, outcome)
     select gen_random_uuid(), id, 0, 0, 'earlier', 'Earlier', now(), now(), 'done' from listing where channel_id = $1 limit 1`,
    [channelId],
  );
  await database.pool.query('vacuum analyze listing, work');
  return channelId;
}
