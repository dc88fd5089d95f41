import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actor, createTestHost, type TestHost } from '../../../test/support/host.ts';
import { channel, listing } from '../../db/tables/index.ts';
import { newId } from '../../kit/ids.ts';
import { auditModule } from '../audit/index.ts';
import { listingsModule } from '../listings/index.ts';
import { createOffer } from './create-offer.ts';
import { createPattern } from './create-pattern.ts';
import { importCatalog } from './import/import-catalog.ts';
import { catalogModule } from './index.ts';
import { listPatterns } from './list-patterns.ts';

let test: TestHost;
beforeAll(async () => {
  test = await createTestHost({ modules: [auditModule, catalogModule, listingsModule], jobs: false });
});
afterAll(() => test.close());

const fields = { craft: 'sewing', priceMinor: 900, currency: 'EUR' };
const make = (title: string, more: { channelIds?: string[] } = {}, as = actor()) =>
  test.run(createPattern, { title, ...fields, ...more }, as);

describe('names', () => {
  it('are each its own when many of one title are made at the same moment', async () => {
    const made = await Promise.all(Array.from({ length: 12 }, () => make('Twin set')));
    const slugs = made.map((one) => one.slug).sort();
    const skus = made.map((one) => one.offers[0]?.sku).sort();
    const numbers = Array.from({ length: 11 }, (_, index) => `-${index + 2}`);
    expect(slugs).toEqual(['twin-set', ...numbers.map((number) => `twin-set${number}`)].sort());
    expect(skus).toEqual(['SPN-twin-set', ...numbers.map((number) => `SPN-twin-set${number}`)].sort());
  });

  it('fill the first gap, past numbers that are part of a title', async () => {
    const titles = ['Robe', 'Robe 2', 'Robe', 'Robe'];
    const slugs: string[] = [];
    for (const title of titles) slugs.push((await make(title)).slug);
    expect(slugs).toEqual(['robe', 'robe-2', 'robe-3', 'robe-4']);
  });

  it('give a pattern another SKU when a part has the one of its title', async () => {
    const base = await make('Skirt');
    await test.run(createOffer, { name: 'x', patternId: base.id, roles: ['a4'], priceMinor: 1 });
    const taken = await make('Skirt a4');
    expect(taken).toMatchObject({ slug: 'skirt-a4', offers: [{ sku: 'SPN-skirt-a4-2', name: 'Skirt a4' }] });
  });

  it('are found for hundreds of one title in one import, beside those that are there', async () => {
    await make('Same');
    const rows = Array.from({ length: 600 }, (_, index) => ({
      title: 'Same',
      sku: `OWN-${index}`,
      price: '9.00',
      currency: 'EUR',
      craft: 'sewing',
    }));
    await test.run(importCatalog, { format: 'json', text: JSON.stringify(rows) });
    const found = new Set<string>();
    for (let cursor: string | undefined; ; ) {
      const page = await test.run(listPatterns, { search: 'Same', limit: 200, cursor });
      for (const one of page.items) found.add(one.slug);
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(found.size).toBe(601);
    expect(found).toContain('same-601');
  });
});

describe('a pattern that is listed as it is made', () => {
  const addShop = async (state: string): Promise<string> => {
    const { designerId } = await make(`For shop ${newId()}`);
    const id = newId();
    await test.host.db.insert(channel).values({ id, designerId, kind: 'etsy', name: 'Shop', state });
    return id;
  };
  const listingsOn = async (channelId: string) =>
    (await test.host.db.select().from(listing)).filter((one) => one.channelId === channelId);

  it('has a draft listing on each shop, marked for the engine', async () => {
    const shops = [await addShop('active'), await addShop('adopting')];
    const made = await make('Listed', { channelIds: [...shops, ...shops] });
    for (const shop of shops) {
      expect(await listingsOn(shop)).toMatchObject([
        { offerId: made.offers[0]?.id, wantedState: 'draft', status: 'on-its-way' },
      ]);
    }
    const { rows } = await test.host.db.execute(
      'select 1 from work w join listing l on l.id = w.listing_id where w.dirty > w.synced' as never,
    );
    expect(rows).toHaveLength(2);
  });

  it('is not made at all where it cannot be listed', async () => {
    const shop = await addShop('active');
    const gone = await addShop('disconnected');
    await expect(make('Nowhere', { channelIds: [shop, gone] })).rejects.toMatchObject({ code: 'not-found' });
    await expect(make('Nowhere', { channelIds: [newId()] })).rejects.toMatchObject({ code: 'not-found' });
    const writer = actor(['catalog:write', 'catalog:read']);
    await expect(make('Nowhere', { channelIds: [shop] }, writer)).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect((await test.run(listPatterns, { search: 'Nowhere' })).items).toEqual([]);
    expect(await listingsOn(shop)).toEqual([]);
  });
});
