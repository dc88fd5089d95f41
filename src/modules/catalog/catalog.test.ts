import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actor, createTestHost, type TestHost } from '../../../test/support/host.ts';
import { designer } from '../../db/tables/index.ts';
import { newId } from '../../kit/ids.ts';
import { on } from '../../kit/signal.ts';
import { auditModule } from '../audit/index.ts';
import { listActivity } from '../audit/list-activity.ts';
import { archivePattern, archivePatterns, restorePattern } from './archive-patterns.ts';
import { createOffer } from './create-offer.ts';
import { createPattern } from './create-pattern.ts';
import { getPattern } from './get-pattern.ts';
import { importCatalog, previewImport } from './import/import-catalog.ts';
import { catalogModule, currentPrice, listActiveOfferIds, offersChanged, readOffers } from './index.ts';
import { listPatterns } from './list-patterns.ts';
import { addTimedPrice } from './timed-prices.ts';
import { updateOffer } from './update-offer.ts';
import { updatePattern } from './update-pattern.ts';
import { setPatternStates } from './write-store.ts';

let test: TestHost;
const told: { offerIds: string[]; priority: number; why: string }[] = [];

beforeAll(async () => {
  const spy = {
    name: 'spy',
    operations: [],
    listeners: [on(offersChanged, 'spy.changed', async (_, payload) => void told.push(payload))],
  };
  test = await createTestHost({ modules: [auditModule, catalogModule, spy] });
});
afterAll(() => test.close());
beforeEach(() => told.splice(0));

const make = (title: string, priceMinor = 1000) =>
  test.run(createPattern, { title, craft: 'sewing', priceMinor, currency: 'EUR', tags: ['easy', 'easy'] });
const activate = (id: string) =>
  test.host.transaction((tx) => setPatternStates(tx, [id], 'active', new Date()));

