import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  type Answer,
  type Json,
  type Made,
  startTestHub,
  type TestHub,
  takeIn,
  until,
} from '../support/hub.ts';
import {
  approveAll,
  type Channels,
  connectShops,
  finishAdoption,
  hearOfSales,
  inStep,
  listEverywhere,
  type Shops,
  startShops,
  wooFields,
} from '../support/shops.ts';

let hub: TestHub;
let shops: Shops;
let channels: Channels;
let wren: Made;
let secret: string;
beforeAll(async () => {
  [hub, shops] = await Promise.all([startTestHub(), startShops()]);
  [wren] = (await takeIn(hub, ['Wren'])) as [Made];
  channels = await connectShops(hub, shops);
  await finishAdoption(hub, channels);
  await listEverywhere(hub, channels, [wren.offerId]);
  await approveAll(hub);
  await inStep(hub);
  secret = await hearOfSales(hub, shops, channels);
});
afterAll(async () => {
  await hub.close();
  await shops.close();
});
afterEach(async () => {
  expect((await hub.call('GET', '/healthz')).body).toEqual({ status: 'ok' });
});

/** Status and code, with a sentence for people and a number to ask by. */
function problemOf(answer: Answer): [number, string] {
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body.detail).toMatch(/^[A-Z“].+\.$/);
  expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
  expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\bat \w+ \(|select .* from/i);
  return [answer.status, answer.body.code];
}

it('a request that is wrong gets a problem with a sentence, and changes nothing', async () => {
  const rows = async () =>
    (await hub.pool.query('select (select count(*) from pattern) p, (select count(*) from channel) c')).rows;
  const before = await rows();
  const post = (path: string, body: unknown, more = {}) => hub.call('POST', path, { body, ...more });
  expect(problemOf(await post('/api/patterns', '{"title": "Half'))).toEqual([400, 'malformed']);
  expect(problemOf(await post('/api/patterns', '[1,2'))).toEqual([400, 'malformed']);
  expect(problemOf(await post('/api/patterns', { title: 5 }))).toEqual([422, 'invalid']);
  expect(
    problemOf(await post('/api/patterns', 'title=Wren', { headers: { 'content-type': 'text/plain' } })),
  ).toEqual([400, 'malformed']);
  const typo = await post('/api/patterns', { title: 'A', craft: 'sewing', price: 9 });
  expect([typo.status, typo.body.fields]).toMatchObject([422, [{ path: '/price' }]]);
  expect(problemOf(await hub.call('GET', '/api/no-such-thing'))).toEqual([404, 'not-found']);
  expect(problemOf(await hub.call('GET', '/api/patterns/not-an-id'))[0]).toBeGreaterThanOrEqual(404);
  const large = JSON.stringify({ title: 'x'.repeat(5 * 1024 * 1024) });
  expect(problemOf(await post('/api/patterns', large))).toEqual([413, 'too-large']);
  expect(problemOf(await post('/api/patterns', { title: 'A' }, { key: null }))[0]).toBe(401);
  expect(problemOf(await post('/api/patterns', { title: 'A' }, { key: 'spk_nonsense' }))[0]).toBe(401);
  expect(await rows()).toEqual(before);
});

const hook = async (channelId: string): Promise<string> =>
  new URL((await hub.get(`/channels/${channelId}`)).webhookUrl).pathname;
const deliveries = async (): Promise<number> =>
  (await hub.pool.query('select count(*)::int as n from webhook_delivery')).rows[0].n;

it('a webhook without the right signature is refused and not stored', async () => {
  const before = await deliveries();
  const body = JSON.stringify({ event_type: 'order.paid', resource_url: '/receipts/1', shop_id: 1 });
  const headers = {
    'webhook-id': 'forged',
    'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
    'webhook-signature': `v1,${createHmac('sha256', 'guess').update(body).digest('base64')}`,
  };
  const path = await hook(channels.etsyId);
  const forged = await hub.call('POST', path, { body, headers, key: null });
  expect([forged.status, forged.body.detail]).toEqual([
    401,
    'This webhook was refused: The signature does not fit the body.',
  ]);
  const bare = await hub.call('POST', path, { body, key: null });
  expect([bare.status, bare.body.detail]).toEqual([
    401,
    'This webhook was refused: The signature headers are missing.',
  ]);
  const old = await hub.call('POST', path, {
    body,
    headers: { ...headers, 'webhook-timestamp': '1700000000' },
    key: null,
  });
  expect([old.status, old.body.detail]).toEqual([
    401,
    'This webhook was refused: The notice is too old, or one of the clocks is wrong.',
  ]);
  const onWoo = await hub.call('POST', await hook(channels.wooId), {
    body: '{"id": 1}',
    headers: { 'x-wc-webhook-topic': 'order.created', 'x-wc-webhook-signature': 'AAAA' },
    key: null,
  });
  expect(onWoo.status).toBe(401);
  const nobody = await hub.call('POST', '/hooks/01900000-0000-7000-8000-000000000000', { body, key: null });
  expect([nobody.status, nobody.body.detail]).toEqual([404, 'There is no shop at this address.']);
  const large = await hub.call('POST', path, { body: 'x'.repeat(3 * 1024 * 1024), headers, key: null });
  expect(problemOf(large)).toEqual([413, 'too-large']);
  expect(await deliveries()).toBe(before);
  expect(await hub.all('/orders')).toEqual([]);
});

