import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { actor, createTestHost, type TestHost } from '../../../test/support/host.ts';
import { type Connector, ConnectorError } from '../../connectors/connector.ts';
import { newId } from '../../kit/ids.ts';
import { auditModule } from '../audit/index.ts';
import { studioModule } from '../studio/index.ts';
import { tasksModule } from '../tasks/index.ts';
import { connectChannel } from './connect-channel.ts';
import { disconnectChannel } from './disconnect-channel.ts';
import { getChannel } from './get-channel.ts';
import { channelsModule, noteFailure, openIo } from './index.ts';
import { pauseChannel, resumeChannel } from './pause-channel.ts';
import { reconnectChannel } from './reconnect-channel.ts';
import { readChannelRow } from './store.ts';
import { startTinyShop } from './testing.ts';

let shop: Awaited<ReturnType<typeof startTinyShop>>;
let test_: TestHost;
let renewals = 0;
beforeAll(async () => {
  shop = await startTinyShop();
  const renewing: Connector = {
    ...shop.connector,
    id: 'renewing',
    auth: {
      kind: 'oauth2',
      fields: [],
      scopes: [],
      authorizeUrl: () => 'https://example.com',
      exchangeCode: async () => ({}),
      refresh: async () => {
        renewals += 1;
        return { key: `key ${renewals}` };
      },
      expiresAt: () => null,
    },
  };
  test_ = await createTestHost({
    modules: [studioModule, auditModule, tasksModule, channelsModule],
    connectors: [shop.connector, renewing],
  });
});
afterAll(async () => {
  await test_?.close();
  await shop?.close();
});
afterEach(async () => {
  shop.shopId = 'shop-1';
  shop.validKey = 'right';
  for (const { id } of (
    await test_.host.db.execute<{ id: string }>(sql`select id from channel where state <> 'disconnected'`)
  ).rows)
    await test_.run(disconnectChannel, { channelId: id });
});

const row = (id: string) => readChannelRow(test_.host.db, id);
const connect = async (kind = 'tiny') => {
  const { channel } = await test_.run(connectChannel, { kind, keys: { key: 'right' }, baseUrl: shop.url });
  await test_.settle();
  await test_.host.db.execute(
    sql`update channel set state = 'active', adopted_at = now() where id = ${channel.id}`,
  );
  return channel.id;
};
const refused = async (id: string) => {
  const { io, connector } = await openIo(test_.host, id);
  return () => connector.identify(io).catch((error: ConnectorError) => error) as Promise<ConnectorError>;
};

test('the key of another shop is refused before anything could be written there', async () => {
  const id = await connect();
  shop.shopId = 'shop-2';
  await test_.run(reconnectChannel, { channelId: id, keys: { key: 'right' } });
  expect((await row(id)).state).toBe('reading');
  await test_.settle();
  expect(await row(id)).toMatchObject({ state: 'reading', remoteId: 'shop-1', pauseCause: 'unauthorised' });
  expect((await row(id)).pauseReason).toMatch(/another shop/);
  shop.shopId = 'shop-1';
  await test_.run(reconnectChannel, { channelId: id, keys: { key: 'right' } });
  await test_.settle();
  expect(await row(id)).toMatchObject({ state: 'active', pausedAt: null });
});

test('after a disconnect the shop is adopted anew, and a second channel of it is refused in words', async () => {
  const id = await connect();
  await test_.run(disconnectChannel, { channelId: id });
  const other = await connect();
  await expect(test_.run(reconnectChannel, { channelId: id, keys: { key: 'right' } })).rejects.toThrow(
    /connected already/,
  );
  await test_.run(disconnectChannel, { channelId: other });
  await test_.run(reconnectChannel, { channelId: id, keys: { key: 'right' } });
  await test_.settle();
  expect((await row(id)).state).toBe('adopting');
});

test('a shop that the seller paused stays paused with a new key', async () => {
  const id = await connect();
  await test_.run(pauseChannel, { channelId: id });
  await test_.run(reconnectChannel, { channelId: id, keys: { key: 'right' } });
  await test_.settle();
  expect(await row(id)).toMatchObject({ state: 'active', pauseCause: 'seller' });
});

