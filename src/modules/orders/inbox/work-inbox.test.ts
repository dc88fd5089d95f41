import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../../test/support/host.ts';
import { makeChannel, makePattern, remoteOrder } from '../../../../test/support/sales.ts';
import { ConnectorError, type RemoteOrder } from '../../../connectors/connector.ts';
import { connectors } from '../../../connectors/registry.ts';
import { channel, sale, webhookDelivery } from '../../../db/tables/index.ts';
import { newId } from '../../../kit/ids.ts';
import { receiveWebhook } from './receive-webhook.ts';
import { insertDeliveries, notifyInbox } from './store.ts';
import { createInboxLoop, inboxLoop, workInbox } from './work-inbox.ts';

let test: TestHost;
let shop: string;
/** What the shop answers when it is asked for an order. */
let answer: () => Promise<RemoteOrder | null>;

beforeAll(async () => {
  const [first] = connectors;
  if (!first) throw new Error('No connector is registered');
  // a shop with thin webhooks: they only name the order
  const thin = {
    ...first,
    id: 'thin',
    webhooks: {
      verify: (request: { rawBody: Uint8Array }) => ({
        kind: 'accepted' as const,
        deliveryId: Buffer.from(request.rawBody).toString(),
        topic: 'order.paid',
      }),
      interpret: (_topic: string, rawBody: Uint8Array) => [
        { kind: 'order-changed' as const, remoteId: Buffer.from(rawBody).toString() },
      ],
    },
    order: () => answer(),
  };
  test = await createTestHost({ connectors: [thin, ...connectors], jobs: false });
  shop = await makeChannel(test, 'thin', { webhookSecret: 'x', secrets: { accessToken: 'x' } });
});
afterAll(() => test.close());

const receive = (id: string) => receiveWebhook(test.host, shop, { headers: {}, rawBody: Buffer.from(id) });
const stored = async (id: string) =>
  (await test.host.db.select().from(webhookDelivery)).find((row) => row.deliveryId === id);
const makeDue = () => test.host.db.update(webhookDelivery).set({ dueAt: new Date(0) });

describe('the inbox', () => {
  it('keeps a webhook that cannot be worked now, with its error, and works it later', async () => {
    const pattern = await makePattern(test, 'Diana Top');
    answer = async () => {
      throw new ConnectorError('transient', 'The shop does not answer.');
    };
    await receive('77');
    await workInbox(test.host);
    const waiting = await stored('77');
    expect(waiting).toMatchObject({ processedAt: null, attempts: 1, error: 'The shop does not answer.' });
    expect(waiting?.dueAt.getTime()).toBeGreaterThan(Date.now());
    expect(await workInbox(test.host)).toBe(0);
    answer = async () => remoteOrder({ remoteId: '77', sku: pattern.sku });
    await makeDue();
    await test.host.db.update(channel).set({ breakerOpenUntil: null });
    await workInbox(test.host);
    expect((await stored('77'))?.processedAt).not.toBeNull();
    expect((await test.host.db.select().from(sale)).map((row) => row.remoteId)).toEqual(['77']);
  });

  it('closes what the shop refuses for good, with the reason', async () => {
    answer = async () => {
      throw new ConnectorError('rejected', 'The shop has no such order.');
    };
    await receive('78');
    await workInbox(test.host);
    expect(await stored('78')).toMatchObject({ error: 'The shop has no such order.' });
    expect((await stored('78'))?.processedAt).not.toBeNull();
  });

  it('gives back what a dead worker had taken', async () => {
    answer = async () => remoteOrder({ remoteId: '79' });
    await receive('79');
    const { claimDeliveries } = await import('./store.ts');
    expect(await claimDeliveries(test.host.db, 10, 60_000)).toHaveLength(1);
    expect(await workInbox(test.host)).toBe(0);
    await makeDue();
    expect(await workInbox(test.host)).toBe(1);
    expect((await stored('79'))?.processedAt).not.toBeNull();
  });

  it('is worked by the loop, which stops when it is told to', async () => {
    answer = async () => remoteOrder({ remoteId: '80' });
    const loop = await inboxLoop.start(test.host);
    await receive('80');
    while (!(await stored('80'))?.processedAt) await new Promise((resolve) => setTimeout(resolve, 20));
    await loop.stop();
    await receive('81');
    expect((await stored('81'))?.processedAt).toBeNull();
  });

  const never = 2_000_000_000;
  /** As another process stores it: nobody here is told. */
  const storeElsewhere = async (id: string) => {
    const [row] = await test.host.db.select().from(channel);
    await insertDeliveries(test.host.db, [
      {
        ...{ id: newId(), channelId: shop, deliveryId: id, topic: 'order.paid' },
        ...{ body: Buffer.from(id), sealedSecret: row?.webhookSecret as Buffer },
      },
    ]);
  };
  const worked = async (id: string) => {
    while (!(await stored(id))?.processedAt) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('hears of what another process stored', async () => {
    answer = async () => remoteOrder({ remoteId: '82' });
    await workInbox(test.host);
    const loop = await createInboxLoop(never).start(test.host);
    await storeElsewhere('82');
    await notifyInbox(test.host.db);
    await worked('82');
    await loop.stop();
  });

  it('finds by itself what nobody told of, and what comes due', async () => {
    answer = async () => remoteOrder({ remoteId: '83' });
    const looking = await createInboxLoop(50).start(test.host);
    await storeElsewhere('83');
    await worked('83');
    await looking.stop();
    answer = async () => remoteOrder({ remoteId: '84' });
    await storeElsewhere('84');
    await test.host.db
      .update(webhookDelivery)
      .set({ dueAt: new Date(Date.now() + 400) })
      .where(eq(webhookDelivery.deliveryId, '84'));
    const waiting = await createInboxLoop(never).start(test.host);
    await worked('84');
    await waiting.stop();
  });
});
