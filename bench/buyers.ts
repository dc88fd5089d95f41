import { createHash } from 'node:crypto';
import type { Benchmark, Measured } from './harness/benchmark.ts';
import { type BenchDatabase, startDatabase } from './harness/database.ts';
import { type DownloadResult, runDownloads } from './harness/downloads.ts';
import { type BenchHub, startHub, until } from './harness/hub.ts';
import { cpuMs, memoryOf } from './harness/processes.ts';
import { percentile } from './harness/rounds.ts';
import { countMails, largePdf, publishPattern, readMails, sendOrders } from './harness/sell.ts';
import { addShop } from './harness/shop.ts';

/** `BUYERS=5000 npm run bench -- buyers` is the proof; the usual number ends within the bench's minute. */
const buyers = Number(process.env.BUYERS ?? 500);
const fileBytes = Number(process.env.BUYERS_FILE_BYTES ?? 10_000_000);

/** Webhook, order, link, file: for all of them at once. Every byte that a buyer got is compared with what she should get. */
export const buyersAtOnce: Benchmark = {
  name: 'buyers',
  sentence: `${buyers} buyers at once: webhook, order, link, and a file of ${fileBytes / 1e6} MB each, every byte compared.`,
  async run(bench) {
    const database = await startDatabase(bench);
    const hub = await startHub(bench, { isLive: true, env: { DATABASE_URL: database.url } });
    const shop = await addShop(database, hub.home);
    const { sku } = await publishPattern(hub, 'Wren', await largePdf(fileBytes));
    const pids = [hub.pid, database.pid] as const;

    bench.say(`${buyers} orders at once`);
    const startedAt = performance.now();
    const cpuBefore = cpuMs(...pids) ?? Number.NaN;
    const peak = watchMemory(hub);
    const told = await sendOrders(
      hub,
      shop,
      { sku, count: buyers, from: 1, concurrency: Math.min(buyers, 5000) },
      ...pids,
    );
    if (told.ok !== buyers)
      throw new Error(`${buyers - told.ok} webhooks were not taken: ${told.firstFailure}`);
    await until('every buyer has her mail', async () => (await countMails(database)) >= buyers, 900_000);
    const orderSeconds = (performance.now() - startedAt) / 1000;
    const orderCpuMs = ((cpuMs(...pids) ?? Number.NaN) - cpuBefore) / buyers;
    const mails = await readMails(database);

    bench.say(`Every order worked after ${orderSeconds.toFixed(1)} s; ${buyers} downloads at once`);
    const fetched = await runDownloads(
      {
        url: hub.url,
        paths: mails.map(({ path }) => path),
        concurrency: buyers,
        count: buyers,
        hashes: true,
      },
      ...pids,
    );
    const most = peak();
    bench.say('Comparing every copy with what was recorded for its order');
    const { wrong, lost } = await judge(database, hub, mails, fetched);
    if (wrong + lost > 0 || fetched.firstFailure)
      throw new Error(`${wrong} wrong, ${lost} lost. ${fetched.firstFailure ?? ''}`);
    return figures(told, { seconds: orderSeconds, cpuMs: orderCpuMs }, fetched, most);
  },
};

