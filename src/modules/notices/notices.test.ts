import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import {
  type MadePattern,
  makeBundle,
  makeChannel,
  makePattern,
  makeRelease,
  record,
  remoteOrder,
} from '../../../test/support/sales.ts';
import { buyer, message, notice, noticeRecipient, studio } from '../../db/tables/index.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { mailModule } from '../../mail/index.ts';
import { catalogModule } from '../catalog/index.ts';
import { deliveryModule } from '../delivery/index.ts';
import { releasePublished } from '../files/index.ts';
import { closeStampPool } from '../marks/index.ts';
import { ordersModule } from '../orders/index.ts';
import { createTestOrder } from '../orders/test-orders.ts';
import { approveNotice } from './approve-notice.ts';
import { noticesModule } from './index.ts';
import { getNotice, listNotices } from './list-notices.ts';
import { discardNotice, updateNotice } from './update-notice.ts';

let test: TestHost;
let ownShop: string;
let marketplace: string;
let pattern: MadePattern;
let version = 0;

beforeAll(async () => {
  test = await createTestHost({
    modules: [catalogModule, ordersModule, deliveryModule, noticesModule, mailModule],
  });
  ownShop = await makeChannel(test, 'woocommerce', { name: 'Own shop' });
  marketplace = await makeChannel(test, 'etsy', { name: 'Marketplace' });
});
beforeEach(async () => {
  version = 0;
  pattern = await makePattern(test, 'Hugo Hoodie', ['a4']);
});
afterAll(async () => {
  await test.settle();
  await closeStampPool();
  await test.close();
});

/** Publishes as the files module does: the rows, then the signal in a transaction. */
async function publish(of: MadePattern, changeKind: 'erratum' | 'addition' | 'first' = 'erratum') {
  version += 1;
  const made = await makeRelease(test, of.patternId, of.title, {
    roles: ['a4'],
    number: [1, 0, version],
    changeKind,
    notes: 'The sleeve was too short.',
  });
  await inTransaction(test.host, systemActor, (ctx) =>
    ctx.signal(releasePublished, {
      patternId: of.patternId,
      releaseId: made.releaseId,
      changeKind,
      touches: { sizes: null, languages: null, roles: null },
    }),
  );
  const [row] = await test.host.db.select().from(notice).where(eq(notice.releaseId, made.releaseId));
  return row;
}

const sell = (channelId: string, change: Parameters<typeof remoteOrder>[0] = {}) =>
  record(test, channelId, remoteOrder({ sku: pattern.sku, ...change }));

const messagesOf = async (noticeId: string) =>
  (await test.host.db.select().from(message)).filter((row) => row.cause.startsWith(`notice:${noticeId}:`));

describe('a notice', () => {
  it('names every buyer once, and says why some are not written to', async () => {
    await sell(ownShop, { email: 'one@example.test' });
    await sell(ownShop, { email: 'one@example.test' });
    await sell(marketplace, { email: 'two@example.test' });
    await sell(ownShop, { email: null });
    const refunded = remoteOrder({ sku: pattern.sku, email: 'three@example.test', status: 'refunded' });
    await record(test, ownShop, { ...refunded, status: 'paid' });
    await record(test, ownShop, { ...refunded, updatedAt: new Date(refunded.updatedAt.getTime() + 5000) });
    const bundle = await makeBundle(test, [pattern]);
    await sell(ownShop, { sku: bundle.sku, email: 'four@example.test' });
    await sell(ownShop, { email: 'five@example.test' });
    await test.host.db.update(buyer).set({ consent: 'no' }).where(eq(buyer.email, 'five@example.test'));
    await test.run(createTestOrder, { offerId: pattern.offerId, email: 'me@example.test' });
    const row = await publish(pattern);
    const shown = await test.run(getNotice, { noticeId: row?.id ?? '' });
    expect(shown.counts).toEqual({ toSend: 2, inOutbox: 0, withheld: 4 });
    expect(shown.body).toContain('The sleeve was too short.');
    const reasons = shown.withheld.map((one) => one.reason).join(' | ');
    expect(reasons).toContain('refunded');
    expect(reasons).toContain('asked not to');
    expect(reasons).toContain('no address');
    expect(shown.withheld).toHaveLength(4);
    const rule = test.host.ports.connectors.get('etsy').capabilities.buyerContact.why;
    expect(reasons).toContain(rule);
  });

  it('waits for a click, then writes one message a buyer, however often it is pressed', async () => {
    await sell(ownShop, { email: 'a@example.test' });
    await sell(ownShop, { email: 'b@example.test' });
    const row = await publish(pattern);
    const noticeId = row?.id ?? '';
    await test.settle();
    expect(await messagesOf(noticeId)).toHaveLength(0);
    await test.run(updateNotice, { noticeId, subject: 'Please look', body: 'New sleeve.' });
    await Promise.all([1, 2, 3].map(() => test.run(approveNotice, { noticeId })));
    await test.settle();
    await test.run(approveNotice, { noticeId });
    await test.settle();
    const messages = await messagesOf(noticeId);
    expect(messages.map((one) => one.recipient).sort()).toEqual(['a@example.test', 'b@example.test']);
    expect(messages[0]).toMatchObject({ subject: 'Please look', state: 'outbox' });
    expect(messages[0]?.textBody).toMatch(/\/my\/[\w-]{40,}/);
    expect(await test.run(getNotice, { noticeId })).toMatchObject({ state: 'sent', counts: { inOutbox: 2 } });
    await expect(test.run(discardNotice, { noticeId })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('leaves out who was refunded between the draft and the click', async () => {
    const order = remoteOrder({ sku: pattern.sku, email: 'late@example.test' });
    await record(test, ownShop, order);
    const noticeId = (await publish(pattern))?.id ?? '';
    await record(test, ownShop, {
      ...order,
      status: 'refunded',
      updatedAt: new Date(order.updatedAt.getTime() + 5000),
    });
    await test.run(approveNotice, { noticeId });
    await test.settle();
    expect(await messagesOf(noticeId)).toHaveLength(0);
    const [recipient] = await test.host.db
      .select()
      .from(noticeRecipient)
      .where(eq(noticeRecipient.noticeId, noticeId));
    expect(recipient?.state).toBe('withheld');
  });

  it('is not made for a first release, and can be discarded', async () => {
    expect(await publish(pattern, 'first')).toBeUndefined();
    const noticeId = (await publish(pattern, 'addition'))?.id ?? '';
    await test.run(discardNotice, { noticeId });
    await expect(test.run(approveNotice, { noticeId })).rejects.toMatchObject({ code: 'conflict' });
    const page = await test.run(listNotices, { patternId: pattern.patternId });
    expect(page.items.map((one) => one.state)).toEqual(['discarded']);
  });

  it('goes out alone where the seller has set it so', async () => {
    await sell(ownShop, { email: 'auto@example.test' });
    await test.host.db.update(studio).set({ settings: { notices: { autoSend: ['erratum'] } } });
    const noticeId = (await publish(pattern))?.id ?? '';
    await test.settle();
    await test.host.db.update(studio).set({ settings: {} });
    expect(await messagesOf(noticeId)).toHaveLength(1);
  });
});
