import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Channel } from '../channels/index.ts';
import { recreateListing } from './let-go.ts';
import { listOn } from './list-on.ts';
import { createScriptedShop, type ScriptedShop } from './testing/scripted-shop.ts';
import { createWorld, type World } from './testing/world.ts';

describe('how far a click reaches', () => {
  let shop: ScriptedShop;
  let world: World;
  let channel: Channel;
  beforeAll(async () => {
    shop = createScriptedShop();
    world = await createWorld([shop.connector]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    Object.assign(shop, { writes: [], fault: () => null, onWrite: () => {} });
    channel = await world.addChannel(shop.connector);
  });
  const listOne = async () => {
    const [one] = await world.addPatterns(1, `Click ${Math.random().toString(36).slice(2, 8)}`);
    const offerId = one?.offerId ?? '';
    const { listingIds } = await world.run(listOn, {
      channelId: channel.id,
      offerIds: [offerId],
      wantedState: 'live',
    });
    const id = listingIds[0] ?? '';
    await world.settleListings();
    await world.approveAll(channel.id);
    return { id, offerId };
  };

  it('small steps of the price add up: past the allowed move since the last click they wait', async () => {
    const { id, offerId } = await listOne();
    await world.settleListings();
    const price = async () => shop.listings.get((await world.listing(id)).remoteId ?? '')?.price?.amountMinor;
    await world.setPrice([offerId], 700);
    await world.settleListings();
    expect(await price()).toBe(700);
    await world.setPrice([offerId], 550);
    await world.settleListings();
    expect(await price()).toBe(700);
    expect((await world.listing(id)).plan?.reasons).toEqual(['price-move']);
    await world.approveAll(channel.id);
    await world.settleListings();
    expect(await price()).toBe(550);
    await world.setPrice([offerId], 500);
    await world.settleListings();
    expect(await price()).toBe(500);
  });

  it('a replacement that broke off after the upload goes on under the same click', async () => {
    const { id } = await listOne();
    await world.settleListings();
    const remoteId = (await world.listing(id)).remoteId ?? '';
    const there = shop.listings.get(remoteId);
    Object.assign(there ?? {}, { files: [{ remoteId: 'old', name: 'old.zip', sizeBytes: 51 }] });
    await world.sql(`update listing set observed_at = null, applied = null where id = '${id}'`);
    shop.fault = (step) => (step.kind === 'remove-file' ? { kind: 'ambiguous', when: 'before' } : null);
    await world.mark(id);
    await world.settleListings();
    expect(shop.listings.get(remoteId)?.files).toHaveLength(2);
    shop.fault = () => null;
    await world.sql('update work set not_before = null');
    await world.settleListings();
    expect(await world.listing(id)).toMatchObject({ status: 'in-step', problem: null });
    expect(shop.listings.get(remoteId)?.files.map((file) => file.name)).not.toContain('old.zip');
  });

  it('a file of the shop that nothing takes the place of goes with a click only', async () => {
    const { id } = await listOne();
    await world.settleListings();
    const there = shop.listings.get((await world.listing(id)).remoteId ?? '');
    const files = [...(there?.files ?? []), { remoteId: 'bonus', name: 'bonus.zip', sizeBytes: 51 }];
    Object.assign(there ?? {}, { files });
    await world.sql(`update listing set observed_at = null where id = '${id}'`);
    await world.mark(id);
    await world.settleListings();
    expect((await world.listing(id)).plan?.reasons).toEqual(['deletes']);
    expect(there?.files.map((file) => file.name)).toContain('bonus.zip');
  });

  it('a listing that is made again waits for a click of its own', async () => {
    const { id } = await listOne();
    shop.fault = (step) => (step.kind === 'upload-file' ? { kind: 'gone', when: 'before' } : null);
    await world.settleListings();
    expect((await world.listing(id)).problem?.kind).toBe('gone');
    Object.assign(shop, { writes: [], fault: () => null });
    await world.run(recreateListing, { listingId: id });
    await world.settleListings();
    expect(shop.writes).toEqual([]);
    expect(await world.listing(id)).toMatchObject({ status: 'needs-you', problem: { kind: 'approval' } });
  });

  it('a refused plan uses its click up', async () => {
    const { id } = await listOne();
    shop.fault = (step) => (step.kind === 'create' ? { kind: 'rejected', when: 'before' } : null);
    await world.settleListings();
    expect(await world.listing(id)).toMatchObject({ status: 'needs-you', approvedHash: null });
  });

  it('a click on a plan that changed before it ran does not come back with the old values', async () => {
    const { id, offerId } = await listOne();
    await world.settleListings();
    await world.setPrice([offerId], 90);
    await world.settleListings();
    await world.approveAll(channel.id);
    await world.setPrice([offerId], 91);
    await world.settleListings();
    shop.writes.length = 0;
    await world.setPrice([offerId], 90);
    await world.settleListings();
    expect(shop.writes).toEqual([]);
    expect((await world.listing(id)).status).toBe('needs-you');
  });
});
