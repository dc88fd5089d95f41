import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type S3Sandbox, startS3Sandbox } from '../../sandbox/index.ts';
import { dropDatabase, onServer, withDatabase } from '../../src/db/template.ts';
import { createClient, freePort, type HubClient, localKey, takeIn, until } from '../support/hub.ts';
import { type HubProcess, startProcess } from '../support/processes.ts';
import {
  approveAll,
  connectShops,
  finishAdoption,
  hearOfSales,
  inStep,
  listEverywhere,
  planned,
  type Shops,
  startShops,
} from '../support/shops.ts';

const titles = Array.from({ length: 4 }, (_, index) => `Plover ${String.fromCharCode(65 + index)}`);
const ownKeys = JSON.stringify({ keys: [{ id: 'one', key: randomBytes(32).toString('base64') }] });
const databaseName = `spindle_test_${randomBytes(6).toString('hex')}`;

type Api = HubProcess & HubClient & { patterns: string };
let shops: Shops;
let store: S3Sandbox;
let root: string;
let pool: pg.Pool;
let apis: [Api, Api];
let workers: HubProcess[];
let killedPid = 0;

/** Two that answer and two that work, each with a folder of its own and all with one bucket, meet an empty database at once. */
beforeAll(async () => {
  shops = await startShops();
  store = await startS3Sandbox();
  root = await mkdtemp(join(tmpdir(), 'spindle-several-'));
  const patterns = join(root, 'patterns');
  await mkdir(patterns);
  const server = inject('databaseServerUrl');
  await onServer(server, (client) => client.query(`create database ${databaseName}`));
  pool = new pg.Pool({ connectionString: withDatabase(server, databaseName), max: 2 });
  // the database is dropped with force: what it says to an idle connection then is no news
  pool.on('error', () => {});
  const port = await freePort();
  const env = {
    DATABASE_URL: withDatabase(server, databaseName),
    SPINDLE_PUBLIC_URL: `http://127.0.0.1:${port}`,
    SPINDLE_STORAGE: `s3://${store.bucketName}?endpoint=${store.url}&region=${store.region}&links=yes`,
    AWS_ACCESS_KEY_ID: store.keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: store.keys.secretAccessKey,
    SPINDLE_KEYS: ownKeys,
  };
  const [first, second, ...others] = await Promise.all([
    startProcess({ ...env, SPINDLE_ROLE: 'api', PORT: String(port) }, join(root, 'api-1')),
    startProcess({ ...env, SPINDLE_ROLE: 'api' }, join(root, 'api-2')),
    startProcess({ ...env, SPINDLE_ROLE: 'worker' }, join(root, 'worker-1')),
    startProcess({ ...env, SPINDLE_ROLE: 'worker' }, join(root, 'worker-2')),
  ]);
  const asApi = async (one: HubProcess) => ({
    ...one,
    ...createClient(one.url, await localKey(one.home)),
    patterns,
  });
  apis = [await asApi(first), await asApi(second)];
  workers = others;
});
afterAll(async () => {
  await Promise.all([...(apis ?? []), ...(workers ?? [])].map((one) => one.kill()));
  await shops?.close();
  await store?.close();
  await pool?.end();
  await dropDatabase(inject('databaseServerUrl'), databaseName);
  await rm(root, { recursive: true, force: true });
});

const rowsOf = async <T>(query: string): Promise<T[]> => (await pool.query(query)).rows as T[];
const pidOf = (owner: string): number => Number(owner.split('-')[0]);

/** The events that a browser hears at one hub, while `work` goes on elsewhere. */
async function heardAt(api: Api, work: () => Promise<unknown>): Promise<string> {
  const stop = new AbortController();
  const response = await fetch(`${api.url}/api/events`, {
    headers: { authorization: `Bearer ${await localKey(api.home)}` },
    signal: stop.signal,
  });
  let heard = '';
  const reading = (async () => {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
      heard += Buffer.from(chunk).toString();
  })().catch(() => {});
  await work();
  await until('an event', () => heard.includes('event: change'));
  stop.abort();
  await reading;
  return heard;
}

