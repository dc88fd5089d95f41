/** What every connector promises, checked against a running sandbox of its shop over real HTTP. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FieldName, ObservedListing } from '../connector.ts';
import {
  apply,
  book,
  everyField,
  everyListing,
  everyOrder,
  failureOf,
  type Ledger,
  makeOffer,
  type ShopUnderTest,
  withLedger,
} from './harness.ts';
import { createTestIo } from './test-io.ts';

export function describeConnector(name: string, open: () => Promise<ShopUnderTest>): void {
  describe(`${name} keeps the connector contract`, () => {
    let shop: ShopUnderTest;
    let ledger: Ledger;
    beforeEach(async () => {
      shop = await open();
      ledger = { placed: new Map() };
    });
    afterEach(async () => {
      const violations = shop.violations() ?? [];
      await shop.close();
      expect(violations).toEqual([]);
    });
    const planOf = (desired: ReturnType<typeof makeOffer>, observed: ObservedListing) =>
      shop.connector.plan({ desired, observed: withLedger(observed, ledger), owned: everyField });

    describe('connecting', () => {
      it('tells whose key it is', async () => {
        const io = createTestIo({ ...shop.io, settings: shop.bareSettings, secrets: { ...shop.io.secrets } });
        const identity = await shop.connector.identify(io);
        expect(identity.remoteId).not.toBe('');
        expect(identity.name).not.toBe('');
        expect(identity.currency).toBe(shop.currency);
        expect(shop.io.settings).toMatchObject(identity.settings);
      });
      it('calls a wrong and a revoked key unauthorised, in a sentence', async () => {
        const io = createTestIo({
          ...shop.io,
          settings: shop.bareSettings,
          secrets: { ...shop.wrongSecrets },
        });
        const wrong = await failureOf(shop.connector.identify(io));
        expect(wrong.kind).toBe('unauthorised');
        expect(wrong.message).toMatch(/\.$/);
        await shop.revokeKey();
        expect((await failureOf(shop.connector.list(shop.io, null))).kind).toBe('unauthorised');
      });
      it('says that a shop which is not there may come back', async () => {
        const io = createTestIo({
          baseUrl: 'http://127.0.0.1:9',
          settings: shop.io.settings,
          secrets: shop.io.secrets,
        });
        expect((await failureOf(shop.connector.identify(io))).kind).toBe('transient');
      });
    });

    describe('reading', () => {
      it('lists every listing once, over several pages, and writes nothing', async () => {
        const ids = await shop.seed(103);
        const { listings, pages } = await everyListing(shop);
        expect(pages).toBeGreaterThan(1);
        expect(listings.map((listing) => listing.remoteId).toSorted()).toEqual(ids.toSorted());
        expect(shop.effects()).toBe(0);
      });
      it('observes what it lists, and null for what is not there', async () => {
        const [id = ''] = await shop.seed(1);
        const { listings } = await everyListing(shop);
        expect(await shop.connector.observe(shop.io, id)).toEqual(listings[0]);
        expect(listings[0]).toMatchObject({ isDigital: true, state: 'live' });
        expect(await shop.connector.observe(shop.io, '999999')).toBeNull();
      });
    });

    describe('writing', () => {
      it('creates a draft with everything, and then has nothing to do', async () => {
        const desired = makeOffer(shop);
        const { observed, steps } = await apply(shop, ledger, desired, null);
        expect(observed).toMatchObject({
          state: 'draft',
          isDigital: true,
          price: desired.price,
          sku: 'AARON-1',
        });
        expect(observed.files.map((file) => file.name)).toEqual(desired.files.map((file) => file.name));
        expect(observed.images.map((image) => image.alt)).toEqual(desired.images.map((image) => image.alt));
        expect(planOf(desired, observed)).toEqual([]);
        expect(steps.some((step) => step.effect === 'publish')).toBe(false);
      });
      it('publishes as the last step and can take off sale again', async () => {
        const desired = makeOffer(shop, { state: 'live' });
        const { observed, steps, remoteId } = await apply(shop, ledger, desired, null);
        expect(observed.state).toBe('live');
        expect(steps.at(-1)?.effect).toBe('publish');
        expect(steps.at(-1)?.fee).toEqual(shop.connector.capabilities.publishFee?.value);
        const paused = { ...desired, state: 'paused' as const };
        const off = await apply(shop, ledger, paused, remoteId);
        expect(off.steps.map((step) => step.effect)).toEqual(['pause']);
        expect(off.observed.state).not.toBe('live');
        expect(planOf(paused, off.observed)).toEqual([]);
        expect((await apply(shop, ledger, desired, remoteId)).observed.state).toBe('live');
      });

      const changes: Partial<Record<FieldName, (shop: ShopUnderTest) => Parameters<typeof makeOffer>[1]>> = {
        title: () => ({ title: 'Bella body block' }),
        description: () => ({ story: 'Corrected.\n\nPage 3 was upside down.' }),
        price: () => ({ price: { amountMinor: 1234, currency: shop.currency } }),
        tags: () => ({ tags: ['tank top', 'corrected'] }),
        sku: () => ({ sku: 'AARON-2' }),
        images: () => ({ imageCount: 3 }),
        files: () => ({ fileCount: 3 }),
        state: () => ({ state: 'live' }),
      };
      for (const [field, change] of Object.entries(changes))
        it(`changes the ${field} alone, and nothing when nothing changed`, async () => {
          const first = await apply(shop, ledger, makeOffer(shop), null);
          const desired = makeOffer(shop, change(shop));
          const input = { desired, observed: first.observed, owned: everyField };
          expect(shop.connector.differences(input)).toEqual([field]);
          const { steps, observed } = await apply(shop, ledger, desired, first.remoteId);
          expect(new Set(steps.flatMap((step) => step.fields))).toEqual(new Set([field]));
          expect(planOf(desired, observed)).toEqual([]);
          const { [field as FieldName]: _changed, facts: _facts, ...rest } = observed;
          expect(first.observed).toMatchObject(rest);
        });

      it('leaves alone what it does not own', async () => {
        const first = await apply(shop, ledger, makeOffer(shop), null);
        const desired = makeOffer(shop, { title: 'Other', tags: ['other'], fileCount: 1 });
        const owned = new Set<FieldName>(['price']);
        expect(shop.connector.plan({ desired, observed: first.observed, owned })).toEqual([]);
        expect(shop.connector.differences({ desired, observed: first.observed, owned })).toEqual([]);
      });

      it('replaces every file with all slots taken, never below one, keeping the old ones to the last', async () => {
        const fileCount = Math.min(5, shop.connector.limits.fileCount.value);
        const first = await apply(shop, ledger, makeOffer(shop, { fileCount, state: 'live' }), null);
        const desired = makeOffer(shop, { fileCount, version: 2, state: 'live' });
        const counts: number[] = [];
        const { observed } = await apply(shop, ledger, desired, first.remoteId, (seen) => {
          counts.push(seen.files.length);
          expect(seen.isDigital).toBe(true);
          expect(seen.state).toBe('live');
        });
        expect(Math.min(fileCount, ...counts)).toBeGreaterThanOrEqual(Math.max(1, fileCount - 1));
        expect(observed.files.map((file) => file.name).toSorted()).toEqual(
          desired.files.map((file) => file.name).toSorted(),
        );
        expect(planOf(desired, observed)).toEqual([]);
      });
      it('puts one file in the place of another where only one is', async () => {
        const first = await apply(shop, ledger, makeOffer(shop, { fileCount: 1, state: 'live' }), null);
        const desired = makeOffer(shop, { fileCount: 1, version: 2, state: 'live' });
        const { observed } = await apply(shop, ledger, desired, first.remoteId, (seen) => {
          expect(seen.files.length).toBeGreaterThan(0);
          expect(seen.isDigital).toBe(true);
        });
        expect(observed.files).toHaveLength(1);
      });
      it('orders, adds and removes images', async () => {
        const first = await apply(shop, ledger, makeOffer(shop, { imageCount: 4 }), null);
        const all = makeOffer(shop, { imageCount: 5 });
        const images = [3, 4, 1].flatMap((index) => all.images[index] ?? []);
        const { observed } = await apply(shop, ledger, { ...all, images }, first.remoteId);
        expect(observed.images.map((image) => image.alt)).toEqual(images.map((image) => image.alt));
      });
    });

    describe('when things go wrong', () => {
      for (const fault of ['fail-after', 'cut-after'] as const)
        it(`finds what a create made although the answer was lost (${fault})`, async () => {
          const desired = makeOffer(shop, { tags: [] });
          const [create] = shop.connector.plan({ desired, observed: null, owned: everyField });
          if (!create) throw new Error('Nothing to create');
          shop.fault(fault, shop.createCall);
          const target = { remoteId: null, desired, observed: null };
          const lost = await failureOf(shop.connector.perform(shop.io, create, target));
          expect(lost.kind).toBe('ambiguous');
          const found = await shop.connector.find(shop.io, desired);
          expect(found).toHaveLength(1);
          await apply(shop, ledger, desired, found[0]?.remoteId ?? '');
          const { listings } = await everyListing(shop);
          expect(listings).toHaveLength(1);
          expect(planOf(desired, listings[0] as ObservedListing)).toEqual([]);
        });
      it('finds nothing where the create never happened', async () => {
        const desired = makeOffer(shop, { tags: [] });
        const [create] = shop.connector.plan({ desired, observed: null, owned: everyField });
        if (!create) throw new Error('Nothing to create');
        shop.fault('cut-before', shop.createCall);
        const target = { remoteId: null, desired, observed: null };
        expect((await failureOf(shop.connector.perform(shop.io, create, target))).kind).toBe('ambiguous');
        expect(await shop.connector.find(shop.io, desired)).toEqual([]);
      });
      it('comes to the same end when every step’s answer is lost once', async () => {
        const { remoteId } = await apply(shop, ledger, makeOffer(shop, { fileCount: 3 }), null);
        const next = makeOffer(shop, { fileCount: 3, version: 2, title: 'Corrected', imageCount: 3 });
        for (let round = 0; round < 40; round++) {
          const seen = await shop.connector.observe(shop.io, remoteId);
          if (!seen) throw new Error('The listing is gone');
          const observed = withLedger(seen, ledger);
          expect(observed.files.length).toBeGreaterThan(0);
          const [step] = shop.connector.plan({ desired: next, observed, owned: everyField });
          if (!step) break;
          shop.fault('fail-after', { method: '' });
          await failureOf(shop.connector.perform(shop.io, step, { remoteId, desired: next, observed }));
          const again = await shop.connector.observe(shop.io, remoteId);
          expect(again?.isDigital).toBe(true);
          const retry = withLedger(again as ObservedListing, ledger);
          const [second] = shop.connector.plan({ desired: next, observed: retry, owned: everyField });
          if (!second) break;
          const outcome = await shop.connector.perform(shop.io, second, {
            remoteId,
            desired: next,
            observed: retry,
          });
          book(outcome, ledger);
        }
        const end = await shop.connector.observe(shop.io, remoteId);
        expect(planOf(next, end as ObservedListing)).toEqual([]);
        expect(end?.files).toHaveLength(3);
        expect(end?.images).toHaveLength(3);
      });
      it('hands on how long the shop asks to wait', async () => {
        shop.fault('rate-limited', {});
        const limited = await failureOf(shop.connector.list(shop.io, null));
        expect(limited.kind).toBe('rate-limited');
        expect(limited.retryAfterMs).toBeGreaterThanOrEqual(1000);
      });
      it('calls a failed read transient', async () => {
        shop.fault('fail-before', { method: 'GET' });
        expect((await failureOf(shop.connector.list(shop.io, null))).kind).toBe('transient');
      });
      it('says in a sentence what the shop refuses', async () => {
        const { observed, remoteId } = await apply(shop, ledger, makeOffer(shop), null);
        const desired = { ...makeOffer(shop), images: [], files: makeOffer(shop, { fileCount: 3 }).files };
        const last = desired.files.at(-1);
        if (last) Object.assign(last, { name: 'virus.exe', address: last.address?.replace('.pdf', '.exe') });
        const refused = await failureOf(
          (async () => {
            for (const step of shop.connector.plan({
              desired,
              observed,
              owned: new Set<FieldName>(['files']),
            }))
              await shop.connector.perform(shop.io, step, { remoteId, desired, observed });
          })(),
        );
        expect(refused.kind).toBe('rejected');
        expect(refused.message).toMatch(/^The shop|^Etsy/);
        expect(refused.message).not.toMatch(/[{}<>]/);
      });
      it('says that a listing is gone', async () => {
        const { observed } = await apply(shop, ledger, makeOffer(shop), null);
        const desired = makeOffer(shop, { title: 'Other' });
        const [step] = shop.connector.plan({ desired, observed, owned: everyField });
        if (!step) throw new Error('Nothing to do');
        const target = { remoteId: '999999', desired, observed };
        expect((await failureOf(shop.connector.perform(shop.io, step, target))).kind).toBe('gone');
      });
    });

    describe('orders', () => {
      const sell = async (): Promise<{ orderId: string; listingId: string }> => {
        const { remoteId } = await apply(shop, ledger, makeOffer(shop, { state: 'live' }), null);
        return { orderId: await shop.sell(remoteId), listingId: remoteId };
      };
      const hourAgo = (): Date => new Date(shop.io.now().getTime() - 3_600_000);

      it('reads a sale with sums that hold, the same by poll and by number', async () => {
        const { orderId, listingId } = await sell();
        const [order] = await everyOrder(shop, hourAgo());
        if (!order) throw new Error('No order');
        expect(order).toMatchObject({
          remoteId: orderId,
          status: 'paid',
          currency: shop.currency,
          refundedMinor: 0,
        });
        const lines = order.lines.reduce((sum, line) => sum + line.totalMinor + line.taxMinor, 0);
        expect(order.totalMinor).toBe(lines + order.shippingMinor - order.orderDiscountMinor);
        expect(order.lines).toHaveLength(1);
        expect(order.lines[0]).toMatchObject({
          remoteListingId: listingId,
          quantity: 1,
          totalMinor: 850,
          sku: 'AARON-1',
        });
        expect(order.lines[0]?.taxMinor).toBeGreaterThan(0);
        expect(await shop.connector.order(shop.io, orderId)).toEqual(order);
        expect(await shop.connector.order(shop.io, '999999')).toBeNull();
      });
      it('reads refunds and cancellations', async () => {
        const { orderId, listingId } = await sell();
        const second = await shop.sell(listingId);
        await shop.refund(orderId);
        await shop.cancel(second);
        const orders = await everyOrder(shop, hourAgo());
        const refunded = orders.find((order) => order.remoteId === orderId);
        expect(refunded?.status).toBe('refunded');
        expect(refunded?.refundedMinor).toBe(refunded?.totalMinor);
        expect(orders.find((order) => order.remoteId === second)?.status).toBe('cancelled');
      });
      it('believes a notice only when it is signed', async () => {
        const { connector } = shop;
        const { orderId } = await sell();
        const { request, secret } = await shop.notice(orderId);
        const now = shop.io.now();
        const verdict = connector.webhooks?.verify(request, secret, now);
        if (verdict?.kind !== 'accepted') throw new Error(`Expected accepted: ${JSON.stringify(verdict)}`);
        expect(verdict.deliveryId).not.toBe('');
        const [event] = connector.webhooks?.interpret(verdict.topic, request.rawBody) ?? [];
        expect(
          event?.kind === 'order' ? event.order.remoteId : event?.kind === 'order-changed' && event.remoteId,
        ).toBe(orderId);

        const forged = { ...request, rawBody: Buffer.concat([request.rawBody, Buffer.from(' ')]) };
        expect(connector.webhooks?.verify(forged, secret, now).kind).toBe('refused');
        expect(connector.webhooks?.verify(request, `${secret.slice(0, -4)}AAAA`, now).kind).toBe('refused');
        expect(connector.webhooks?.verify({ ...request, headers: {} }, secret, now).kind).toBe('refused');
        expect(connector.webhooks?.verify(request, '', now).kind).toBe('refused');
        const later = new Date(now.getTime() + 3_600_000);
        expect(connector.webhooks?.verify(request, secret, later).kind).toBe(
          shop.signsTime ? 'refused' : 'accepted',
        );
      });
    });
  });
}
