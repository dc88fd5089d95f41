import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import {
  type MadePattern,
  makeChannel,
  makePattern,
  makeRelease,
  putAsset,
  record,
  remoteOrder,
} from '../../../test/support/sales.ts';
import { activity, copy, entitlement, link, markBase, message, releaseFile } from '../../db/tables/index.ts';
import { newId } from '../../kit/ids.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { mailModule } from '../../mail/index.ts';
import { catalogModule } from '../catalog/index.ts';
import { releasePublished } from '../files/index.ts';
import { closeStampPool } from '../marks/index.ts';
import { noticesModule } from '../notices/index.ts';
import { ordersModule } from '../orders/index.ts';
import { createTestOrder } from '../orders/test-orders.ts';
import { isForPart, linkState, successorOf } from './delivery.ts';
import { deliveryModule, readLibrary } from './index.ts';
import { createLibraryLink, getOrderDelivery, readDeliveryNumbers, revokeLinks } from './order-delivery.ts';

let test: TestHost;
let ownShop: string;
let marketplace: string;
let pattern: MadePattern;
beforeAll(async () => {
  test = await createTestHost({
    modules: [catalogModule, ordersModule, deliveryModule, noticesModule, mailModule],
  });
  ownShop = await makeChannel(test, 'woocommerce', { name: 'Own shop' });
  marketplace = await makeChannel(test, 'etsy', { name: 'Marketplace' });
  pattern = await makePattern(test, 'Aaron Top');
});
afterAll(async () => {
  await test.settle();
  await closeStampPool();
  await test.close();
});

/** What stands ready for the copies of these release files. */
const readyFor = async (releaseId: string) => {
  const files = (await test.host.db.select().from(releaseFile)).filter((row) => row.releaseId === releaseId);
  const bases = new Set((await test.host.db.select().from(markBase)).map((row) => row.masterSha256));
  const copies = new Set((await test.host.db.select().from(copy)).map((row) => row.masterSha256));
  return files.map(({ sha256 }) => (bases.has(sha256) ? 'base' : copies.has(sha256) ? 'copy' : 'nothing'));
};

