import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePdf } from '../../src/modules/preflight/testing/make-files.ts';
import { fileOf, type Json, type Made, startTestHub, type TestHub, takeIn, until } from '../support/hub.ts';
import {
  adoptAll,
  approveAll,
  type Channels,
  connectShops,
  etsyFields,
  inStep,
  planned,
  type Shops,
  seedEtsy,
  seedWoo,
  startShops,
  wooFields,
} from '../support/shops.ts';

let hub: TestHub;
let shops: Shops;
let channels: Channels;
let wren: Made;
let etsyId: number;
let wooId: number;
let before: { etsy: ReturnType<typeof etsyFields>; woo: ReturnType<typeof wooFields> };

beforeAll(async () => {
  [hub, shops] = await Promise.all([startTestHub(), startShops()]);
  [wren] = (await takeIn(hub, ['Wren'])) as [Made];
  etsyId = await seedEtsy(shops, hub, 'Wren');
  wooId = await seedWoo(shops, hub, 'Wren');
  before = { etsy: etsyFields(shops, etsyId), woo: wooFields(shops, wooId) };
  channels = await connectShops(hub, shops);
  await adoptAll(hub, channels, [wren]);
});
afterAll(async () => {
  await hub.close();
  await shops.close();
});

const listings = (): Promise<Json[]> => hub.all('/listings');

it('changes many fields of two adopted listings, once approved', async () => {
  for (const { id } of await listings())
    await hub.send('POST', `/listings/${id}/follow-master`, {
      fields: ['title', 'description', 'price', 'tags', 'sku', 'images'],
    });
  await hub.send('PATCH', `/patterns/${wren.patternId}`, {
    title: 'Wren Dress',
    story: 'A new story.\n\nIn two paragraphs.',
    tags: ['dress', 'wren', 'linen'],
  });
  await hub.send('PATCH', `/offers/${wren.offerId}`, { priceMinor: 1490 });
  await writeFile(
    fileOf(hub, 'Wren', 'a4.pdf'),
    await makePdf({ pages: Array(2).fill([210, 297]), text: 'Wren, A4, corrected', font: 'embedded' }),
  );
  await until('the erratum', async () => {
    const { items } = await hub.get(`/patterns/${wren.patternId}/releases`);
    return items[0].changeKind === 'erratum' && items[0].state === 'published';
  });
  await planned(hub);
  expect(shops.effects()).toBe(0);
  await approveAll(hub);
  await inStep(hub);

  const [etsy, woo] = [etsyFields(shops, etsyId), wooFields(shops, wooId)];
  expect(etsy).toMatchObject({
    title: 'Wren Dress',
    priceMinor: 1490,
    sku: wren.sku,
    type: 'download',
    state: 'active',
  });
  expect(etsy.tags).not.toEqual(before.etsy.tags);
  expect(etsy.description).toContain('A new story.');
  expect(etsy.files.map((file) => file.name)).toEqual(before.etsy.files.map((file) => file.name));
  const a4 = (fields: typeof etsy) => fields.files.find((file) => file.name === 'wren-a4.pdf')?.sha256;
  expect(a4(etsy)).not.toBe(a4(before.etsy));
  expect(woo).toMatchObject({ name: 'Wren Dress', regularPrice: '14.90', sku: wren.sku });
  expect(woo.tagNames).not.toEqual(before.woo.tagNames);
  const ids = (fields: typeof woo) => fields.downloads.map((file) => file.id).sort();
  expect(ids(woo)).toEqual(ids(before.woo));
  expect(woo.downloads.some((file) => file.file.startsWith(hub.url))).toBe(true);
});

it('puts both back as they were, field by field, and says what it could not', async () => {
  const said = new Map<string, { field: string; why: string }[]>();
  for (const { id, channelId } of await listings())
    said.set(channelId, (await hub.send('POST', `/listings/${id}/put-back`, {})).cannot);
  const waiting = await planned(hub);
  expect(waiting.length).toBeGreaterThan(0);
  await approveAll(hub);
  await inStep(hub, ['resting']);

  const [etsy, woo] = [etsyFields(shops, etsyId), wooFields(shops, wooId)];
  const { files: etsyFiles, images: etsyImages, ...etsyRest } = before.etsy;
  expect({ ...etsy, files: [], images: [] }).toEqual({ ...etsyRest, files: [], images: [] });
  // Etsy gives no bytes back: what stands there again are the hub's copies of the release from before.
  const placesOf = (files: typeof etsyFiles) => files.map(({ name, rank }) => ({ name, rank }));
  expect(placesOf(etsy.files)).toEqual(placesOf(etsyFiles));
  const { images: wooImages, ...wooRest } = before.woo;
  expect({ ...woo, images: [] }).toEqual({ ...wooRest, images: [] });

  // Pictures that the shop has lost cannot come back: then, and only then, the sentence says so.
  for (const [channelId, now, then] of [
    [channels.etsyId, etsy.images, etsyImages],
    [channels.wooId, woo.images, wooImages],
  ] as const) {
    const isSame = JSON.stringify(now) === JSON.stringify(then);
    const why = said.get(channelId)?.find((one) => one.field === 'images')?.why ?? null;
    if (isSame) expect(why).toBeNull();
    else expect(why).toMatch(/pictures/i);
  }
  expect(shops.etsy.admin.violations()).toEqual([]);
  expect(shops.woo.admin.violations()).toEqual([]);
});

it('leaves them alone from then on', async () => {
  const effects = shops.effects();
  await hub.send('PATCH', `/patterns/${wren.patternId}`, { title: 'Wren Dress, once more' });
  await hub.send('PATCH', `/offers/${wren.offerId}`, { priceMinor: 1500 });
  expect(await planned(hub)).toEqual([]);
  await inStep(hub, ['resting']);
  expect(shops.effects()).toBe(effects);
  // The hub has its own copy of what it took in; the designer's folder was never written to.
  expect((await readFile(fileOf(hub, 'Wren', 'a4.pdf'))).subarray(0, 5).toString()).toBe('%PDF-');
});
