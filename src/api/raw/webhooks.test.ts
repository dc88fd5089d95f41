import { createHmac, randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import { type MadePattern, makeChannel, makePattern } from '../../../test/support/sales.ts';
import { channel, entitlement, sale, webhookDelivery } from '../../db/tables/index.ts';
import { seal } from '../../kit/crypto.ts';
import { workInbox } from '../../modules/orders/index.ts';
import { modules } from '../../modules.ts';
import { createApp } from '../app.ts';

const secret = 'a webhook secret';
let test: TestHost;
let app: FastifyInstance;
let url: string;
let shop: string;
let pattern: MadePattern;

beforeAll(async () => {
  test = await createTestHost({ jobs: false });
  app = await createApp(test.host, { modules });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  shop = await makeChannel(test, 'woocommerce', { webhookSecret: secret });
  pattern = await makePattern(test, 'Bella Dress');
});
afterAll(async () => {
  await app.close();
  await test.close();
});

const wooOrder = (id: number, status = 'completed') => ({
  id,
  number: String(id),
  status,
  currency: 'EUR',
  date_created_gmt: '2026-05-01T10:00:00',
  date_modified_gmt: '2026-05-01T10:00:05',
  total: '12.00',
  customer_id: 0,
  billing: { first_name: 'Ada', last_name: 'Buyer', email: `ada${id}@example.test`, country: 'DE' },
  line_items: [
    {
      id: 1,
      name: 'Bella Dress',
      product_id: 0,
      sku: pattern.sku,
      quantity: 1,
      total: '12.00',
      total_tax: '0.00',
    },
  ],
  refunds: [],
});

const send = (body: string | Buffer, headers: Record<string, string> = {}, channelId = shop) =>
  fetch(`${url}/hooks/${channelId}`, { method: 'POST', body: body as string, headers });

const sign = (body: string | Buffer, key = secret) => ({
  'content-type': 'application/json',
  'x-wc-webhook-topic': 'order.updated',
  'x-wc-webhook-signature': createHmac('sha256', key).update(body).digest('base64'),
});

let etsy: string | null = null;

/** A notice whose identifier the shop chooses. */
async function sendEtsy(id: string): Promise<Response> {
  etsy ??= await makeChannel(test, 'etsy', { webhookSecret: Buffer.from(secret).toString('base64') });
  const body = JSON.stringify({ event_type: 'order.paid', resource_url: 'https://x.example/receipts/1' });
  const at = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`${id}.${at}.${body}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` };
  return send(body, { 'content-type': 'application/json', ...headers }, etsy);
}

const deliveries = () => test.host.db.select().from(webhookDelivery);
const ordersOf = async (remoteId: number) =>
  (await test.host.db.select().from(sale)).filter((row) => row.remoteId === String(remoteId));

