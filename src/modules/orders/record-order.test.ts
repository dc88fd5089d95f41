import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import {
  type MadePattern,
  makeBundle,
  makeChannel,
  makePattern,
  record,
  remoteOrder,
} from '../../../test/support/sales.ts';
import type { RemoteOrder } from '../../connectors/connector.ts';
import { activity, buyer, entitlement, listing, sale, saleLine } from '../../db/tables/index.ts';
import { newId } from '../../kit/ids.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { catalogModule } from '../catalog/index.ts';
import { deliveryModule } from '../delivery/index.ts';
import { listingAdopted } from '../listings/index.ts';
import { noticesModule } from '../notices/index.ts';
import { ordersModule } from './index.ts';
import { listOrders } from './list-orders.ts';
import { matchAdoptedJob } from './match-adopted.ts';
import { expectedTotalMinor } from './order.ts';
import { setBuyerConsent } from './set-buyer-consent.ts';
import { createTestOrder, deleteTestOrder } from './test-orders.ts';

let test: TestHost;
let shop: string;
let pattern: MadePattern;
beforeAll(async () => {
  test = await createTestHost({
    modules: [catalogModule, ordersModule, deliveryModule, noticesModule],
    jobs: false,
  });
  shop = await makeChannel(test, 'woocommerce');
  pattern = await makePattern(test, 'Simon Shirt');
});
afterAll(() => test.close());

const open = async (orderId: string) => {
  const rows = await test.host.db
    .select({ revokedAt: entitlement.revokedAt, offerId: entitlement.offerId, buyerId: entitlement.buyerId })
    .from(entitlement)
    .innerJoin(saleLine, eq(saleLine.id, entitlement.saleLineId))
    .where(eq(saleLine.saleId, orderId));
  return rows.filter((row) => row.revokedAt === null);
};

