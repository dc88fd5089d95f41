import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startEtsySandbox, startWooSandbox } from './index.ts';
import { createShopClock } from './kit/clock.ts';
import { createFaults } from './kit/faults.ts';
import { createRateMeter } from './kit/rate.ts';

const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

async function control(url: string, verb: string, input?: unknown) {
  const answer = await fetch(`${url}/_sandbox/${verb}`, {
    method: input === undefined ? 'GET' : 'POST',
    ...(input === undefined ? {} : { body: JSON.stringify(input) }),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

describe('faults', () => {
  it('fall alike for the same seed, at about the wanted rate', () => {
    const drawn = (seed: number) => {
      const faults = createFaults({ seed, rates: { 'fail-after': 0.2, 'cut-before': 0.1 } });
      return Array.from({ length: 2000 }, () => faults.draw('GET', '/'));
    };
    expect(drawn(5)).toEqual(drawn(5));
    expect(drawn(5)).not.toEqual(drawn(6));
    const failed = drawn(5).filter((kind) => kind === 'fail-after').length;
    expect(failed).toBeGreaterThan(340);
    expect(failed).toBeLessThan(460);
  });

  it('keep to the methods and paths they were asked for', () => {
    const faults = createFaults({ rates: { 'fail-before': 1 }, methods: ['POST'], pathIncludes: '/files' });
    expect(faults.draw('GET', '/files')).toBeUndefined();
    expect(faults.draw('POST', '/images')).toBeUndefined();
    expect(faults.draw('POST', '/files')).toBe('fail-before');
    faults.off();
    expect(faults.draw('POST', '/files')).toBeUndefined();
  });
});

describe('limits', () => {
  it('can change while the calls go on', () => {
    const meter = createRateMeter(createShopClock(), {
      perSecond: 10,
      perDay: 100,
      drift: { perSecond: [10, 3], everyCalls: 2 },
    });
    expect([1, 2, 3, 4, 5].map(() => meter.take().limitPerSecond)).toEqual([10, 10, 3, 3, 10]);
  });
});

describe('the controls over HTTP', () => {
  it('seed, sell, advance and report, and never count as calls of the vendor’s API', async () => {
    const shop = await startEtsySandbox();
    const seed = {
      title: 'Apron',
      files: [{ name: 'a.pdf', bytes: 'x' }],
      images: [{ bytes: png }],
      quantity: 1,
    };
    const listing = (await control(shop.url, 'seed', seed)).json;
    await control(shop.url, 'sell', { listingId: listing.listingId, quantity: 1 });
    expect((await control(shop.url, 'sell', { listingId: listing.listingId })).status).toBe(400);
    const before = (await control(shop.url, 'state')).json.now as number;
    await control(shop.url, 'advance', { days: 1 });
    const state = (await control(shop.url, 'state')).json;
    expect((state.now as number) - before).toBeGreaterThanOrEqual(86_400_000);
    expect(state.listings).toMatchObject([{ state: 'sold_out', files: [{ name: 'a.pdf', sizeBytes: 1 }] }]);
    expect((await control(shop.url, 'log')).json.counts).toEqual({
      calls: 0,
      reads: 0,
      writes: 0,
      effects: 0,
    });
    expect((await control(shop.url, 'nothing')).status).toBe(404);
    await shop.close();
  });
});

describe('a state file', () => {
  it('brings both shops back with their bytes', async () => {
    const etsyFile = join(folder, 'etsy.json');
    const first = await startEtsySandbox({
      stateFile: etsyFile,
      listings: [{ title: 'Apron', files: [{ name: 'a.pdf', bytes: 'bytes' }] }],
    });
    const { listings } = first.admin.state();
    await first.close();
    const again = await startEtsySandbox({ stateFile: etsyFile, listings: [{ title: 'Not twice' }] });
    expect(again.admin.state().listings).toEqual(listings);
    const { receiptId } = again.admin.sell({ listingId: listings[0]?.listingId ?? 0 });
    expect(again.admin.files({ receiptId })[0]?.bytes().toString()).toBe('bytes');
    await again.close();

    const wooFile = join(folder, 'woo.json');
    const woo = await startWooSandbox({
      stateFile: wooFile,
      products: [{ name: 'Apron', images: [{ bytes: png }] }],
    });
    const { products } = woo.admin.state();
    await woo.close();
    const wooAgain = await startWooSandbox({ stateFile: wooFile });
    expect(wooAgain.admin.state().products).toEqual(products);
    await wooAgain.close();
  });
});