it('a replayed webhook is one order', async () => {
  const listings = await hub.all('/listings');
  const listingId = Number(listings.find((one) => one.channelId === channels.etsyId).remoteId);
  const { receiptId } = shops.etsy.admin.sell({ listingId });
  await until('the order', async () => (await hub.all('/orders')).length === 1);
  const before = await deliveries();
  const sent = shops.etsy.admin.state().deliveries[0];
  shops.etsy.admin.repeat({ deliveryId: sent?.id ?? '' });
  await shops.etsy.admin.flush();
  const body = JSON.stringify({
    event_type: 'order.paid',
    resource_url: `/v3/application/shops/${shops.etsy.shopId}/receipts/${receiptId}`,
    shop_id: shops.etsy.shopId,
  });
  const at = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const headers = {
    'webhook-id': 'copied-by-somebody',
    'webhook-timestamp': at,
    'webhook-signature': `v1,${createHmac('sha256', key).update(`copied-by-somebody.${at}.${body}`).digest('base64')}`,
  };
  const path = await hook(channels.etsyId);
  const answers = [];
  for (let turn = 0; turn < 3; turn++)
    answers.push((await hub.call('POST', path, { body, headers, key: null })).body.received);
  expect(answers).toEqual(['stored', 'replayed', 'replayed']);
  await until('every message worked', async () => {
    const open = await hub.pool.query('select 1 from webhook_delivery where processed_at is null');
    return open.rows.length === 0;
  });
  expect(await deliveries()).toBe(before + 1);
  const orders = await hub.all('/orders');
  expect(orders.map((one) => one.number)).toEqual([String(receiptId)]);
  expect((await hub.get(`/orders/${orders[0].id}/delivery`)).entitlements).toHaveLength(1);
});

it('a wrong key at connecting is said at once, and nothing of the shop is there', async () => {
  const keys = { consumerKey: `ck_${'0'.repeat(40)}`, consumerSecret: `cs_${'0'.repeat(40)}` };
  const settings = { siteUrl: `${shops.woo.url}` };
  const none = await hub.call('POST', '/api/channels', { body: { kind: 'woocommerce', keys: {}, settings } });
  expect(problemOf(none)).toEqual([422, 'invalid']);
  const { channel, taskId } = await hub.send('POST', '/channels', {
    kind: 'woocommerce',
    name: 'Wrong key',
    keys,
    settings,
  });
  const task: Json = await until('the reading failed', async () => {
    const now = await hub.get(`/tasks/${taskId}`);
    return !['waiting', 'running', 'queued'].includes(now.state) && now;
  });
  expect(task.state).toBe('failed');
  expect(JSON.stringify(task)).toMatch(/key/i);
  const now = await hub.get(`/channels/${channel.id}`);
  expect(now).toMatchObject({ pauseCause: 'unauthorised', health: 'needs-you' });
  expect(now.sentence).toMatch(/\.$/);
  await hub.send('POST', `/channels/${channel.id}/disconnect`, {});
});

it('a key that is revoked while it runs pauses the shop with a sentence; a new one ends the work', async () => {
  const [product] = shops.woo.admin.state().products;
  shops.woo.admin.revoke({ consumerKey: shops.woo.credentials.consumerKey });
  await hub.send('PATCH', `/offers/${wren.offerId}`, { priceMinor: 990 });
  const paused: Json = await until('the shop paused', async () => {
    const now = await hub.get(`/channels/${channels.wooId}`);
    return now.pauseCause === 'unauthorised' && now;
  });
  expect(paused.pauseReason).toMatch(/Nothing is written until you reconnect/);
  expect(paused.health).toBe('needs-you');
  const etsy = await until('the other shop goes on', async () =>
    shops.etsy.admin.state().listings.find((one) => one.priceMinor === 990),
  );
  expect(etsy.state).toBe('active');
  expect(wooFields(shops, product?.id ?? 0).regularPrice).toBe('9.00');

  const { consumerKey, consumerSecret } = shops.woo.admin.key({});
  await hub.send('POST', `/channels/${channels.wooId}/reconnect`, { keys: { consumerKey, consumerSecret } });
  await until('the price arrived', () => wooFields(shops, product?.id ?? 0).regularPrice === '9.90');
  await inStep(hub);
});
