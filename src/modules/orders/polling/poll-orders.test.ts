import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWooSandbox, type WooSandbox } from '../../../../sandbox/index.ts';
import { createTestHost, type TestHost } from '../../../../test/support/host.ts';
import { type MadePattern, makeChannel, makePattern } from '../../../../test/support/sales.ts';
import { channel, sale } from '../../../db/tables/index.ts';
import { readChannel } from '../../channels/index.ts';
import { pollOrders } from '../index.ts';
import { pollNow } from '../poll-now.ts';

let test: TestHost;
let sandbox: WooSandbox;
let shop: string;
let pattern: MadePattern;
let productId: number;

beforeAll(async () => {
  test = await createTestHost();
  sandbox = await startWooSandbox({});
  pattern = await makePattern(test, 'Jaeger Jacket');
  ({ productId } = await sandbox.admin.seed({ name: 'Jaeger Jacket', sku: pattern.sku }));
  shop = await makeChannel(test, 'woocommerce', {
    baseUrl: sandbox.url,
    secrets: { ...sandbox.credentials },
  });
});
afterAll(async () => {
  await sandbox.close();
  await test.close();
});

const orders = () => test.host.db.select().from(sale).where(eq(sale.channelId, shop));
const poll = async () =>
  pollOrders(test.host, await readChannel(test.host.db, shop), new Date(Date.now() - 3_600_000));

describe('polling a shop', () => {
  it('records every order once, in parallel polls too', async () => {
    for (let index = 0; index < 5; index += 1)
      sandbox.admin.sell({ productId, buyer: { email: `b${index}@example.test` } });
    await Promise.all([poll(), poll(), poll()]);
    expect(await orders()).toHaveLength(5);
    expect((await orders()).every((order) => order.status === 'paid')).toBe(true);
  });

  it('sees a refund and moves on from where it was', async () => {
    const { orderId } = sandbox.admin.sell({ productId, buyer: { email: 'r@example.test' } });
    await poll();
    sandbox.admin.refund({ orderId });
    await poll();
    const refunded = (await orders()).find((order) => order.remoteId === String(orderId));
    expect(refunded?.status).toBe('refunded');
    const [row] = await test.host.db.select().from(channel).where(eq(channel.id, shop));
    expect(row?.ordersSince).not.toBeNull();
  });

  it('is a task that a person can watch', async () => {
    sandbox.admin.sell({ productId, buyer: { email: 'task@example.test' } });
    const before = (await orders()).length;
    await test.run(pollNow, { channelId: shop });
    await test.settle();
    expect(await orders()).toHaveLength(before + 1);
  });
});