describe('recordOrder', () => {
  it('grants what was bought, and a bundle’s members each', async () => {
    const other = await makePattern(test, 'Aaron Top');
    const bundle = await makeBundle(test, [pattern, other]);
    const one = await record(test, shop, remoteOrder({ sku: pattern.sku }));
    const set = await record(test, shop, remoteOrder({ sku: bundle.sku }));
    expect((await open(one.orderId)).map((row) => row.offerId)).toEqual([pattern.offerId]);
    expect((await open(set.orderId)).map((row) => row.offerId).sort()).toEqual(
      [pattern.offerId, other.offerId].sort(),
    );
  });

  it('revokes on a refund and grants again when the shop takes it back', async () => {
    const order = remoteOrder({ sku: pattern.sku });
    const { orderId } = await record(test, shop, order);
    const later = (seconds: number) => new Date(order.updatedAt.getTime() + seconds * 1000);
    await record(test, shop, { ...order, status: 'refunded', refundedMinor: 1428, updatedAt: later(5) });
    expect(await open(orderId)).toHaveLength(0);
    await record(test, shop, { ...order, status: 'paid', updatedAt: later(9) });
    expect(await open(orderId)).toHaveLength(1);
  });

  it('makes one order of ten equal reports at the same time', async () => {
    const order = remoteOrder({ sku: pattern.sku });
    const results = await Promise.all(Array.from({ length: 10 }, () => record(test, shop, order)));
    expect(new Set(results.map((result) => result.orderId)).size).toBe(1);
    expect(results.filter((result) => result.isNew)).toHaveLength(1);
    expect(await open(results[0]?.orderId ?? '')).toHaveLength(1);
  });

  it('keeps a line without an offer, tells the seller, and matches it later', async () => {
    const order = remoteOrder({ sku: 'LATE-1' });
    const { orderId } = await record(test, shop, order);
    const told = await test.host.db.select().from(activity).where(eq(activity.orderId, orderId));
    expect(told.map((row) => row.tone)).toContain('needs-you');
    const page = await test.run(listOrders, { unknownOnly: true });
    expect(page.items.map((item) => item.id)).toContain(orderId);
    const late = await makePattern(test, 'Late');
    await test.host.db.execute(`update offer set sku = 'LATE-1' where id = '${late.offerId}'`);
    await record(test, shop, order);
    expect((await open(orderId)).map((row) => row.offerId)).toEqual([late.offerId]);
  });

  it('gives the buyers their files when an unknown listing is adopted', async () => {
    const unknown = (change: Partial<RemoteOrder> = {}) => {
      const order = remoteOrder({ sku: 'NOT-OURS', ...change });
      return { ...order, lines: order.lines.map((line) => ({ ...line, remoteListingId: 'L77' })) };
    };
    const other = await makeChannel(test, 'woocommerce', { name: 'Other shop' });
    const first = await record(test, shop, unknown());
    const second = await record(test, shop, unknown());
    const elsewhere = await record(test, other, unknown());
    const refunded = await record(test, shop, unknown({ status: 'refunded', refundedMinor: 1428 }));
    const late = await makePattern(test, 'Adopted late');
    await test.host.db.insert(listing).values({
      id: newId(),
      channelId: shop,
      offerId: late.offerId,
      remoteId: 'L77',
    });
    await inTransaction(test.host, systemActor, (ctx) =>
      ctx.signal(listingAdopted, { channelId: shop, remoteId: 'L77', offerId: late.offerId }),
    );
    await matchAdoptedJob.run(test.host, { channelId: shop, remoteId: 'L77' });
    await matchAdoptedJob.run(test.host, { channelId: shop, remoteId: 'L77' });
    for (const { orderId } of [first, second])
      expect((await open(orderId)).map((row) => row.offerId)).toEqual([late.offerId]);
    for (const { orderId } of [elsewhere, refunded]) expect(await open(orderId)).toHaveLength(0);
    const told = await test.host.db.select().from(activity).where(eq(activity.channelId, shop));
    expect(told.filter((row) => row.sentence.startsWith('3 orders of a listing'))).toHaveLength(1);
    const jobs = await test.host.db.execute(
      `select data from pgboss.job where name = 'orders.matchAdopted' or name like '%matchAdopted%'`,
    );
    expect(jobs.rows).toHaveLength(1);
  });

  it('keeps a “no” when two buyers turn out to be one', async () => {
    const account = { remoteId: 'c-no', name: 'Noa', country: null, language: null };
    const nameless = await record(test, shop, remoteOrder({ buyer: { ...account, email: null } }));
    const [row] = await test.host.db.select().from(sale).where(eq(sale.id, nameless.orderId));
    await test.run(setBuyerConsent, { buyerId: row?.buyerId ?? '', consent: 'no' });
    await record(test, shop, remoteOrder({ email: 'noa@example.test' }));
    await record(test, shop, remoteOrder({ buyer: { ...account, email: 'noa@example.test' } }));
    const [joined] = await test.host.db.select().from(buyer).where(eq(buyer.email, 'noa@example.test'));
    expect(joined?.consent).toBe('no');
    await expect(test.run(setBuyerConsent, { buyerId: newId(), consent: 'no' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('tells when the sums of an order do not fit', async () => {
    const { orderId } = await record(test, shop, remoteOrder({ sku: pattern.sku, totalMinor: 1 }));
    const told = await test.host.db.select().from(activity).where(eq(activity.orderId, orderId));
    expect(told.find((row) => row.tone === 'problem')?.sentence).toContain('0.01 EUR');
  });

  it('joins a buyer’s shop account and address, and keeps a present apart', async () => {
    const account = { remoteId: 'c77', name: 'Eve', country: null, language: null };
    const nameless = await record(test, shop, remoteOrder({ buyer: { ...account, email: null } }));
    const named = await record(test, shop, remoteOrder({ buyer: { ...account, email: 'Eve@example.test' } }));
    const present = await record(
      test,
      shop,
      remoteOrder({ buyer: { ...account, email: 'friend@example.test' } }),
    );
    const buyerOf = async (id: string) =>
      (await test.host.db.select().from(sale).where(eq(sale.id, id)))[0]?.buyerId;
    expect(await buyerOf(named.orderId)).toBe(await buyerOf(nameless.orderId));
    expect(await buyerOf(present.orderId)).not.toBe(await buyerOf(named.orderId));
    const elsewhere = await makeChannel(test, 'woocommerce', { name: 'Second' });
    const again = await record(test, elsewhere, remoteOrder({ email: 'eve@EXAMPLE.test' }));
    expect(await buyerOf(again.orderId)).toBe(await buyerOf(named.orderId));
  });

  it('ends in the same state whatever the order and number of updates', async () => {
    const base = new Date('2026-05-01T10:00:00Z').getTime();
    const update = fc.record({
      second: fc.integer({ min: 0, max: 3 }),
      status: fc.constantFrom<RemoteOrder['status']>(
        'pending',
        'paid',
        'cancelled',
        'refunded',
        'partly-refunded',
      ),
      email: fc.constantFrom('a@example.test', 'b@example.test', null),
      lines: fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1, maxLength: 3 }),
      price: fc.integer({ min: 0, max: 3 }),
    });
    const scenario = fc
      .array(update, { minLength: 1, maxLength: 4 })
      .chain((updates) =>
        fc.tuple(
          fc.constant(updates),
          fc.shuffledSubarray([...updates.keys(), ...updates.keys()], { minLength: 1 }),
          fc.shuffledSubarray([...updates.keys()], { minLength: updates.length }),
        ),
      );
    let run = 0;
    const play = async (updates: unknown[], indexes: readonly number[], name: string) => {
      let orderId = '';
      for (const index of indexes) {
        const one = updates[index] as {
          second: number;
          status: RemoteOrder['status'];
          email: string | null;
          lines: string[];
          price: number;
        };
        const lines = one.lines.map((remoteId) => ({
          remoteId,
          remoteListingId: null,
          sku: pattern.sku,
          title: `Line ${remoteId}`,
          quantity: 1,
          totalMinor: 100 * one.price,
          taxMinor: 0,
        }));
        // the same in both: of two updates of one second the content decides
        const email = one.email && `p${run}-${one.email}`;
        const made = remoteOrder({
          remoteId: name,
          number: `p${run}`,
          placedAt: new Date(base),
          updatedAt: new Date(base + one.second * 1000),
          status: one.status,
          totalMinor: 100 * one.price * lines.length,
          buyer: { remoteId: null, name: 'Same', email, country: 'DE', language: 'en' },
          lines,
        });
        orderId = (await record(test, shop, made)).orderId;
      }
      const [row] = await test.host.db.select().from(sale).where(eq(sale.id, orderId));
      const [who] = await test.host.db
        .select()
        .from(buyer)
        .where(eq(buyer.id, row?.buyerId ?? ''));
      const lines = await test.host.db.select().from(saleLine).where(eq(saleLine.saleId, orderId));
      const granted = await open(orderId);
      return {
        status: row?.status,
        total: row?.totalMinor,
        updatedAt: row?.remoteUpdatedAt.toISOString(),
        email: who?.email?.replace(`p${run}-`, '') ?? null,
        lines: lines.map((line) => [line.remoteId, line.totalMinor, line.offerId]).sort(),
        open: granted.length,
        isHers: granted.every((one) => one.buyerId === row?.buyerId),
      };
    };
    await fc.assert(
      fc.asyncProperty(scenario, async ([updates, shuffled, permuted]) => {
        run += 1;
        const all = [...updates.keys()];
        const straight = await play(updates, all, `p${run}a`);
        // every update at least once, in another order, some of them repeated
        const mixed = await play(updates, [...shuffled, ...permuted], `p${run}b`);
        expect(mixed).toEqual(straight);
        expect(straight.isHers).toBe(true);
        expect(straight.open).toBe(
          ['paid', 'partly-refunded'].includes(straight.status ?? '') ? straight.lines.length : 0,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('adds up: lines, tax and shipping less discount', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ totalMinor: fc.nat(1e6), taxMinor: fc.nat(1e5) })),
        fc.nat(1e4),
        fc.nat(1e4),
        (lines, shippingMinor, discountMinor) => {
          const expected =
            lines.reduce((total, line) => total + line.totalMinor, 0) +
            lines.reduce((total, line) => total + line.taxMinor, 0) +
            shippingMinor -
            discountMinor;
          expect(expectedTotalMinor({ lines, shippingMinor, discountMinor })).toBe(expected);
        },
      ),
    );
  });
});

describe('a test order', () => {
  it('goes the way of a real one, stays out of the numbers, and can be deleted', async () => {
    const before = await test.run(listOrders, { tests: 'without', limit: 200 });
    const order = await test.run(createTestOrder, { offerId: pattern.offerId });
    expect(order.isTest).toBe(true);
    expect(await open(order.id)).toHaveLength(1);
    const after = await test.run(listOrders, { tests: 'without', limit: 200 });
    expect(after.items).toHaveLength(before.items.length);
    await test.run(deleteTestOrder, { orderId: order.id });
    expect(await test.host.db.select().from(sale).where(eq(sale.id, order.id))).toHaveLength(0);
    expect(await test.host.db.select().from(buyer).where(eq(buyer.id, order.buyer.id))).toHaveLength(0);
    const real = await record(test, shop, remoteOrder({ sku: pattern.sku }));
    await expect(test.run(deleteTestOrder, { orderId: real.orderId })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});