describe('POST /hooks/:channelId', () => {
  it('stores a signed webhook before it answers, and works it afterwards', async () => {
    const body = JSON.stringify(wooOrder(501));
    const answer = await send(body, sign(body));
    expect(answer.status).toBe(200);
    expect(await ordersOf(501)).toHaveLength(0);
    const stored = (await deliveries()).at(-1);
    expect(stored?.body.toString()).toBe(body);
    await workInbox(test.host);
    expect(await ordersOf(501)).toHaveLength(1);
    expect((await test.host.db.select().from(entitlement)).length).toBeGreaterThan(0);
  });

  it('makes one order of ten equal webhooks at once, and of a replay later', async () => {
    const body = JSON.stringify(wooOrder(502));
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(body, sign(body))));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    while ((await workInbox(test.host)) > 0);
    await send(body, sign(body));
    while ((await workInbox(test.host)) > 0);
    expect(await ordersOf(502)).toHaveLength(1);
    expect((await deliveries()).filter((row) => row.body.toString() === body)).toHaveLength(1);
  });

  it('answers the shop’s unsigned first call', async () => {
    const answer = await send('webhook_id=7', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ received: 'ping' });
  });

  it('refuses a wrong signature, a changed body and no signature with 401, and stores nothing', async () => {
    const before = (await deliveries()).length;
    const body = JSON.stringify(wooOrder(503));
    const wrong = await send(body, sign(body, 'another secret'));
    const changed = await send(body.replace('12.00', '0.01'), sign(body));
    const bare = await send(body, { 'content-type': 'application/json' });
    expect([wrong.status, changed.status, bare.status]).toEqual([401, 401, 401]);
    expect(wrong.headers.get('content-type')).toContain('application/problem+json');
    expect(((await wrong.json()) as { detail: string }).detail).toContain('signature');
    expect(await deliveries()).toHaveLength(before);
  });

  it('answers 404 for an unknown shop and 413 for too much', async () => {
    expect((await send('{}', sign('{}'), 'nonsense')).status).toBe(404);
    expect((await send('{}', sign('{}'), '0197b7a0-0000-7000-8000-000000000000')).status).toBe(404);
    const large = randomBytes(3 * 1024 * 1024);
    expect((await send(large, sign(large))).status).toBe(413);
  });

  it('keeps malformed but signed content without breaking', async () => {
    const body = '{"id": 9, "line_items": [';
    expect((await send(body, sign(body))).status).toBe(200);
    await workInbox(test.host);
    const kept = (await deliveries()).find((row) => row.body.toString() === body);
    expect(kept?.processedAt).not.toBeNull();
    const odd = JSON.stringify({ ...wooOrder(504), line_items: [{ id: 1 }] });
    await send(odd, sign(odd));
    await workInbox(test.host);
    const row = (await deliveries()).find((one) => one.body.toString() === odd);
    expect(row?.error ?? row?.processedAt).toBeTruthy();
  });

  it('follows a secret that another process sets anew or a shop that is disconnected, at the next call', async () => {
    const channelId = await makeChannel(test, 'woocommerce', { webhookSecret: secret });
    const body = (id: number) => JSON.stringify(wooOrder(id));
    const status = async (id: number, key: string) =>
      (await send(body(id), sign(body(id), key), channelId)).status;
    expect(await status(601, secret)).toBe(200);
    const other = 'set by another process';
    await test.host.db
      .update(channel)
      .set({ webhookSecret: seal(test.host.ports.keyRing, other, `webhook:${channelId}`) })
      .where(eq(channel.id, channelId));
    expect([await status(602, secret), await status(603, other)]).toEqual([401, 200]);
    await test.host.db.update(channel).set({ state: 'disconnected' }).where(eq(channel.id, channelId));
    expect(await status(604, other)).toBe(404);
    const kept = (await deliveries()).filter((row) => row.channelId === channelId);
    expect(kept.map((row) => JSON.parse(row.body.toString()).id).sort()).toEqual([601, 603]);
  });

  it('answers each of many at once for itself: new, replayed, and one that cannot be stored', async () => {
    const before = (await deliveries()).length;
    const bodies = Array.from({ length: 200 }, (_, index) => JSON.stringify(wooOrder(700 + (index % 100))));
    const answers = await Promise.all([
      ...bodies.map((body) => send(body, sign(body))),
      // an identifier of a length that no index takes: its neighbours must not suffer for it
      sendEtsy(randomBytes(6000).toString('hex')),
      sendEtsy('fits'),
    ]);
    expect(answers.slice(0, 200).every((answer) => answer.status === 200)).toBe(true);
    expect(answers.slice(200).map((answer) => answer.status >= 400)).toEqual([true, false]);
    const said = await Promise.all(answers.slice(0, 200).map((answer) => answer.json()));
    expect(said.filter((one) => (one as { received: string }).received === 'stored')).toHaveLength(100);
    expect(await deliveries()).toHaveLength(before + 101);
  });

  it('answers 503 when it cannot be stored, and takes the same one afterwards', async () => {
    const body = JSON.stringify(wooOrder(801));
    await test.host.db.execute(sql`alter table webhook_delivery rename to webhook_delivery_away`);
    const failed = await send(body, sign(body)).finally(() =>
      test.host.db.execute(sql`alter table webhook_delivery_away rename to webhook_delivery`),
    );
    expect(failed.status).toBeGreaterThanOrEqual(500);
    const answer = await send(body, sign(body));
    expect([answer.status, await answer.json()]).toEqual([200, { received: 'stored' }]);
  });

  it('stops listening to an address that guesses, not to the shops behind others', async () => {
    const own = await createApp(test.host, { modules, publicUrl: 'https://hub.example' });
    const body = JSON.stringify(wooOrder(901));
    const from = (remoteAddress: string, key: string) =>
      own.inject({
        method: 'POST',
        url: `/hooks/${shop}`,
        payload: body,
        headers: sign(body, key),
        remoteAddress,
      });
    const guesses = await Promise.all(Array.from({ length: 620 }, () => from('203.0.113.9', 'a guess')));
    expect(guesses.filter((answer) => answer.statusCode === 401).length).toBeGreaterThanOrEqual(600);
    const after = await from('203.0.113.9', 'a guess');
    expect([after.statusCode, Number(after.headers['retry-after']) > 0]).toEqual([429, true]);
    expect((await from('203.0.113.10', secret)).statusCode).toBe(200);
    await own.close();
  });
});
