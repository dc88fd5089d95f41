import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Benchmark } from './harness/benchmark.ts';
import { startDatabase } from './harness/database.ts';
import { type DownloadResult, runDownloads } from './harness/downloads.ts';
import { startHub, until } from './harness/hub.ts';
import { alternate, median } from './harness/rounds.ts';
import { countMails, largePdf, publishPattern, readMails, sendOrders } from './harness/sell.ts';
import { addShop } from './harness/shop.ts';
import { startNginx } from './peers/nginx.ts';

const [fileBytes, buyers, concurrency, rounds] = [10_000_000, 100, 16, 4];

/** Buyers' links, counted and revocable, each to a copy marked for its order; nginx serves one file of the same size. */
export const downloads: Benchmark = {
  name: 'downloads',
  sentence: `Files of 10 MB by buyers' links, ${concurrency} at once, beside nginx on the same disk.`,
  async run(bench) {
    const database = await startDatabase(bench);
    const hub = await startHub(bench, { isLive: true, env: { DATABASE_URL: database.url } });
    const shop = await addShop(database, hub.home);
    bench.say('Publishing a pattern of 10 MB and selling it');
    const pdf = await largePdf(fileBytes);
    const { sku } = await publishPattern(hub, 'Wren', pdf);
    await sendOrders(hub, shop, { sku, count: buyers, from: 1, concurrency: 8 });
    await until('every buyer has her mail', async () => (await countMails(database)) === buyers);
    const paths = (await readMails(database)).map(({ path }) => path);
    const root = join(bench.folder, 'www');
    await mkdir(root);
    const { rows } = await database.pool.query('select sha256 from asset order by size_bytes desc limit 1');
    const { sha256 } = rows[0];
    await copyFile(
      join(hub.home, 'files', sha256.slice(0, 2), sha256.slice(2, 4), sha256),
      join(root, 'wren.pdf'),
    );
    const nginx = await startNginx(bench, root);
    const fromHub = async () => {
      const result = await runDownloads(
        { url: hub.url, paths, concurrency, count: buyers * 2, seconds: 4 },
        hub.pid,
        database.pid,
      );
      if (result.firstFailure) throw new Error(result.firstFailure);
      return result;
    };
    const fromNginx = async () =>
      nginx
        ? runDownloads(
            { url: nginx.url, paths: ['/wren.pdf'], concurrency, count: buyers * 2, seconds: 4 },
            nginx.pid,
          )
        : null;
    bench.say('Measuring, in turns with nginx');
    await fromHub();
    await fromNginx();
    const results = await alternate(rounds, { hub: fromHub, nginx: fromNginx });
    const theirs = results.nginx.filter((one) => one !== null);
    const rate = (list: readonly DownloadResult[]) => median(list.map((one) => one.megabytesPerSecond));
    const perGb = (list: readonly DownloadResult[]) =>
      median(list.map((one) => (one.cpuMs ?? Number.NaN) / (one.bytes / 1e9)));
    const generator = median(results.hub.map((one) => one.generatorCpuMs / (one.bytes / 1e9)));
    return [
      {
        ...{ name: 'downloads', value: rate(results.hub), unit: 'MB/s', better: 'higher' },
        peer: nginx ? 'nginx' : 'nginx (not installed here)',
        peerValue: nginx ? rate(theirs) : null,
        cpuMsPerOp: median(results.hub.map((one) => (one.cpuMs ?? Number.NaN) / one.ok)),
        notes: [
          `CPU for a GB: ${Math.round(perGb(results.hub))} ms, of nginx ${Math.round(perGb(theirs))} ms, of the downloader ${Math.round(generator)} ms`,
        ],
      },
      {
        ...{ name: 'downloads/cpu', value: perGb(results.hub), unit: 'ms CPU/GB', better: 'lower' },
        ...{ peer: nginx ? 'nginx' : null, peerValue: nginx ? perGb(theirs) : null, cpuMsPerOp: null },
      },
    ];
  },
};
