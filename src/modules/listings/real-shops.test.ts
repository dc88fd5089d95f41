import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type EtsySandbox,
  startEtsySandbox,
  startWooSandbox,
  type WooSandbox,
} from '../../../sandbox/index.ts';
import { etsy } from '../../connectors/etsy/index.ts';
import { woocommerce } from '../../connectors/woocommerce/index.ts';
import { newId } from '../../kit/ids.ts';
import { type Channel, readChannel, readShop, setChannelFields } from '../channels/index.ts';
import { resolveAddress } from './address-store.ts';
import { adoptCertain, finishAdoption } from './decide-adoption.ts';
import { followMaster } from './let-go.ts';
import { listOn } from './list-on.ts';
import { putBack } from './put-back.ts';
import { sealForTest } from './testing/seal-for-test.ts';
import { createWorld, type World } from './testing/world.ts';
import { verifyChannel } from './verify.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('the engine with sandbox shops over HTTP', () => {
  let world: World;
  let hub: Server;
  let etsyShop: EtsySandbox;
  let wooShop: WooSandbox;
  let patterns: { patternId: string; offerId: string }[];
  beforeEach(async () => {
    // The hub's addresses, as the shops fetch them.
    hub = createServer((request, response) => {
      void (async () => {
        const token = request.url?.split('/')[2] ?? '';
        const found = await resolveAddress(world.host.db, token);
        if (!found) return response.writeHead(404).end();
        response.writeHead(200, { 'content-type': found.contentType });
        return response.end(await world.host.ports.storage.read(found.sha256));
      })();
    });
    await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
    const { port } = hub.address() as AddressInfo;
    world = await createWorld([etsy, woocommerce], `http://127.0.0.1:${port}`);
    etsyShop = await startEtsySandbox({ currency: 'EUR', limits: { perSecond: 1000, perDay: 100_000 } });
    wooShop = await startWooSandbox({ currency: 'EUR' });
    patterns = await world.addPatterns(3, 'Aaron');
    const { sha256 } = await world.host.ports.storage.put(png);
    await world.host.db.execute(sql`insert into asset (sha256, size_bytes, kind, content_type)
      values (${sha256}, ${png.length}, 'png', 'image/png')`);
    for (const { patternId } of patterns)
      await world.host.db.execute(sql`insert into pattern_image (id, pattern_id, sha256, position, alt)
        values (${newId()}, ${patternId}, ${sha256}, 0, 'A picture')`);
  });
  afterEach(async () => {
    await etsyShop.close();
    await wooShop.close();
    await world.close();
    await new Promise((resolve) => hub.close(resolve));
  });

  const connect = async (which: 'etsy' | 'woo'): Promise<Channel> => {
    const connector = which === 'etsy' ? etsy : woocommerce;
    const shop = which === 'etsy' ? etsyShop : wooShop;
    const secrets =
      which === 'etsy'
        ? { ...etsyShop.credentials, accessToken: etsyShop.admin.token({}).accessToken }
        : { ...wooShop.credentials };
    const channel = await world.addChannel(connector, { state: 'reading', baseUrl: shop.url });
    await setChannelFields(world.host.db, channel.id, {
      secrets: sealForTest(world.host, channel.id, secrets),
      settings: which === 'woo' ? { siteUrl: shop.url } : {},
    });
    await readShop(world.host, channel.id);
    return readChannel(world.host.db, channel.id);
  };
  const goLive = async (channel: Channel, offerIds: string[]) => {
    const { listingIds } = await world.run(listOn, { channelId: channel.id, offerIds, wantedState: 'live' });
    await world.settleListings();
    await world.approveAll(channel.id);
    await world.settleListings();
    return listingIds;
  };
  const stateOf = async (id: string) => {
    const { status, problem, plan } = await world.listing(id);
    return { status, problem, steps: plan?.steps.map((step) => step.kind), reasons: plan?.reasons };
  };

  it('gives no shop an address that only this computer reaches', async () => {
    const channel = await connect('woo');
    await world.run(finishAdoption, { channelId: channel.id });
    world.host.ports.address.mode = 'desk';
    wooShop.admin['clear-log']();
    const [id = ''] = await goLive(channel, patterns.map((one) => one.offerId).slice(0, 1));
    expect(await stateOf(id)).toMatchObject({ status: 'needs-you', problem: { kind: 'blocked' } });
    expect((await world.listing(id)).problem?.message).toMatch(/Set SPINDLE_PUBLIC_URL/);
    expect(wooShop.admin.counts().writes).toBe(0);
  });

  it('lists, corrects and proves on Etsy', async () => {
    const channel = await connect('etsy');
    await world.run(finishAdoption, { channelId: channel.id });
    const ids = await goLive(
      channel,
      patterns.map((one) => one.offerId),
    );
    for (const id of ids) expect(await stateOf(id)).toMatchObject({ status: 'in-step', problem: null });
    expect(await verifyChannel(world.host, channel.id)).toEqual({ checked: 3, drifted: 0 });
    const effects = etsyShop.admin.counts().effects;
    await world.mark(...ids);
    await world.settleListings();
    expect(etsyShop.admin.counts().effects).toBe(effects);
    // The create's answer was lost, or the upload's: nothing is doubled.
    etsyShop.admin['next-fault']({ kind: 'fail-after', method: 'POST', pathIncludes: '/files' });
    await world.release(patterns[0]?.patternId ?? '', 'corrected');
    await world.settleListings();
    expect(await stateOf(ids[0] ?? '')).toMatchObject({ status: 'in-step', problem: null });
    const there = (await world.listing(ids[0] ?? '')).observed;
    expect(there).toMatchObject({ isDigital: true, state: 'live' });
    expect(there?.files).toHaveLength(1);
    expect(await verifyChannel(world.host, channel.id)).toEqual({ checked: 3, drifted: 0 });
    if (etsyShop.isSpecChecked) expect(etsyShop.admin.violations()).toEqual([]);
  });

  it('does not double a listing whose creation Etsy answered with an error', async () => {
    const channel = await connect('etsy');
    await world.run(finishAdoption, { channelId: channel.id });
    etsyShop.admin['next-fault']({ kind: 'fail-after', method: 'POST', pathIncludes: '/listings' });
    const [id = ''] = await goLive(channel, [patterns[0]?.offerId ?? '']);
    expect(await stateOf(id)).toMatchObject({ status: 'in-step', problem: null });
    expect((await verifyChannel(world.host, channel.id)).drifted).toBe(0);
    const count = await readShop(world.host, channel.id);
    expect(count).toBe(1);
  });

  it('adopts what Etsy carries without writing, and brings it the erratum', async () => {
    etsyShop.admin.seed({
      title: 'Aaron 1, PDF download',
      description: 'My own words',
      priceMinor: 777,
      files: [
        { name: 'pattern-a4.pdf', bytes: '%PDF-1.4 mine' },
        { name: 'thanks.pdf', bytes: '%PDF-1.4 thanks' },
      ],
      images: [{ bytes: png, altText: 'mine' }],
    });
    const channel = await connect('etsy');
    const effects = etsyShop.admin.counts().effects;
    expect(await world.run(adoptCertain, { channelId: channel.id })).toMatchObject({ adopted: 1 });
    await world.run(finishAdoption, { channelId: channel.id });
    await world.settleListings();
    const [row] = await world.sql('select id from listing');
    const id = String(row?.id);
    await world.mark(id);
    await world.settleListings();
    expect(await stateOf(id)).toMatchObject({ status: 'in-step', steps: [] });
    expect(etsyShop.admin.counts().effects).toBe(effects);
    await world.release(patterns[0]?.patternId ?? '', 'corrected');
    await world.settleListings();
    await world.approveAll(channel.id);
    await world.settleListings();
    expect(await stateOf(id)).toMatchObject({ status: 'in-step', problem: null });
    const there = (await world.listing(id)).observed;
    expect(there?.files.map((file) => file.name).sort()).toEqual(['pattern-a4.pdf', 'thanks.pdf']);
    expect(there).toMatchObject({ description: 'My own words', price: { amountMinor: 777 } });
    expect(await verifyChannel(world.host, channel.id)).toEqual({ checked: 1, drifted: 0 });
  });

  it('lists many on WooCommerce in one call, and serves an erratum under the same address', async () => {
    const channel = await connect('woo');
    await world.run(finishAdoption, { channelId: channel.id });
    const ids = await goLive(
      channel,
      patterns.map((one) => one.offerId),
    );
    for (const id of ids) expect(await stateOf(id)).toMatchObject({ status: 'in-step', problem: null });
    expect(await verifyChannel(world.host, channel.id)).toEqual({ checked: 3, drifted: 0 });
    const before = await world.listing(ids[0] ?? '');
    const url = before.observed?.files[0]?.url ?? '';
    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
    await world.release(patterns[0]?.patternId ?? '', 'corrected');
    await world.settleListings();
    const after = await world.listing(ids[0] ?? '');
    expect(after.status).toBe('in-step');
    expect(after.appliedReleaseId).not.toBe(before.appliedReleaseId);
    expect(after.observed?.files[0]).toMatchObject({ url, remoteId: before.observed?.files[0]?.remoteId });
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(false);
    expect(await verifyChannel(world.host, channel.id)).toEqual({ checked: 3, drifted: 0 });
  });

  it('adopts what WooCommerce carries without writing, corrects it and puts it back as it was', async () => {
    const fileUrl = `${wooShop.url}/wp-content/uploads/woocommerce_uploads/pattern-a4.pdf`;
    await wooShop.admin.seed({
      name: 'Aaron 1, PDF download',
      description: 'My own words',
      regularPrice: '7.77',
      sku: 'MINE-1',
      tags: ['mine'],
      downloads: [{ name: 'pattern-a4.pdf', file: fileUrl }],
      images: [{ bytes: png, alt: 'mine' }],
    });
    const channel = await connect('woo');
    const writes = () =>
      wooShop.admin.log().calls.filter((one) => !['GET', 'HEAD'].includes(one.method)).length;
    expect(await world.run(adoptCertain, { channelId: channel.id })).toMatchObject({ adopted: 1 });
    await world.run(finishAdoption, { channelId: channel.id });
    await world.settleListings();
    const [row] = await world.sql('select id from listing');
    const id = String(row?.id);
    await world.mark(id);
    await world.settleListings();
    expect(await stateOf(id)).toMatchObject({ status: 'in-step', steps: [] });
    expect(writes()).toBe(0);
    const before = (await world.listing(id)).observed;

    const fields = ['title', 'description', 'price', 'tags'] as const;
    await world.run(followMaster, { listingId: id, fields: [...fields] });
    await world.release(patterns[0]?.patternId ?? '', 'corrected');
    await world.settleListings();
    await world.approveAll(channel.id);
    await world.settleListings();
    expect(await stateOf(id)).toMatchObject({ status: 'in-step', problem: null });
    const changed = (await world.listing(id)).observed;
    expect(changed).toMatchObject({ title: 'Aaron 1', price: { amountMinor: 900 } });
    expect(changed?.files.map((file) => file.remoteId)).toEqual(before?.files.map((file) => file.remoteId));
    expect(changed?.files[0]?.url).not.toBe(fileUrl);

    const { cannot } = await world.run(putBack, { listingId: id });
    expect(cannot).toEqual([]);
    await world.settleListings();
    await world.approveAll(channel.id);
    await world.settleListings();
    expect(await stateOf(id)).toMatchObject({ status: 'resting', problem: null });
    const { facts: _now, ...after } = (await world.listing(id)).observed ?? { facts: {} };
    const { facts: _then, ...asItWas } = before ?? { facts: {} };
    expect(after).toEqual(asItWas);
    expect(await verifyChannel(world.host, channel.id)).toEqual({ checked: 1, drifted: 0 });
  });
});