function figures(
  told: { p50Ms: number; p99Ms: number; rate: number },
  orders: { seconds: number; cpuMs: number },
  fetched: DownloadResult,
  most: { allMb: number; hubMb: number },
): Measured[] {
  const none = { peer: null, peerValue: null, cpuMsPerOp: null };
  const p = (part: number) => percentile(fetched.latenciesMs, part);
  return [
    {
      ...{ name: 'buyers', value: fetched.ok, unit: 'buyers with the right file', better: 'higher', ...none },
      cpuMsPerOp: fetched.cpuMs === null ? null : fetched.cpuMs / fetched.ok,
      notes: [
        '0 wrong, 0 lost: each hash is the one recorded for the order, and the copies of all differ',
        `webhook to mail for all: ${orders.seconds.toFixed(1)} s; downloads ${fetched.seconds.toFixed(1)} s at ${Math.round(fetched.megabytesPerSecond)} MB/s`,
        `with its children (checks, marks) the hub held ${Math.round(most.allMb)} MB at the most`,
        `the downloader used ${Math.round(fetched.generatorCpuMs / fetched.ok)} ms CPU a file, hashing included`,
      ],
    },
    { name: 'buyers/webhook-p50', value: told.p50Ms, unit: 'ms', better: 'lower', ...none },
    { name: 'buyers/webhook-p99', value: told.p99Ms, unit: 'ms', better: 'lower', ...none },
    {
      ...{
        name: 'buyers/orders',
        value: fetched.ok / orders.seconds,
        unit: 'orders/s',
        better: 'higher',
        ...none,
      },
      cpuMsPerOp: Number.isNaN(orders.cpuMs) ? null : orders.cpuMs,
    },
    { name: 'buyers/download-p50', value: p(0.5), unit: 'ms', better: 'lower', ...none },
    { name: 'buyers/download-p99', value: p(0.99), unit: 'ms', better: 'lower', ...none },
    { name: 'buyers/memory', value: most.hubMb, unit: 'MB PSS, hub at its peak', better: 'lower', ...none },
  ];
}

/** Looks every half second; answers the highest that was seen. */
function watchMemory(hub: BenchHub): () => { allMb: number; hubMb: number } {
  const most = { allMb: 0, hubMb: 0 };
  const look = (): void => {
    const now = memoryOf(hub.pid);
    most.allMb = Math.max(
      most.allMb,
      now.reduce((sum, one) => sum + one.pssMb, 0),
    );
    most.hubMb = Math.max(most.hubMb, ...now.map((one) => one.pssMb));
  };
  const timer = setInterval(look, 500);
  return () => {
    look();
    clearInterval(timer);
    return most;
  };
}

/** Wrong: other bytes than recorded for this very order. Lost: no file, or no download counted. */
async function judge(
  database: BenchDatabase,
  hub: BenchHub,
  mails: readonly { buyer: string; orderCode: string }[],
  fetched: DownloadResult,
): Promise<{ wrong: number; lost: number }> {
  const { rows } = await database.pool.query<{ email: string; sha256: string; downloads: number }>(
    `select b.email, c.sha256, (select count(*)::int from download d where d.entitlement_id = e.id) as downloads
     from entitlement e join buyer b on b.id = e.buyer_id
     join copy c on c.subject_kind = 'entitlement' and c.subject_id = e.id`,
  );
  const wanted = new Map(rows.map((row) => [row.email, row]));
  let [wrong, lost] = [0, 0];
  for (const [index, { buyer }] of mails.entries()) {
    const got = fetched.sha256s[index];
    const right = wanted.get(buyer);
    if (!got || right?.downloads !== 1) lost += 1;
    else if (got !== right.sha256) wrong += 1;
  }
  if (new Set(fetched.sha256s).size !== mails.length) wrong += 1;
  wrong += await unmarked(hub, database, mails.slice(0, 5));
  return { wrong, lost };
}

/** A few are fetched again and looked into: does this order's own line stand in it, by its code? */
async function unmarked(
  hub: BenchHub,
  database: BenchDatabase,
  mails: readonly { buyer: string; orderCode: string }[],
): Promise<number> {
  const { readText } = await import('../src/modules/marks/testing/read-text.ts');
  let missing = 0;
  for (const { path, orderCode } of await readMails(database).then((all) => all.slice(0, mails.length))) {
    const bytes = Buffer.from(
      await (await fetch(hub.url + path, { headers: { accept: '*/*' } })).arrayBuffer(),
    );
    const pages = await readText(bytes);
    const { rows } = await database.pool.query('select code from copy where sha256 = $1', [
      createHash('sha256').update(bytes).digest('hex'),
    ]);
    if (!pages.every((page) => page.includes(`order ${orderCode} · ${rows[0]?.code}`))) missing += 1;
  }
  return missing;
}
