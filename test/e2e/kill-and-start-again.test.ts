import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createClient, freePort, type HubClient, localKey, takeIn, until } from '../support/hub.ts';
import {
  approveAll,
  connectShops,
  finishAdoption,
  hearOfSales,
  inStep,
  listEverywhere,
  type Shops,
  startShops,
} from '../support/shops.ts';

const titles = Array.from({ length: 5 }, (_, index) => `Moth ${String.fromCharCode(65 + index)}`);

let shops: Shops;
let database: TestDatabase;
let root: string;
let port: number;
let child: ChildProcess | null = null;
let hub: HubClient & { patterns: string };

beforeAll(async () => {
  shops = await startShops();
  database = await createTestDatabase();
  root = await mkdtemp(join(tmpdir(), 'spindle-kill-'));
  await mkdir(join(root, 'patterns'));
  port = await freePort();
  await start();
});
afterAll(async () => {
  await kill();
  await shops.close();
  await database.drop();
  await rm(root, { recursive: true, force: true });
});

/** The hub as a seller runs it: a process of its own. */
async function start(): Promise<void> {
  const url = `http://127.0.0.1:${port}`;
  const said: string[] = [];
  const started = spawn(process.execPath, ['src/main.ts'], {
    cwd: join(import.meta.dirname, '../..'),
    env: {
      ...process.env,
      PORT: String(port),
      SPINDLE_HOME: join(root, 'home'),
      DATABASE_URL: database.url,
      SPINDLE_PUBLIC_URL: url,
      SPINDLE_LOG: 'silent',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  started.stdout?.on('data', (text) => said.push(String(text)));
  started.stderr?.on('data', (text) => said.push(String(text)));
  await until('the hub started', async () => {
    if (started.exitCode !== null) throw new Error(`The hub ended: ${said.join('')}`);
    return said.join('').includes('Spindle is running') && (await fetch(`${url}/readyz`)).ok;
  });
  hub = { patterns: join(root, 'patterns'), ...createClient(url, await localKey(join(root, 'home'))) };
}

/** As a power cut does it: nothing is asked, nothing is finished. */
async function kill(): Promise<void> {
  const dying = child;
  child = null;
  if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
  const gone = new Promise((resolve) => dying.once('exit', resolve));
  dying.kill('SIGKILL');
  await gone;
}

it('killed during an intake, it takes everything in after the start, once', async () => {
  const taking = takeIn(hub, titles).catch(() => null);
  await until('some of it was taken in', async () => (await hub.all('/patterns')).length > 0);
  await kill();
  await taking;
  await start();
  const made = await takeIn(hub, titles);
  expect(made.map((one) => one.title)).toEqual(titles);
  expect(await hub.all('/patterns')).toHaveLength(titles.length);
  for (const { patternId } of made) {
    const { items } = await hub.get(`/patterns/${patternId}/releases`);
    const published = items.filter((one: { state: string }) => one.state === 'published');
    expect(published).toHaveLength(1);
    expect(published[0].files).toHaveLength(2);
  }
});

it('killed during an apply, it comes in step without a double', async () => {
  const channels = await connectShops(hub, shops);
  await finishAdoption(hub, channels);
  const offers = await hub.all('/offers');
  await listEverywhere(
    hub,
    channels,
    offers.map((one) => one.id),
  );
  shops.etsy.admin.faults({ latencyMs: 40 });
  await approveAll(hub);
  await until('some steps were taken', () => shops.effects() >= 10);
  await kill();
  await start();
  await until('everything approved, and nothing waits', async () => {
    await approveAll(hub);
    return (await hub.all('/listings')).every((one) => one.status === 'in-step');
  });
  await inStep(hub);
  const { listings } = shops.etsy.admin.state();
  expect(listings.map((one) => one.title).sort()).toEqual(titles);
  for (const one of listings) {
    expect(one).toMatchObject({ type: 'download', state: 'active' });
    expect(new Set(one.files.map((file) => file.name)).size).toBe(2);
    expect(one.files).toHaveLength(2);
  }
  const { products } = shops.woo.admin.state();
  expect(products.map((one) => [one.name, one.downloads.length]).sort()).toEqual(
    titles.map((title) => [title, 2]),
  );
});

it('an order that was accepted before the kill is there afterwards, once', async () => {
  const channels = await hub.all('/channels').catch(async () => (await hub.get('/channels')).items);
  const etsyId = channels.find((one: { kind: string }) => one.kind === 'etsy').id;
  const wooId = channels.find((one: { kind: string }) => one.kind === 'woocommerce').id;
  const secret = await hearOfSales(hub, shops, { etsyId, wooId });
  // Etsy answers nothing for a while: the message is stored, and its order cannot be read before the kill.
  const listing = shops.etsy.admin.state().listings[0];
  const { webhookUrl } = await hub.get(`/channels/${etsyId}`);
  shops.etsy.admin.faults({ rates: { 'cut-before': 1 } });
  const { receiptId } = shops.etsy.admin.sell({ listingId: listing?.listingId ?? 0 });
  const body = JSON.stringify({
    event_type: 'order.paid',
    resource_url: `https://openapi.etsy.com/v3/application/shops/${shops.etsy.shopId}/receipts/${receiptId}`,
    shop_id: shops.etsy.shopId,
  });
  const at = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`own-1.${at}.${body}`).digest('base64');
  const answer = await fetch(webhookUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': 'own-1',
      'webhook-timestamp': at,
      'webhook-signature': `v1,${signature}`,
    },
    body,
  });
  expect([answer.status, await answer.json()]).toEqual([200, { received: 'stored' }]);
  await kill();
  shops.etsy.admin['faults-off']();
  await start();
  const orders = await until('the order', async () => {
    const found = await hub.all('/orders');
    return found.length > 0 && found;
  });
  expect(orders.map((one) => one.number)).toEqual([String(receiptId)]);
  const delivery = await hub.get(`/orders/${orders[0].id}/delivery`);
  expect(delivery.entitlements).toHaveLength(1);
});