describe('delivery', () => {
  it('makes ready what copies need: after a sale, and for past buyers after a release', async () => {
    const one = await makePattern(test, 'Ahead', ['a4']);
    const sleeve = await putAsset(
      test,
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'svg',
      'image/svg+xml',
    );
    await test.host.db.insert(releaseFile).values({
      ...{
        id: newId(),
        releaseId: one.releaseId,
        role: 'a0',
        name: 'sleeve.svg',
        sha256: sleeve,
        position: 9,
      },
    });
    expect(await readyFor(one.releaseId)).toEqual(['nothing', 'nothing']);
    await record(test, ownShop, remoteOrder({ sku: one.sku }));
    await test.settle();
    expect(await readyFor(one.releaseId)).toEqual(['base', 'copy']);
    const next = await makeRelease(test, one.patternId, one.title, {
      roles: ['a4'],
      number: [1, 0, 1],
      changeKind: 'erratum',
    });
    await inTransaction(test.host, systemActor, (ctx) =>
      ctx.signal(releasePublished, {
        patternId: one.patternId,
        releaseId: next.releaseId,
        changeKind: 'erratum',
        touches: { sizes: null, languages: null, roles: null },
      }),
    );
    await test.settle();
    expect(await readyFor(next.releaseId)).toEqual(['base']);
  });

  it('writes no mail to a marketplace’s buyer, but gives the seller the link to hand over', async () => {
    const { orderId } = await record(
      test,
      marketplace,
      remoteOrder({ sku: pattern.sku, email: 'etsy@example.test' }),
    );
    const mails = (await test.host.db.select().from(message)).filter(
      (row) => row.recipient === 'etsy@example.test',
    );
    expect(mails).toHaveLength(0);
    const shown = await test.run(getOrderDelivery, { orderId });
    expect(shown.mayWrite).toBe(false);
    expect(shown.entitlements[0]?.files.map((file) => file.role)).toEqual(['instructions', 'a4']);
    const { url } = await test.run(createLibraryLink, { orderId });
    const token = url.split('/my/')[1] ?? '';
    const library = await readLibrary(test.host, token);
    expect(typeof library === 'string' ? library : library.patterns.map((one) => one.title)).toEqual([
      'Aaron Top',
    ]);
    await test.run(revokeLinks, { orderId });
    expect(await readLibrary(test.host, token)).toBe('revoked');
  });

  it('writes one mail an order, and none for old orders that are read in', async () => {
    const order = remoteOrder({ sku: pattern.sku, email: 'once@example.test' });
    await record(test, ownShop, order);
    await record(test, ownShop, {
      ...order,
      number: 'changed',
      updatedAt: new Date(order.updatedAt.getTime() + 1000),
    });
    const old = new Date(Date.now() - 90 * 24 * 3_600_000);
    await record(
      test,
      ownShop,
      remoteOrder({ sku: pattern.sku, email: 'old@example.test', placedAt: old, updatedAt: old }),
    );
    const to = (await test.host.db.select().from(message)).map((row) => row.recipient);
    expect(to.filter((one) => one === 'once@example.test')).toHaveLength(1);
    expect(to).not.toContain('old@example.test');
  });

  it('keeps test orders out of the numbers', async () => {
    const before = await test.run(readDeliveryNumbers, {});
    await test.run(createTestOrder, { offerId: pattern.offerId, email: 'me@example.test' });
    expect(await test.run(readDeliveryNumbers, {})).toEqual(before);
    expect((await test.host.db.select().from(link)).length).toBeGreaterThan(before.links);
  });

  it('tells the seller when a file cannot be marked, and hands out nothing', async () => {
    const broken = await makePattern(test, 'Broken', []);
    const sha256 = await putAsset(test, Buffer.from('%PDF-1.7 this is none'), 'pdf', 'application/pdf');
    await test.host.db
      .insert(releaseFile)
      .values({ id: newId(), releaseId: broken.releaseId, role: 'a4', name: 'broken.pdf', sha256 });
    const { orderId } = await record(test, ownShop, remoteOrder({ sku: broken.sku }));
    await test.settle();
    const told = (await test.host.db.select().from(activity)).map((row) => row.sentence).join('\n');
    expect(told).toContain('Buyers cannot get broken.pdf');
    const handedOut = [
      ...(await test.host.db.select().from(copy)),
      ...(await test.host.db.select().from(markBase)),
    ];
    expect(handedOut.some((row) => row.masterSha256 === sha256)).toBe(false);
    expect(orderId).toBeTruthy();
  });

  it('gives everything of a dropped buyer to the one it was', async () => {
    const account = { remoteId: 'm1', name: 'Mo', country: null, language: null };
    const first = await record(
      test,
      ownShop,
      remoteOrder({ sku: pattern.sku, buyer: { ...account, email: null } }),
    );
    await record(test, ownShop, remoteOrder({ sku: pattern.sku, email: 'mo@example.test' }));
    const token = (await test.run(createLibraryLink, { orderId: first.orderId })).url.split('/my/')[1] ?? '';
    await record(test, ownShop, remoteOrder({ buyer: { ...account, email: 'mo@example.test' } }));
    const library = await readLibrary(test.host, token);
    const orders = typeof library === 'string' ? [] : library.patterns.flatMap((one) => one.orders);
    expect(orders).toHaveLength(2);
    const owners = (await test.host.db.select().from(entitlement))
      .filter((row) => orders.some((one) => one.entitlementId === row.id))
      .map((row) => row.buyerId);
    expect(new Set(owners).size).toBe(1);
  });
});

describe('what a buyer gets', () => {
  it('is the offer’s part of the files, never the pictures of the shop window', () => {
    const part = { roles: ['a4'], languages: ['de'] };
    expect(isForPart({ role: 'a4', language: null }, part)).toBe(true);
    expect(isForPart({ role: 'a4', language: 'en' }, part)).toBe(false);
    expect(isForPart({ role: 'a0', language: 'de' }, part)).toBe(false);
    expect(isForPart({ role: 'cover', language: null }, { roles: null, languages: null })).toBe(false);
  });

  it('follows a file into the next release, but never guesses between two', () => {
    const file = (name: string, role = 'a4') => ({ name, role, language: null });
    expect(successorOf(file('a.pdf'), [file('b.pdf'), file('a.pdf')])?.name).toBe('a.pdf');
    expect(successorOf(file('a.pdf'), [file('new.pdf')])?.name).toBe('new.pdf');
    expect(successorOf(file('a.pdf'), [file('b.pdf'), file('c.pdf')])).toBeNull();
    expect(successorOf(file('a.pdf'), [file('a.pdf', 'a0')])).toBeNull();
  });

  it('says the weightiest reason of a closed link', () => {
    const now = new Date();
    const link = {
      expiresAt: new Date(now.getTime() - 1),
      maxDownloads: 1,
      downloads: 1,
      revokedAt: null,
      entitlementRevokedAt: null,
      isWithdrawn: false,
    };
    expect(linkState(link, now)).toBe('expired');
    expect(linkState({ ...link, entitlementRevokedAt: now }, now)).toBe('revoked');
    expect(linkState({ ...link, isWithdrawn: true }, now)).toBe('withdrawn');
    expect(linkState({ ...link, expiresAt: new Date(now.getTime() + 9) }, now)).toBe('used-up');
    expect(linkState({ ...link, expiresAt: new Date(now.getTime() + 9), downloads: 0 }, now)).toBe('open');
  });
});
