import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../../test/support/host.ts';
import { makeChannel } from '../../../../test/support/sales.ts';
import { channel, webhookDelivery } from '../../../db/tables/index.ts';
import { newId } from '../../../kit/ids.ts';
import { insertDeliveries, type NewDelivery } from './store.ts';

let test: TestHost;
let [shop, other] = ['', ''];
const secrets = new Map<string, Buffer>();
beforeAll(async () => {
  test = await createTestHost({ jobs: false });
  shop = await makeChannel(test, 'woocommerce', { webhookSecret: 'x' });
  other = await makeChannel(test, 'woocommerce', { webhookSecret: 'y' });
  for (const row of await test.host.db.select().from(channel))
    secrets.set(row.id, row.webhookSecret as Buffer);
});
afterAll(() => test?.close());

const delivery = (channelId: string, deliveryId: string, sealedSecret = secrets.get(channelId)) =>
  ({
    ...{ id: newId(), channelId, deliveryId, topic: `t "${deliveryId}"` },
    ...{ body: Buffer.from(`body of ${deliveryId}`), sealedSecret },
  }) as NewDelivery;
const insert = async (...list: NewDelivery[]) => {
  const answer = await insertDeliveries(test.host.db, list);
  return list.map((one) => answer.get(one.id));
};

it('tells what is new, what was there, and what came with a secret of yesterday, each with its own body', async () => {
  const names = ['plain', 'a\\b', 'say "no"', 'null', 'a,b}', '', 'ünï 🧶'];
  expect(await insert(...names.map((name) => delivery(shop, name)))).toEqual(names.map(() => true));
  for (const name of names) {
    const [row] = await test.host.db
      .select()
      .from(webhookDelivery)
      .where(eq(webhookDelivery.deliveryId, name));
    expect(row).toMatchObject({ topic: `t "${name}"`, channelId: shop });
    expect(row?.body.toString()).toBe(`body of ${name}`);
  }
  const old = Buffer.from('yesterday');
  expect(
    await insert(
      delivery(shop, 'plain', old),
      delivery(shop, 'other', old),
      delivery(shop, 'plain'),
      delivery(other, 'plain'),
      delivery(shop, 'twice'),
      delivery(shop, 'twice'),
    ),
  ).toEqual([undefined, undefined, false, true, true, false]);
  expect(await insert(delivery(shop, 'plain', old), delivery(shop, 'new', old))).toEqual([
    undefined,
    undefined,
  ]);
  await test.host.db.update(channel).set({ state: 'disconnected' }).where(eq(channel.id, other));
  expect(await insert(delivery(other, 'late'), delivery(other, 'plain'))).toEqual([undefined, undefined]);
});
