import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import { ConnectorError } from '../../connectors/connector.ts';
import { auditModule } from '../audit/index.ts';
import { studioModule } from '../studio/index.ts';
import { tasksModule } from '../tasks/index.ts';
import { connectChannel } from './connect-channel.ts';
import { disconnectChannel } from './disconnect-channel.ts';
import { channelsModule, noteFailure, noteSuccess, openIo, readShop } from './index.ts';
import { pauseChannel, resumeChannel } from './pause-channel.ts';
import { reconnectChannel } from './reconnect-channel.ts';
import { rotateKey } from './rotate-key.ts';
import { openSecrets } from './secrets.ts';
import { readChannelRow } from './store.ts';
import { startTinyShop } from './testing.ts';
import { updateChannel } from './update-channel.ts';

let shop: Awaited<ReturnType<typeof startTinyShop>>;
let test_: TestHost;

beforeAll(async () => {
  shop = await startTinyShop();
  test_ = await createTestHost({
    modules: [studioModule, auditModule, tasksModule, channelsModule],
    connectors: [shop.connector],
  });
});
afterAll(async () => {
  await test_?.close();
  await shop?.close();
});
beforeEach(() => {
  shop.answers.length = 0;
  shop.requests.length = 0;
  shop.validKey = 'right';
});

const connect = async (key = 'right') => {
  const { channel } = await test_.run(connectChannel, { kind: 'tiny', keys: { key }, baseUrl: shop.url });
  await test_.settle();
  return channel.id;
};
const disconnect = (channelId: string) => test_.run(disconnectChannel, { channelId });
const row = (id: string) => readChannelRow(test_.host.db, id);
const sentences = async (id: string) =>
  (
    await test_.host.db.execute<{ sentence: string }>(
      sql`select sentence from activity where channel_id = ${id} order by at`,
    )
  ).rows.map((r) => r.sentence);

test('a connected shop is read, and nothing is written to it', async () => {
  shop.listings = [
    {
      remoteId: '1',
      url: null,
      state: 'live',
      title: 'One',
      description: '',
      price: null,
      tags: [],
      category: null,
      sku: null,
      images: [],
      files: [],
      isDigital: true,
      facts: {},
    },
  ];
  const id = await connect();
  const channel = await row(id);
  expect(channel).toMatchObject({
    state: 'adopting',
    remoteId: 'shop-1',
    currency: 'EUR',
    settings: { shopId: 'shop-1' },
  });
  expect(shop.requests).toEqual(['GET /shop', 'GET /listings']);
  expect(await sentences(id)).toContain('Tiny was read: 1 listings. Nothing was written.');
  await disconnect(id);
});

test('what a shop no longer carries is gone after the next reading', async () => {
  const id = await connect();
  shop.listings = [];
  await readShop(test_.host, id);
  const { rows } = await test_.host.db.execute<{ state: string }>(
    sql`select state from remote_listing where channel_id = ${id}`,
  );
  expect(rows.map((r) => r.state)).toEqual(['gone']);
  await disconnect(id);
});

test('the same shop cannot be connected twice', async () => {
  const first = await connect();
  const second = await connect();
  const { rows } = await test_.host.db.execute<{ state: string; message: string }>(
    sql`select state, message from task where input->>'channelId' = ${second}`,
  );
  expect(rows[0]).toMatchObject({ state: 'failed' });
  expect(rows[0]?.message).toContain('is connected already');
  expect((await row(second)).state).toBe('reading');
  await disconnect(first);
  await disconnect(second);
});

test('a wrong key pauses the shop with what to do; a new key lets it go on', async () => {
  const id = await connect('wrong');
  expect(await row(id)).toMatchObject({ pauseCause: 'unauthorised', state: 'reading' });
  await expect(openIo(test_.host, id)).rejects.toMatchObject({ kind: 'unauthorised' });
  await expect(test_.run(resumeChannel, { channelId: id })).rejects.toThrow(/Reconnect it with a new one/);
  await test_.run(reconnectChannel, { channelId: id, keys: { key: 'right' } });
  await test_.settle();
  expect(await row(id)).toMatchObject({ pauseCause: null, pausedAt: null, state: 'adopting' });
  await disconnect(id);
});

test('keys are sealed in the database, absent from the audit row, and deleted on disconnect', async () => {
  const id = await connect();
  const dump = async () =>
    JSON.stringify(
      (await test_.host.db.execute(sql`select encode(secrets, 'escape') as s from channel where id = ${id}`))
        .rows,
    ) +
    JSON.stringify((await test_.host.db.execute(sql`select input from audit`)).rows) +
    JSON.stringify((await test_.host.db.execute(sql`select data from pgboss.job`)).rows);
  expect(await dump()).not.toContain('right');
  expect(await openSecrets(test_.host, id)).toEqual({ key: 'right' });
  await disconnect(id);
  expect(await openSecrets(test_.host, id)).toEqual({});
  await expect(openIo(test_.host, id)).rejects.toThrow(/disconnected/);
});

test('after rotating the key the secrets still open, with the new key alone', async () => {
  const id = await connect();
  const { resealed } = await test_.run(rotateKey, {});
  expect(resealed).toBeGreaterThan(0);
  test_.host.ports.keyRing.keys.splice(1);
  expect(await openSecrets(test_.host, id)).toEqual({ key: 'right' });
  await disconnect(id);
});

