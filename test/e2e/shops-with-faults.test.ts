import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyChannel } from '../../src/modules/listings/index.ts';
import { type Made, startTestHub, type TestHub, takeIn, until } from '../support/hub.ts';
import {
  approveAll,
  type Channels,
  connectShops,
  finishAdoption,
  inStep,
  listEverywhere,
  planned,
  type Shops,
  startShops,
  wooFields,
} from '../support/shops.ts';

const titles = Array.from({ length: 12 }, (_, index) => `Fish ${String.fromCharCode(65 + index)}`);

let hub: TestHub;
let shops: Shops;
let channels: Channels;
let made: Made[];
beforeAll(async () => {
  [hub, shops] = await Promise.all([startTestHub(), startShops()]);
  made = await takeIn(hub, titles);
  channels = await connectShops(hub, shops);
  await finishAdoption(hub, channels);
});
afterAll(async () => {
  await hub.close();
  await shops.close();
});

const rates = {
  'fail-before': 0.05,
  'fail-after': 0.05,
  'cut-before': 0.025,
  'cut-after': 0.025,
  'rate-limited': 0.03,
};

const faulty = (): void => {
  shops.etsy.admin.faults({ seed: 7, rates, retryAfterSeconds: 1 });
  shops.woo.admin.faults({ seed: 11, rates, retryAfterSeconds: 1 });
};
const faultsSeen = (): number =>
  [shops.etsy, shops.woo].flatMap((shop) => shop.admin.log().calls.filter((call) => call.fault)).length;

/** Approves whatever waits, as a patient seller would, until both shops are in step. */
const patiently = (): Promise<unknown> =>
  until(
    'both shops in step in spite of the faults',
    async () => {
      await approveAll(hub);
      const listings = await hub.all('/listings');
      return listings.every((one) => one.status === 'in-step') && listings;
    },
    240_000,
  );

it('12 listings on two shops that fail, cut and refuse: in step, each once, digital, with its files', async () => {
  await listEverywhere(
    hub,
    channels,
    made.map((one) => one.offerId),
  );
  faulty();
  await patiently();
  expect(faultsSeen()).toBeGreaterThan(5);
  shops.etsy.admin['faults-off']();
  shops.woo.admin['faults-off']();

  const { listings } = shops.etsy.admin.state();
  expect(listings.map((one) => one.title).sort()).toEqual(titles);
  for (const one of listings) {
    expect(one).toMatchObject({ type: 'download', state: 'active' });
    expect(one.files.map((file) => file.name).sort()).toHaveLength(2);
    expect(new Set(one.files.map((file) => file.name)).size).toBe(2);
    expect(one.images).toHaveLength(1);
  }
  const { products } = shops.woo.admin.state();
  expect(products.map((one) => one.name).sort()).toEqual(titles);
  for (const one of products) {
    expect(one).toMatchObject({ downloadable: true, status: 'publish', regularPrice: '9.00' });
    expect(one.downloads).toHaveLength(2);
    expect(one.images).toHaveLength(1);
  }
});

it('changes under the same faults lose no download id and double nothing', async () => {
  const products = shops.woo.admin.state().products.map((one) => one.id);
  const idsOf = (id: number) => wooFields(shops, id).downloads.map((file) => file.id);
  const before = products.map(idsOf);
  faulty();
  for (const { patternId, offerId, title } of made) {
    await hub.send('PATCH', `/patterns/${patternId}`, { title: `${title} anew` });
    await hub.send('PATCH', `/offers/${offerId}`, { priceMinor: 950 });
  }
  await patiently();
  shops.etsy.admin['faults-off']();
  shops.woo.admin['faults-off']();

  expect(products.map(idsOf)).toEqual(before);
  const { listings } = shops.etsy.admin.state();
  expect(listings.map((one) => [one.title, one.priceMinor, one.files.length]).sort()).toEqual(
    titles.map((title) => [`${title} anew`, 950, 2]),
  );
  expect(
    shops.woo.admin
      .state()
      .products.map((one) => [one.name, one.regularPrice])
      .sort(),
  ).toEqual(titles.map((title) => [`${title} anew`, '9.50']));
  for (const channelId of Object.values(channels))
    expect((await verifyChannel(hub.hub.host, channelId)).drifted).toBe(0);
  await inStep(hub);
  expect(await planned(hub)).toEqual([]);
  expect(shops.etsy.admin.violations()).toEqual([]);
  expect(shops.woo.admin.violations()).toEqual([]);
  expect(await hub.hub.host.ports.queue.countFailed()).toBe(0);
});
