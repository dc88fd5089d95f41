import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Json, type Made, startTestHub, type TestHub, takeIn, until } from '../support/hub.ts';
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
} from '../support/shops.ts';

const titles = Array.from({ length: 25 }, (_, index) => `Bird ${String.fromCharCode(65 + index)}`);

let hub: TestHub;
let shops: Shops;
let channels: Channels;
let made: Made[];

beforeAll(async () => {
  [hub, shops] = await Promise.all([startTestHub(), startShops()]);
  made = await takeIn(hub, titles, ['a4.pdf', 'cover.png']);
  channels = await connectShops(hub, shops);
  await finishAdoption(hub, channels);
});
afterAll(async () => {
  await hub.close();
  await shops.close();
});

const reasonsOf = (listings: Json[]): string[] => [
  ...new Set(listings.flatMap((one) => one.plan.reasons.map((why: Json) => why.reason))),
];

/** The plan waits, the shops are as they were, and everybody can read why. */
async function waitsForTheClick(effects: number, count: number, reason: string): Promise<void> {
  const waiting = await planned(hub);
  const stuck = (await hub.all('/listings')).filter(
    (one) => (one.problem?.kind ?? 'approval') !== 'approval',
  );
  expect(stuck.map((one) => `${one.channelName}: ${one.problem.message}`)).toEqual([]);
  expect(waiting).toHaveLength(count);
  expect(reasonsOf(waiting)).toContain(reason);
  expect(waiting.every((one) => one.status === 'needs-you' && one.planHash)).toBe(true);
  expect(shops.effects()).toBe(effects);
}

/** Long enough for many steps, had they been allowed to go on. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 3000));

it('a first listing of 25 patterns waits; stop everything stops it between steps, resume ends it', async () => {
  const offerIds = made.map((one) => one.offerId);
  await listEverywhere(hub, channels, offerIds);
  await waitsForTheClick(0, 50, 'first-write');
  await approveAll(hub);
  await until('some of it was done', () => shops.effects() >= 20);
  expect(await hub.send('POST', '/stop', {})).toEqual({ isStopped: true });
  expect(await hub.get('/board')).toMatchObject({ isStopped: true });
  await until('the calls on the wire ended', async () => {
    const seen = shops.writes();
    await aWhile();
    return shops.writes() === seen;
  });
  const [effects, listings] = [shops.effects(), await hub.all('/listings')];
  expect(listings.some((one) => one.status !== 'in-step')).toBe(true);
  await hub.send('PATCH', `/offers/${offerIds[0]}`, { priceMinor: 910 });
  await aWhile();
  expect(shops.effects()).toBe(effects);

  expect(await hub.send('POST', '/resume', {})).toEqual({ isStopped: false });
  await hub.send('PATCH', `/offers/${offerIds[0]}`, { priceMinor: 900 });
  await until('approved anew where the price moved in between', async () => {
    const waiting = await planned(hub);
    if (waiting.length > 0) await approveAll(hub);
    return waiting.length === 0;
  });
  await inStep(hub);
  expect(shops.etsy.admin.state().listings.filter((one) => one.state === 'active')).toHaveLength(25);
  expect(shops.etsy.admin.state().listings).toHaveLength(25);
  expect(shops.woo.admin.state().products).toHaveLength(25);
  // What went up under this click is old news to the rule that watches for waves.
  await hub.pool.query(`update listing set applied_at = applied_at - interval '1 hour'`);
});

it('25 new titles at once wait', async () => {
  const effects = shops.effects();
  await Promise.all(
    made.map(({ patternId, title }) => hub.send('PATCH', `/patterns/${patternId}`, { title: `${title} II` })),
  );
  await waitsForTheClick(effects, 50, 'many-at-once');
  await Promise.all(
    made.map(({ patternId, title }) => hub.send('PATCH', `/patterns/${patternId}`, { title })),
  );
  await inStep(hub);
  expect(shops.effects()).toBe(effects);
});

it('an import of nonsense prices is flagged, and what is accepted all the same waits', async () => {
  const effects = shops.effects();
  const rows = made.map(({ sku }, index) => `${sku},${index % 2 ? '0' : '900.00'}`);
  const text = `sku,price\n${rows.join('\n')}\n`;
  const preview = await hub.send('POST', '/patterns/import/preview', { format: 'csv', text });
  expect(preview.counts).toMatchObject({ flagged: 25, price: 0, create: 0 });
  const careful = await hub.send('POST', '/patterns/import', { format: 'csv', text });
  expect(careful.priced).toBe(0);
  expect(await planned(hub)).toEqual([]);

  const acceptLines = preview.rows.map((row: Json) => row.line);
  const done = await hub.send('POST', '/patterns/import', { format: 'csv', text, acceptLines });
  expect(done.priced).toBe(25);
  const listings: Json[] = await until('each looked at', async () => {
    const { channels: plans } = await hub.get('/plan');
    return plans.every((one: Json) => one.pending === 0) && hub.all('/listings');
  });
  // A price of zero is refused outright where the shop does not take it; nothing is on its way anywhere.
  expect(new Set(listings.map((one) => one.status))).toEqual(new Set(['needs-you']));
  expect(reasonsOf(await planned(hub))).toContain('price-move');
  expect(shops.effects()).toBe(effects);
  for (const { offerId } of made) await hub.send('PATCH', `/offers/${offerId}`, { priceMinor: 900 });
  await inStep(hub);
  expect(shops.effects()).toBe(effects);
});

it('a single price times a hundred waits, one of a few percent goes alone', async () => {
  const effects = shops.effects();
  const [one, other] = made as [Made, Made];
  await hub.send('PATCH', `/offers/${one.offerId}`, { priceMinor: 90_000 });
  await waitsForTheClick(effects, 2, 'price-move');
  await hub.send('PATCH', `/offers/${one.offerId}`, { priceMinor: 900 });
  await hub.send('PATCH', `/offers/${other.offerId}`, { priceMinor: 950 });
  await inStep(hub);
  expect(shops.effects()).toBe(effects + 2);
});

it('a wiped catalogue waits', async () => {
  const effects = shops.effects();
  await hub.send('POST', '/patterns/archive', { patternIds: made.map((one) => one.patternId) });
  await waitsForTheClick(effects, 50, 'takes-down');
  const onSale = shops.etsy.admin.state().listings.filter((listing) => listing.state === 'active');
  expect(onSale).toHaveLength(25);
  for (const { patternId } of made) await hub.send('POST', `/patterns/${patternId}/restore`, {});
  await inStep(hub);
  expect(shops.effects()).toBe(effects);
});

it('a bulk removal of listings waits', async () => {
  const effects = shops.effects();
  const listings = await hub.all('/listings');
  for (const { id } of listings) await hub.send('DELETE', `/listings/${id}`);
  await waitsForTheClick(effects, 50, 'takes-down');
  for (const { id } of listings) await hub.send('POST', `/listings/${id}/resume`, {});
  await inStep(hub);
  expect(shops.effects()).toBe(effects);
});
