import { writeFile } from 'node:fs/promises';
import { makePdf } from '../../../src/modules/preflight/testing/make-files.ts';
import { fileOf, type Json, writePattern } from '../../support/client.ts';
import {
  adoptAll,
  connectShops,
  finishAdoption,
  hearOfSales,
  seedEtsy,
  seedWoo,
} from '../../support/shops.ts';
import { until } from '../../support/until.ts';
import type { Scene } from './story.ts';

const patienceMs = 420_000;
/** What waits for the seller for so long is not about to go on by itself. */
const stuckMs = 30_000;

export async function intake({ seller, ledger }: Scene, kinds: readonly string[]): Promise<void> {
  for (const title of ledger.titles) await writePattern(seller, title, kinds);
  await seller.send('POST', '/folders', {
    path: seller.patterns,
    isAutoPublish: true,
    defaultPriceMinor: 900,
    defaultCurrency: 'EUR',
  });
  await until(
    'every pattern published',
    async () => {
      const offers = (await seller.all('/offers')).filter((one) => one.pattern?.state === 'active');
      const names = new Set(offers.map((one) => one.pattern.title));
      return ledger.titles.every((title) => names.has(title));
    },
    patienceMs,
  );
  for (const offer of await seller.all('/offers')) {
    const { title } = offer.pattern;
    ledger.made.push({ title, patternId: offer.patternId, offerId: offer.id, sku: offer.sku });
    ledger.wanted.set(offer.id, { title, priceMinor: 900 });
    await seller.send('PATCH', `/patterns/${offer.patternId}`, {
      story: `${title} for warm days.\n\nSizes 34 to 50.`,
      tags: ['pattern', title],
    });
  }
}

export async function connect({ lab, seller, ledger }: Scene): Promise<void> {
  ledger.channels = await connectShops(seller, shopsOf(lab));
}

/** What the seller had listed by hand, on both shops, is taken over. */
export async function adopt(scene: Scene, howMany: number): Promise<void> {
  const { lab, seller, ledger } = scene;
  for (const one of ledger.made.slice(0, howMany)) {
    const etsyId = await seedEtsy(shopsOf(lab), seller, one.title);
    const wooId = await seedWoo(shopsOf(lab), seller, one.title);
    ledger.adopted.push({ shop: 'etsy', remoteId: String(etsyId), offerId: one.offerId });
    ledger.adopted.push({ shop: 'woocommerce', remoteId: String(wooId), offerId: one.offerId });
  }
  for (const channelId of Object.values(ledger.channels)) {
    const { taskId } = await seller.send('POST', `/channels/${channelId}/read`, {});
    await until('the shop read', async () => isDone(await seller.get(`/tasks/${taskId}`)), patienceMs);
  }
  await adoptAll(seller, ledger.channels, ledger.made);
}

/** A reading that shop faults ended is begun anew by the seller; here it counts as done and the judge looks at the rest. */
const isDone = (task: Json): boolean => ['done', 'failed', 'cancelled'].includes(task.state);

export const noAdoption = ({ seller, ledger }: Scene): Promise<void> =>
  finishAdoption(seller, ledger.channels);

export async function listAll({ seller, ledger }: Scene): Promise<void> {
  const adopted = new Set(ledger.adopted.map((one) => one.offerId));
  const offerIds = ledger.made.map((one) => one.offerId).filter((id) => !adopted.has(id));
  for (const channelId of Object.values(ledger.channels))
    await seller.send('POST', `/channels/${channelId}/listings`, { offerIds, wantedState: 'live' });
}

export async function hear({ lab, seller, ledger }: Scene): Promise<void> {
  await hearOfSales(seller, shopsOf(lab), ledger.channels);
}

