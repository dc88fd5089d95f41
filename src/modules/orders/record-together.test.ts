import { asc, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import {
  type MadePattern,
  makeBundle,
  makeChannel,
  makePattern,
  remoteOrder,
} from '../../../test/support/sales.ts';
import type { RemoteOrder } from '../../connectors/connector.ts';
import { buyer, buyerAccount, entitlement, message, sale, saleLine } from '../../db/tables/index.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { mailModule } from '../../mail/index.ts';
import { catalogModule } from '../catalog/index.ts';
import { deliveryModule } from '../delivery/index.ts';
import { noticesModule } from '../notices/index.ts';
import { ordersModule, recordOrder, recordOrders } from './index.ts';

let test: TestHost;
let skus: string[];
beforeAll(async () => {
  test = await createTestHost({
    modules: [catalogModule, ordersModule, deliveryModule, noticesModule, mailModule],
    jobs: false,
  });
  const made: MadePattern[] = [
    await makePattern(test, 'One', ['a4']),
    await makePattern(test, 'Two', ['a4']),
  ];
  skus = [...made.map(({ sku }) => sku), (await makeBundle(test, made)).sku, 'not known'];
});
afterAll(() => test.close());

const update = fc.record({
  order: fc.constantFrom('1', '2', '3'),
  second: fc.integer({ min: 0, max: 3 }),
  status: fc.constantFrom<RemoteOrder['status']>(
    'pending',
    'paid',
    'partly-refunded',
    'refunded',
    'cancelled',
  ),
  email: fc.constantFrom('a', 'A', 'b', 'c', null),
  account: fc.constantFrom('x', 'y', null),
  name: fc.constantFrom('Ada', 'Bea', null),
  skus: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
});

const base = Math.floor(Date.now() / 1000) * 1000;

/** Everything that a shop's orders left behind, without ids. */
async function stateOf(channelId: string, run: string) {
  const { db } = test.host;
  const plain = (text: string | null | undefined) => text?.toLowerCase().replace(run, '') ?? null;
  const rows = await db
    .select({ sale, buyer })
    .from(sale)
    .innerJoin(buyer, eq(buyer.id, sale.buyerId))
    .where(eq(sale.channelId, channelId))
    .orderBy(asc(sale.remoteId));
  const orders = [];
  for (const row of rows) {
    const lines = await db.select().from(saleLine).where(eq(saleLine.saleId, row.sale.id));
    const grants = [];
    for (const line of lines)
      grants.push(...(await db.select().from(entitlement).where(eq(entitlement.saleLineId, line.id))));
    const mails = await db
      .select()
      .from(message)
      .where(eq(message.cause, `order:${row.sale.id}`));
    orders.push({
      remoteId: row.sale.remoteId,
      status: row.sale.status,
      second: row.sale.remoteUpdatedAt.getTime(),
      buyer: [plain(row.buyer.email), row.buyer.name],
      lines: lines.map((line) => [line.remoteId, line.offerId]).sort(),
      grants: grants
        .map((one) => [one.offerId, one.revokedAt === null, one.buyerId === row.sale.buyerId])
        .sort(),
      mails: mails.map((mail) => [plain(mail.recipient), mail.buyerId === row.sale.buyerId]),
    });
  }
  const accounts = await db
    .select({ remoteId: buyerAccount.remoteId, email: buyer.email })
    .from(buyerAccount)
    .innerJoin(buyer, eq(buyer.id, buyerAccount.buyerId))
    .where(eq(buyerAccount.channelId, channelId))
    .orderBy(asc(buyerAccount.remoteId));
  return { orders, accounts: accounts.map((one) => [one.remoteId, plain(one.email)]) };
}

/** The first buyer is without an order for a moment, and has one again with the next update. */
const ofAda = { status: 'pending', account: 'x', name: 'Ada' } as const;
const leavesAndComesBack = [
  { ...ofAda, order: '1' as const, second: 0, email: 'a' as const, skus: [0] },
  { ...ofAda, order: '1' as const, second: 1, email: 'b' as const, skus: [0] },
  { ...ofAda, order: '3' as const, second: 0, email: 'a' as const, skus: [0] },
];

it('ends the same whether updates are recorded together or one after the other', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(update, { minLength: 1, maxLength: 8 }), async (updates) => {
      run += 1;
      const play = async (
        name: string,
        record: (channelId: string, orders: RemoteOrder[]) => Promise<unknown>,
      ) => {
        const channelId = await makeChannel(test, 'woocommerce');
        const orders = updates.map((one) =>
          remoteOrder({
            remoteId: one.order,
            number: one.order,
            placedAt: new Date(base),
            updatedAt: new Date(base + one.second * 1000),
            status: one.status,
            buyer: {
              ...{ remoteId: one.account, name: one.name, country: null, language: null },
              email: one.email && `${one.email}-${name}@example.test`,
            },
            lines: one.skus.map((index) => ({
              ...{
                remoteId: String(index),
                remoteListingId: null,
                sku: skus[index] as string,
                title: 'A pattern',
              },
              ...{ quantity: 1, totalMinor: 1428, taxMinor: 0 },
            })),
          }),
        );
        await record(channelId, orders);
        return stateOf(channelId, name);
      };
      // names of one length and of the same order: of two updates of one second the content decides
      const together = await play(`t${run}`, (channelId, orders) =>
        inTransaction(test.host, systemActor, (ctx) => recordOrders(ctx, channelId, orders)),
      );
      const alone = await play(`u${run}`, async (channelId, orders) => {
        for (const order of orders)
          await inTransaction(test.host, systemActor, (ctx) => recordOrder(ctx, channelId, order));
      });
      // nothing is lost and nothing doubled; a hash breaks ties, and it knows the address
      const isTie = new Set(updates.map((one) => `${one.order} ${one.second}`)).size < updates.length;
      if (isTie)
        expect(together.orders.map(({ remoteId }) => remoteId)).toEqual(
          alone.orders.map(({ remoteId }) => remoteId),
        );
      else expect(together).toEqual(alone);
    }),
    { numRuns: 25, examples: [[leavesAndComesBack]] },
  );
});

it('leaves nothing behind when one of them cannot be recorded', async () => {
  const channelId = await makeChannel(test, 'woocommerce');
  const good = remoteOrder({ sku: skus[0] as string });
  const bad = { ...remoteOrder({ sku: skus[0] as string }), currency: null as never };
  await expect(
    inTransaction(test.host, systemActor, (ctx) => recordOrders(ctx, channelId, [good, bad])),
  ).rejects.toThrow();
  expect((await stateOf(channelId, '')).orders).toEqual([]);
});