test('a refused key and the seller’s own pause end apart', async () => {
  const id = await connect();
  await test_.run(pauseChannel, { channelId: id });
  shop.validKey = 'new';
  const call = await refused(id);
  await noteFailure(test_.host, id, await call());
  const both = await test_.run(getChannel, { channelId: id });
  expect(both).toMatchObject({ pauseCause: 'unauthorised', health: 'needs-you' });
  expect(both.sentence).toMatch(/until you reconnect .*\. It is also paused by Test/);
  await test_.run(reconnectChannel, { channelId: id, keys: { key: 'new' } });
  await test_.settle();
  expect(await row(id)).toMatchObject({ state: 'active', pauseCause: 'seller' });
  expect((await test_.run(resumeChannel, { channelId: id })).pausedAt).toBe(null);
});

test('a resumed shop whose key is refused writes only with a new key', async () => {
  const id = await connect();
  await test_.run(pauseChannel, { channelId: id });
  shop.validKey = 'new';
  const call = await refused(id);
  await noteFailure(test_.host, id, await call());
  expect(await test_.run(resumeChannel, { channelId: id })).toMatchObject({
    pauseCause: 'unauthorised',
    sellerPausedAt: null,
  });
  await expect(test_.run(resumeChannel, { channelId: id })).rejects.toMatchObject({ code: 'conflict' });
  await test_.run(reconnectChannel, { channelId: id, keys: { key: 'new' } });
  await test_.settle();
  expect(await row(id)).toMatchObject({ state: 'active', pausedAt: null });
});

test('a call that went out with the old key does not stop the new one', async () => {
  const id = await connect();
  const call = await refused(id);
  shop.validKey = 'new';
  await test_.run(reconnectChannel, { channelId: id, keys: { key: 'new' } });
  await test_.settle();
  expect(await noteFailure(test_.host, id, await call())).toMatchObject({ kind: 'transient' });
  expect((await row(id)).pausedAt).toBe(null);
});

test('many calls refused at once renew the token once and pause nothing', async () => {
  const id = newId();
  const designer = await test_.host.db.execute<{ id: string }>(sql`select id from designer limit 1`);
  await test_.host.db.execute(sql`insert into channel (id, designer_id, kind, name, base_url, state)
    values (${id}, ${designer.rows[0]?.id}, 'renewing', 'Renewing', ${shop.url}, 'active')`);
  shop.validKey = 'never';
  const calls = [await refused(id), await refused(id), await refused(id)];
  for (const call of calls)
    expect(await noteFailure(test_.host, id, await call())).toMatchObject({ kind: 'transient' });
  expect(renewals).toBe(1);
  expect((await row(id)).pausedAt).toBe(null);
  // The renewed one is refused as well: now it is the seller's turn.
  const again = await refused(id);
  expect(await noteFailure(test_.host, id, await again())).toMatchObject({ kind: 'unauthorised' });
  expect((await row(id)).pauseCause).toBe('unauthorised');
});

test('failures while the breaker is open do not keep it open', async () => {
  const id = await connect();
  for (let count = 0; count < 12; count += 1)
    await noteFailure(test_.host, id, new ConnectorError('transient', 'No answer.'));
  expect((await row(id)).breakerFailures).toBe(5);
});

test('an actor of one designer connects shops for that one only', async () => {
  const other = newId();
  await test_.host.db.execute(
    sql`insert into designer (id, studio_id, name, slug) select ${other}, id, 'Other', 'other' from studio`,
  );
  const first = await test_.host.db.execute<{ id: string }>(
    sql`select id from designer where id <> ${other} limit 1`,
  );
  const one = actor(['*'], first.rows[0]?.id ?? '');
  const input = { kind: 'tiny', keys: { key: 'right' }, baseUrl: shop.url, designerId: other };
  await expect(test_.run(connectChannel, input, one)).rejects.toThrow(/designer/);
});