test('asked to wait, no call leaves until the time has come', async () => {
  const id = await connect();
  shop.answers.push(429);
  const { io, connector } = await openIo(test_.host, id);
  await expect(connector.identify(io)).rejects.toMatchObject({ kind: 'rate-limited' });
  const before = shop.requests.length;
  const refused = await connector.identify(io).catch((error: ConnectorError) => error);
  expect(refused).toMatchObject({ kind: 'rate-limited' });
  expect((refused as ConnectorError).retryAfterMs).toBeGreaterThan(5000);
  expect((refused as ConnectorError).retryAfterMs).toBeLessThanOrEqual(7000);
  expect(shop.requests.length).toBe(before);
  await disconnect(id);
});

/** A port that nobody listens on. */
const closedAddress = async (): Promise<string> => {
  const gone = await startTinyShop();
  await gone.close();
  return gone.url;
};

test('a broken read is transient, a broken write is ambiguous, a refused connection carried nothing', async () => {
  const id = await connect();
  const { io } = await openIo(test_.host, id);
  shop.answers.push('cut', 'cut', 'cut', 'cut');
  await expect(io.fetch(`${shop.url}/listings`)).rejects.toMatchObject({ kind: 'transient' });
  await expect(io.fetch(`${shop.url}/listings`, { method: 'POST', body: '{}' })).rejects.toMatchObject({
    kind: 'ambiguous',
  });
  await expect(io.fetch(`${await closedAddress()}/x`, { method: 'POST', body: '{}' })).rejects.toMatchObject({
    kind: 'transient',
  });
  await disconnect(id);
});

test('a read that the shop stumbles over is asked again, each time at an address of its own', async () => {
  const id = await connect();
  const { io } = await openIo(test_.host, id);
  shop.answers.push('cut', 502);
  const before = shop.requests.length;
  let nonce = 0;
  const { status } = await io.fetch(() => `${shop.url}/listings?nonce=${++nonce}`);
  expect(status).toBe(401);
  expect(shop.requests.slice(before)).toEqual([1, 2, 3].map((n) => `GET /listings?nonce=${n}`));
  await disconnect(id);
});

test('the fence stops a call before it leaves', async () => {
  const id = await connect();
  const before = shop.requests.length;
  const { io, connector } = await openIo(test_.host, id, {
    beforeCall: async () => {
      throw new Error('lease lost');
    },
  });
  await expect(connector.identify(io)).rejects.toThrow('lease lost');
  expect(shop.requests.length).toBe(before);
  await disconnect(id);
});

test('five failures in a row open the breaker, a success closes it', async () => {
  const id = await connect();
  const failure = () => new ConnectorError('transient', 'Tiny is not well.');
  for (let i = 0; i < 4; i++) await noteFailure(test_.host, id, failure());
  await expect(openIo(test_.host, id)).resolves.toBeDefined();
  await noteFailure(test_.host, id, failure());
  await expect(openIo(test_.host, id)).rejects.toMatchObject({ kind: 'transient' });
  await noteSuccess(test_.host, id);
  await expect(openIo(test_.host, id)).resolves.toBeDefined();
  await disconnect(id);
});

test('the seller’s rules are checked, versioned and kept', async () => {
  const id = await connect();
  const changed = await test_.run(updateChannel, {
    channelId: id,
    expectedVersion: 1,
    ownership: { title: 'shop' },
  });
  expect(changed).toMatchObject({ version: 2, ownership: { title: 'shop' } });
  await expect(
    test_.run(updateChannel, { channelId: id, expectedVersion: 1, name: 'Other' }),
  ).rejects.toMatchObject({ code: 'stale' });
  await expect(
    test_.run(updateChannel, { channelId: id, ownership: { colour: 'hub' } as never }),
  ).rejects.toMatchObject({ code: 'invalid' });
  await test_.run(pauseChannel, { channelId: id });
  expect(await row(id)).toMatchObject({ pauseCause: 'seller' });
  await test_.run(resumeChannel, { channelId: id });
  expect(await row(id)).toMatchObject({ pausedAt: null });
  await disconnect(id);
});

test.each(['shop.example', 'ftp://shop.example', 'https://me:secret@shop.example'])(
  '%s is no address of a shop',
  async (siteUrl) => {
    const refused = await test_
      .run(connectChannel, { kind: 'tiny', keys: { key: 'right' }, settings: { siteUrl } })
      .catch((error: Error) => error);
    expect(String(refused)).toMatch(/is no address of a shop/);
    expect(String(refused)).not.toContain('secret');
  },
);

test('an unknown kind and a missing field are refused with what is known and what is missing', async () => {
  await expect(test_.run(connectChannel, { kind: 'bazaar', keys: {} })).rejects.toThrow(/It knows: tiny/);
  await expect(test_.run(connectChannel, { kind: 'tiny', keys: {}, baseUrl: shop.url })).rejects.toThrow(
    /needs the key/,
  );
  await expect(test_.run(connectChannel, { kind: 'tiny', keys: { key: 'right' } })).rejects.toThrow(
    /address of your shop/,
  );
});