/** The click on whatever waits, as often as it takes, until every listing is in step. */
export async function bringInStep({ seller }: Scene, limitMs = patienceMs): Promise<void> {
  let last = '';
  let stuckSinceMs = Number.POSITIVE_INFINITY;
  await until(
    'every listing in step',
    async () => {
      const { channels } = await seller.get('/plan');
      const plans = channels
        .flatMap((one: Json) => one.listings)
        .map((one: Json) => ({ listingId: one.id, planHash: one.planHash }));
      if (plans.length > 0) await seller.send('POST', '/plan/approve', { plans });
      const listings = await seller.all('/listings');
      last = JSON.stringify(
        Object.entries(Object.groupBy(listings, (one) => `${one.status} ${one.problem?.kind ?? ''}`)).map(
          ([status, list]) => [status, list?.length, list?.[0]?.problem?.message],
        ),
      );
      const isStuck = listings.some((one) => one.status === 'needs-you' && one.problem?.kind !== 'approval');
      stuckSinceMs = isStuck ? Math.min(stuckSinceMs, performance.now()) : Number.POSITIVE_INFINITY;
      if (performance.now() - stuckSinceMs > stuckMs)
        throw new Error('A listing waits for the seller, who did nothing wrong.');
      return listings.every((one) => one.status === 'in-step');
    },
    limitMs,
  ).catch((error: Error) => {
    throw new Error(`${error.message} At last: ${last}`);
  });
}

/** New prices and new words for some of the patterns. */
export async function edit({ seller, ledger, random }: Scene, share: number): Promise<void> {
  for (const { patternId, offerId, title } of ledger.made) {
    if (random.next() > share) continue;
    const wanted = { title: `${title} ${random.int(100, 999)}`, priceMinor: random.int(700, 1_150) };
    ledger.wanted.set(offerId, wanted);
    await seller.send('PATCH', `/offers/${offerId}`, { priceMinor: wanted.priceMinor });
    await seller.send('PATCH', `/patterns/${patternId}`, { title: wanted.title });
  }
}

/** Buyers buy on both shops, whatever state the hub is in. */
export async function sell({ lab, seller, ledger, random }: Scene, howMany: number): Promise<void> {
  const listings = await seller.all('/listings');
  const { etsyId } = ledger.channels;
  for (let n = 0; n < howMany; n += 1) {
    const listing = random.pick(listings);
    const id = Number(listing.remoteId);
    if (listing.channelId === etsyId) {
      const { receiptId } = lab.etsy.admin.sell({
        listingId: id,
        buyer: { userId: 600_000 + n, name: `Ada ${n}` },
      });
      ledger.sold.push({ shop: 'etsy', remoteId: String(receiptId), offerId: listing.offerId, email: null });
    } else {
      const email = `bo${n}@example.test`;
      const { orderId } = lab.woo.admin.sell({
        productId: id,
        buyer: { firstName: 'Bo', lastName: `No ${n}`, email },
      });
      ledger.sold.push({ shop: 'woocommerce', remoteId: String(orderId), offerId: listing.offerId, email });
    }
    await lab.wait(random.int(0, 150));
  }
}

export const ordersKnown = ({ seller, ledger }: Scene): Promise<unknown> =>
  until(
    'every order known',
    async () => (await seller.all('/orders')).length >= ledger.sold.length,
    patienceMs,
  );

/** One file of some patterns is corrected in the folder; their buyers are told. */
export async function correct(scene: Scene, howMany: number): Promise<void> {
  const { seller, ledger } = scene;
  const some = ledger.made.filter((one) => !ledger.adopted.some(({ offerId }) => offerId === one.offerId));
  for (const { title, patternId } of some.slice(0, howMany)) {
    const bytes = await makePdf({
      pages: Array(2).fill([210, 297]),
      text: `${title}, corrected`,
      font: 'embedded',
    });
    await writeFile(fileOf(seller, title, 'a4.pdf'), bytes);
    ledger.corrected.add(patternId);
  }
  await until(
    'the corrections published',
    async () => {
      for (const patternId of ledger.corrected) {
        const { items } = await seller.get(`/patterns/${patternId}/releases`);
        if (!items.some((one: Json) => one.changeKind === 'erratum' && one.state === 'published'))
          return false;
      }
      return true;
    },
    patienceMs,
  );
  await until(
    'the notices sent',
    async () => {
      const notices = await seller.all('/notices');
      for (const one of notices.filter((notice) => notice.state === 'draft'))
        await seller.send('POST', `/notices/${one.id}/approve`, {});
      return notices.length >= ledger.corrected.size && notices.every((one) => one.state === 'sent');
    },
    patienceMs,
  );
}

export const shopsOf = (lab: Scene['lab']) => ({
  etsy: lab.etsy,
  woo: lab.woo,
  effects: () => lab.etsy.admin.counts().effects + lab.woo.admin.counts().effects,
  writes: () => lab.etsy.admin.counts().writes + lab.woo.admin.counts().writes,
  close: async () => {},
});