it('several first starts make one studio, one schema and one set of jobs', async () => {
  expect(await rowsOf('select id from studio')).toHaveLength(1);
  expect(await rowsOf('select id from designer')).toHaveLength(1);
  const names = await rowsOf<{ name: string }>('select name from pgboss.schedule');
  expect(new Set(names.map((one) => one.name)).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(0);
  expect((await fetch(`${workers[0]?.url}/api/patterns`)).status).toBe(404);
});

it('the main job goes through either api, and no api works on a listing', async () => {
  const [first, second] = apis;
  const made = await takeIn(first, titles);
  expect((await second.all('/patterns')).map((one) => one.title).sort()).toEqual(titles);
  const heard = await heardAt(second, () =>
    first.send('PATCH', `/patterns/${made[0]?.patternId}`, { story: 'Told at one, heard at the other.' }),
  );
  expect(heard).toContain('"topic":"pattern"');
  const channels = await connectShops(second, shops);
  await finishAdoption(first, channels);
  await listEverywhere(
    second,
    channels,
    made.map((one) => one.offerId),
  );
});

it('a worker that is killed leaves its listings to the other within seconds, and nothing is doubled', async () => {
  const held = () =>
    rowsOf<{ listing_id: string; lease_owner: string; lease_token: string }>(
      'select listing_id, lease_owner, lease_token from work where lease_until > now() and dirty > synced',
    );
  const [first, second] = apis;
  await until('a plan to click on', async () => (await planned(first)).length > 0);
  // slow shops: what was begun is still going on when the worker dies
  for (const shop of [shops.etsy, shops.woo]) shop.admin.faults({ latencyMs: 700 });
  await approveAll(first);
  const [one] = await until('a worker holds listings and has begun', async () => {
    const rows = await held();
    return rows.length > 0 && shops.effects() > 0 && rows;
  });
  const dying = workers.find((worker) => worker.pid === pidOf(one?.lease_owner ?? ''));
  if (!dying) throw new Error(`Held by ${one?.lease_owner}, which is no worker`);
  await dying.kill();
  killedPid = dying.pid;
  for (const shop of [shops.etsy, shops.woo]) shop.admin['faults-off']();
  const orphans = (await held()).filter((row) => pidOf(row.lease_owner) === dying.pid);
  const [{ seconds } = { seconds: 0 }] = await rowsOf<{ seconds: number }>(
    `select coalesce(max(extract(epoch from lease_until - now())), 0)::float8 as seconds from work
     where lease_owner like '${dying.pid}-%'`,
  );
  expect(seconds).toBeLessThan(8);
  for (const orphan of orphans)
    await until('the other worker took it up', async () => {
      const [row] = await rowsOf<{ lease_token: string }>(
        `select lease_token from work where listing_id = '${orphan.listing_id}'`,
      );
      return Number(row?.lease_token) > Number(orphan.lease_token);
    });
  await until('everything approved, and nothing waits', async () => {
    await approveAll(second);
    return (await first.all('/listings')).every((listing) => listing.status === 'in-step');
  });
  await inStep(first);
  const { listings } = shops.etsy.admin.state();
  expect(listings.map((listing) => listing.title).sort()).toEqual(titles);
  for (const listing of listings) {
    expect(listing).toMatchObject({ type: 'download', state: 'active' });
    expect(listing.files).toHaveLength(2);
  }
  const { products } = shops.woo.admin.state();
  expect(products.map((product) => [product.name, product.downloads.length]).sort()).toEqual(
    titles.map((title) => [title, 2]),
  );
});

it('a sale told to one api is delivered by the worker that is left and fetched at the other', async () => {
  const [first, second] = apis;
  const { items } = await second.get('/channels');
  const idOf = (kind: string): string => items.find((one: { kind: string }) => one.kind === kind).id;
  await hearOfSales(first, shops, { etsyId: idOf('etsy'), wooId: idOf('woocommerce') });
  const [offer] = await second.all('/offers');
  await first.send('POST', '/orders/tests', { offerId: offer.id, email: 'buyer@example.com' });
  const mail = await until('the order mail', async () => (await second.all('/messages?kind=order'))[0]);
  const { textBody } = await second.get(`/messages/${mail.id}`);
  const link = /https?:\/\/\S+(\/d\/[\w-]+)/.exec(textBody)?.[1];
  for (const api of apis) {
    const answer = await fetch(api.url + link);
    expect([answer.status, new URL(answer.url).origin]).toEqual([200, store.url]);
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  }
  const [product] = shops.woo.admin.state().products;
  const sold = await shops.woo.admin.sell({ productId: product?.id ?? 0 });
  const orders = await until('the order of the shop', async () => {
    const found = (await second.all('/orders')).filter((order) => !order.isTest);
    return found.length > 0 && found;
  });
  expect(orders.map((order) => order.number)).toEqual([String(sold.orderId)]);
});

it('a process that does not share the files, or the database, says so and ends', async () => {
  const env = {
    DATABASE_URL: withDatabase(inject('databaseServerUrl'), databaseName),
    SPINDLE_ROLE: 'worker',
  };
  const keys = JSON.stringify({ keys: [{ id: 'one', key: Buffer.alloc(32, 1).toString('base64') }] });
  const SPINDLE_PUBLIC_URL = apis[0].url;
  const start = (extra: Record<string, string>) => startProcess({ ...env, ...extra }, join(root, 'stranger'));
  await expect(start({ SPINDLE_PUBLIC_URL, SPINDLE_KEYS: ownKeys })).rejects.toThrow(/need one store/);
  await expect(start({ SPINDLE_PUBLIC_URL, SPINDLE_KEYS: keys })).rejects.toThrow(/need the same keys/);
  await expect(start({ SPINDLE_PUBLIC_URL, DATABASE_URL: '' })).rejects.toThrow(/set DATABASE_URL/);
});

it('each ends cleanly when it is asked to', async () => {
  const alive = workers.filter((worker) => worker.pid !== killedPid);
  expect(await Promise.all([...apis, ...alive].map((one) => one.stop()))).toEqual([0, 0, 0]);
});
