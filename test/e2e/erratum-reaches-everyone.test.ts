import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePdf } from '../../src/modules/preflight/testing/make-files.ts';
import { fileOf, type Json, type Made, startTestHub, type TestHub, takeIn, until } from '../support/hub.ts';
import {
  approveAll,
  type Channels,
  connectShops,
  etsyFields,
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
let etsyId: number;
let wooId: number;
const masters: string[] = [];

beforeAll(async () => {
  [hub, shops] = await Promise.all([startTestHub(), startShops()]);
  // One file only: a moment without it would make the listing on Etsy physical.
  [wren] = (await takeIn(hub, ['Wren'], ['a4.pdf', 'cover.png'])) as [Made];
  masters.push(sha(await readFile(fileOf(hub, 'Wren', 'a4.pdf'))));
  channels = await connectShops(hub, shops);
  await finishAdoption(hub, channels);
  await listEverywhere(hub, channels, [wren.offerId]);
  await approveAll(hub);
  const listings = await inStep(hub);
  etsyId = Number(listings.find((one) => one.channelId === channels.etsyId).remoteId);
  wooId = Number(listings.find((one) => one.channelId === channels.wooId).remoteId);
  await hearOfSales(hub, shops, channels);
});
afterAll(async () => {
  await hub.close();
  await shops.close();
});

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const fetched = async (url: string): Promise<string> => {
  const response = await fetch(url);
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(response.status).toBe(200);
  expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('%PDF-');
  return sha(bytes);
};

interface HandedOut {
  etsyBuyer: string[];
  wooBuyer: string[];
  /** From the buyer's page. */
  page: string[];
}

/** What each past buyer gets now, asked of the shops and of the buyer's page as a buyer would. */
async function handedOut(receiptId: number, orderId: number): Promise<HandedOut & { pages: string[] }> {
  const wooBuyer: string[] = [];
  for (const file of shops.woo.admin.downloads({ orderId })) wooBuyer.push(await fetched(file.download_url));
  const [page, pages]: [string[], string[]] = [[], []];
  for (const order of await hub.all('/orders')) {
    const { url } = await hub.send('POST', `/orders/${order.id}/library-link`, {});
    const text = await (await fetch(url)).text();
    pages.push(text);
    for (const [, action] of text.matchAll(/action="(\/my\/[^"]+\/get\/[^"]+)"/g)) {
      const answer = await fetch(hub.url + action, { method: 'POST', redirect: 'manual' });
      page.push(await fetched(new URL(answer.headers.get('location') ?? '', hub.url).href));
    }
  }
  return {
    etsyBuyer: shops.etsy.admin.files({ receiptId }).map((file) => sha(file.bytes())),
    wooBuyer,
    page,
    pages,
  };
}

/** Etsy's side of the story, call by call: how many files the listing had at the worst moment. */
function fewestFilesOnEtsy(from: number): number {
  let count = 1;
  let fewest = 1;
  for (const call of shops.etsy.admin.log().calls.slice(from)) {
    if (!call.hadEffect || !/\/files(\/\d+)?$/.test(call.path)) continue;
    count += call.method === 'POST' ? 1 : call.method === 'DELETE' ? -1 : 0;
    fewest = Math.min(fewest, count);
  }
  expect(count).toBe(1);
  return fewest;
}

it('one corrected file reaches both shops, every past buyer and no one who may not be written to', async () => {
  const { receiptId } = shops.etsy.admin.sell({ listingId: etsyId, buyer: { name: 'Ada Beck' } });
  const { orderId } = shops.woo.admin.sell({
    productId: wooId,
    buyer: { firstName: 'Bo', lastName: 'Lindqvist', email: 'bo@example.com' },
  });
  await until('both orders', async () => (await hub.all('/orders')).length === 2);
  await until('the order mail', async () => (await hub.all('/messages?kind=order')).length === 1);
  const before = await handedOut(receiptId, orderId);
  expect([before.etsyBuyer.length, before.wooBuyer.length, before.page.length]).toEqual([1, 1, 2]);
  const downloadIds = wooFields(shops, wooId).downloads.map((file) => file.id);
  const calls = shops.etsy.admin.log().calls.length;

  const corrected = await makePdf({
    pages: Array(2).fill([210, 297]),
    text: 'Wren, corrected',
    font: 'embedded',
  });
  masters.push(sha(corrected));
  await writeFile(fileOf(hub, 'Wren', 'a4.pdf'), corrected);
  const release: Json = await until('the erratum', async () => {
    const { items } = await hub.get(`/patterns/${wren.patternId}/releases`);
    return items.find((one: Json) => one.changeKind === 'erratum' && one.state === 'published');
  });
  expect(release.number).toBe('1.0.1');
  await until('both shops carry it', async () =>
    (await hub.all('/listings')).every(
      (one) => one.appliedReleaseId === release.id && one.status === 'in-step',
    ),
  );

  const after = await handedOut(receiptId, orderId);
  expect(after.etsyBuyer).toHaveLength(1);
  expect(after.etsyBuyer[0]).not.toBe(before.etsyBuyer[0]);
  expect(etsyFields(shops, etsyId)).toMatchObject({ type: 'download', state: 'active' });
  expect(fewestFilesOnEtsy(calls)).toBe(1);
  expect(after.wooBuyer).toHaveLength(1);
  expect(after.wooBuyer[0]).not.toBe(before.wooBuyer[0]);
  expect(wooFields(shops, wooId).downloads.map((file) => file.id)).toEqual(downloadIds);
  expect(after.pages).toHaveLength(2);
  for (const page of after.pages) {
    expect(page).toContain('Version 1.0.1');
    expect(page).toContain('Correction');
  }
  expect(after.page).toHaveLength(2);

  // Each got a copy of their own; the master stayed at home.
  const seen = [before, after].flatMap(({ etsyBuyer, wooBuyer, page }) => [
    ...etsyBuyer,
    ...wooBuyer,
    ...page,
  ]);
  expect(new Set(seen).size).toBe(seen.length);
  for (const master of masters) expect(seen).not.toContain(master);
  expect(shops.etsy.admin.violations()).toEqual([]);
  expect(shops.woo.admin.violations()).toEqual([]);

  const notice: Json = await until('the notice', async () =>
    (await hub.all('/notices')).find((one) => one.releaseId === release.id),
  );
  expect(await hub.all('/messages?kind=notice')).toEqual([]);
  await hub.send('POST', `/notices/${notice.id}/approve`, {});
  const told: Json = await until('the notice in the outbox', async () => {
    const now = await hub.get(`/notices/${notice.id}`);
    return now.state !== 'draft' && now.counts.toSend === 0 && now;
  });
  expect(told.counts).toMatchObject({ inOutbox: 1, withheld: 1 });
  expect(told.withheld).toEqual([
    { reason: 'Etsy lets you write to its buyers through Etsy messages only.', buyers: 1 },
  ]);
  const mails = await hub.all('/messages?kind=notice');
  expect(mails.map((mail) => mail.recipient)).toEqual(['bo@example.com']);
});