describe('patterns', () => {
  it('start as drafts with one offer of everything and a SKU of their own', async () => {
    const [first, second] = [await make('Grüne Bluse'), await make('Grüne Bluse')];
    expect(first).toMatchObject({ slug: 'grune-bluse', state: 'draft', tags: ['easy'], version: 1 });
    expect(first.offers).toMatchObject([
      { kind: 'whole', sku: 'SPN-grune-bluse', price: { amountMinor: 1000 } },
    ]);
    expect(second).toMatchObject({ slug: 'grune-bluse-2', offers: [{ sku: 'SPN-grune-bluse-2' }] });
  });

  it('tell every offer that shows them when they change, and nobody when they do not', async () => {
    const pattern = await make('Teller');
    const bundle = await test.run(createOffer, {
      name: 'Both',
      memberOfferIds: [pattern.offers[0]?.id ?? ''],
      priceMinor: 1500,
    });
    told.splice(0);
    await test.run(updatePattern, { patternId: pattern.id, title: 'Teller' });
    expect(told).toEqual([]);
    const after = await test.run(updatePattern, { patternId: pattern.id, title: 'Teller II', story: 'New' });
    expect(told.flatMap((one) => one.offerIds).sort()).toEqual([pattern.offers[0]?.id, bundle.id].sort());
    expect(after.offers[0]?.name).toBe('Teller II');
  });

  it('refuse a change that was made on an older version', async () => {
    const { id } = await make('Versioned');
    await test.run(updatePattern, { patternId: id, expectedVersion: 1, story: 'one' });
    await expect(
      test.run(updatePattern, { patternId: id, expectedVersion: 1, story: 'two' }),
    ).rejects.toMatchObject({ code: 'stale' });
  });

  it('are archived, many at once and all or none, and restored', async () => {
    const made = [await make('Old A'), await make('Old B')];
    const ids = made.map((pattern) => pattern.id);
    await expect(test.run(archivePatterns, { patternIds: [...ids, newId()] })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await test.run(archivePatterns, { patternIds: ids })).toEqual({ archived: 2, alreadyArchived: 0 });
    expect(told).toMatchObject([
      { offerIds: expect.arrayContaining(made.map((pattern) => pattern.offers[0]?.id)) },
    ]);
    const lines = (await test.run(listActivity, { patternId: ids[1] ?? '' })).items;
    expect(lines.map((line) => line.sentence)).toEqual(['“Old B” was archived.']);
    const newest = (await test.run(listActivity, {})).items.map((line) => line.sentence);
    expect(newest).toContain('2 patterns were archived.');
    expect(newest).not.toContain('“Old B” was archived.');
    expect(await test.run(restorePattern, { patternId: ids[0] ?? '' })).toMatchObject({ state: 'active' });
    expect(await test.run(archivePattern, { patternId: ids[0] ?? '' })).toMatchObject({ state: 'archived' });
  });

  it('are found by a part of the title, page by page', async () => {
    for (let n = 1; n <= 5; n += 1) await make(`Paged 10% ${n}`);
    const titles: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await test.run(listPatterns, { search: '10%', limit: 2, cursor });
      titles.push(...page.items.map((pattern) => pattern.title));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(titles).toEqual([1, 2, 3, 4, 5].map((n) => `Paged 10% ${n}`));
  });

  it('of one designer are not there for another', async () => {
    const pattern = await make('Mine');
    const otherId = newId();
    const [row] = await test.host.db.select().from(designer).limit(1);
    await test.host.db
      .insert(designer)
      .values({ id: otherId, studioId: row?.studioId ?? '', name: 'Other', slug: `other-${otherId}` });
    const other = actor(['*'], otherId);
    await expect(test.run(getPattern, { patternId: pattern.id }, other)).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(
      test.run(updateOffer, { offerId: pattern.offers[0]?.id ?? '', priceMinor: 1 }, other),
    ).rejects.toMatchObject({ code: 'not-found' });
    await expect(test.run(archivePatterns, { patternIds: [pattern.id] }, other)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect((await test.run(listPatterns, {}, other)).items).toEqual([]);
    await test.host.db.execute(`delete from designer where id = '${otherId}'`);
  });
});

describe('offers', () => {
  it('show a bundle with its members, and are for sale only while all of them are', async () => {
    const [a, b] = [await make('Duo A'), await make('Duo B')];
    await activate(a.id);
    const part = await test.run(createOffer, {
      name: 'Duo A, A4',
      patternId: a.id,
      roles: ['a4'],
      priceMinor: 500,
    });
    const bundle = await test.run(createOffer, {
      name: 'Duo',
      memberOfferIds: [part.id, b.offers[0]?.id ?? ''],
      priceMinor: 1200,
    });
    expect(part.sku).toBe('SPN-duo-a-a4');
    expect(bundle).toMatchObject({
      kind: 'bundle',
      memberPatternIds: [a.id, b.id],
      pattern: { state: 'draft' },
    });
    expect(bundle.parts.map((one) => one.roles)).toEqual([['a4'], null]);
    const { designerId } = a;
    expect(await listActiveOfferIds(test.host.db, designerId)).not.toContain(bundle.id);
    await activate(b.id);
    expect(await listActiveOfferIds(test.host.db, designerId)).toEqual(
      expect.arrayContaining([bundle.id, part.id, a.offers[0]?.id]),
    );
    await expect(
      test.run(createOffer, { name: 'Nested', memberOfferIds: [bundle.id], priceMinor: 1 }),
    ).rejects.toMatchObject({ code: 'invalid' });
  });

  it('have prices for a time, of which the shop’s own wins', async () => {
    const pattern = await make('Timed');
    const offerId = pattern.offers[0]?.id ?? '';
    const channelId = newId();
    const day = (n: number) => new Date(Date.UTC(2030, 0, n));
    await test.run(addTimedPrice, {
      offerId,
      amountMinor: 800,
      startsAt: day(1).toISOString(),
      endsAt: day(10).toISOString(),
    });
    await test.run(addTimedPrice, { offerId, channelId, amountMinor: 900, startsAt: day(5).toISOString() });
    expect(told.every((one) => one.priority === 50)).toBe(true);
    const [view] = await readOffers(test.host.db, [offerId]);
    if (!view) throw new Error('The offer is there');
    const price = (at: Date, channel: string | null) => currentPrice(view, channel, at).amountMinor;
    expect(price(new Date(), channelId)).toBe(1000);
    expect(price(day(2), channelId)).toBe(800);
    expect(price(day(6), channelId)).toBe(900);
    expect(price(day(6), newId())).toBe(800);
    expect(price(day(10), null)).toBe(1000);
    await expect(
      test.run(addTimedPrice, {
        offerId,
        amountMinor: 1,
        startsAt: day(5).toISOString(),
        endsAt: day(4).toISOString(),
      }),
    ).rejects.toMatchObject({ code: 'invalid' });
  });

  it('never cost less than nothing', async () => {
    await expect(make('Negative', -1)).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('an import', () => {
  const priceOf = async (id: string) =>
    (await test.run(getPattern, { patternId: id })).offers[0]?.price.amountMinor;

  it('judges every row, and changes nothing while it is only shown or a row is refused', async () => {
    const pattern = await make('Importable', 1200);
    const csv = [
      'sku;title;price',
      'SPN-importable;;12000',
      'SPN-importable;;11,50',
      ';Brand new;9.00',
      ';Negative;-5',
      ';Words;twelve',
      ';Cents;1.999',
      ';Free;0',
      ';;3',
      'SPN-nowhere;;3',
    ].join('\r\n');
    const preview = await test.run(previewImport, { format: 'csv', text: csv });
    expect(preview.rows.map((row) => row.action)).toEqual([
      'flagged',
      'refused',
      'create',
      'refused',
      'refused',
      'refused',
      'flagged',
      'refused',
      'refused',
    ]);
    expect(preview.rows[0]?.message).toMatch(/1000 times/);
    expect(preview.rows.filter((row) => row.action === 'refused').every((row) => row.message)).toBe(true);
    await expect(test.run(importCatalog, { format: 'csv', text: csv })).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(await priceOf(pattern.id)).toBe(1200);
    expect(told.filter((one) => one.why.includes('import'))).toEqual([]);
  });

  it('does the plain rows at once, and flagged ones only when they are accepted', async () => {
    const [a, b] = [await make('Set A', 1000), await make('Set B', 1000)];
    const text = JSON.stringify([
      { title: 'Set A', price: 1100 / 100 },
      { sku: 'SPN-set-b', price: '100.00' },
      { title: 'Set C', price: '7.00', tags: ['x', 'y'] },
    ]);
    told.splice(0);
    const first = await test.run(importCatalog, { format: 'json', text });
    expect(first).toMatchObject({ created: 1, priced: 1, counts: { flagged: 1 } });
    expect([await priceOf(a.id), await priceOf(b.id)]).toEqual([1100, 1000]);
    expect(told).toMatchObject([{ offerIds: [a.offers[0]?.id], priority: 50 }]);
    const second = await test.run(importCatalog, { format: 'json', text, acceptLines: [2] });
    expect(second).toMatchObject({ created: 0, priced: 1, counts: { unchanged: 2 } });
    expect(await priceOf(b.id)).toBe(10_000);
    const lines = (await test.run(listActivity, { patternId: a.id })).items;
    expect(lines.map((line) => line.sentence)).toEqual([
      'An import changed the price of “Set A” from 10.00 EUR to 11.00 EUR.',
    ]);
  });

  it('refuses what is no table with a sentence', async () => {
    for (const [format, text] of [
      ['json', '{'],
      ['json', '{"a":1}'],
      ['csv', 'only,a,header'],
      ['csv', 'title,price\n"never closed,1'],
    ] as const) {
      await expect(test.run(previewImport, { format, text })).rejects.toMatchObject({ code: 'invalid' });
    }
  });
});
