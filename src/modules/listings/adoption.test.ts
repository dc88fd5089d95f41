import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Channel, readShop } from '../channels/index.ts';
import { adoptCertain, decideAdoption, finishAdoption } from './decide-adoption.ts';
import { followMaster, letGo, recreateListing } from './let-go.ts';
import { listAdoption } from './list-adoption.ts';
import { putBack } from './put-back.ts';
import { acceptDrift, keepForThisShop, overwriteDrift } from './resolve-drift.ts';
import { showPlan } from './show-plan.ts';
import { createScriptedShop, type ScriptedShop } from './testing/scripted-shop.ts';
import { createWorld, type World } from './testing/world.ts';
import { verifyChannel } from './verify.ts';

describe('adopting a shop that was there before', () => {
  let shop: ScriptedShop;
  let world: World;
  let channel: Channel;
  let patterns: { patternId: string; offerId: string }[];
  beforeEach(async () => {
    shop = createScriptedShop();
    world = await createWorld([shop.connector]);
    patterns = await world.addPatterns(1, 'Aaron tank');
    patterns.push(...(await world.addPatterns(1, 'Bella bodice')));
    shop.put({
      title: 'Aaron Tank 1 - PDF Sewing Pattern',
      description: 'The shop’s own words',
      price: { amountMinor: 1250, currency: 'EUR' },
      files: [
        { remoteId: 'fa', name: 'pattern-a4.pdf', sizeBytes: 40 },
        { remoteId: 'fx', name: 'thanks-for-buying.pdf', sizeBytes: 9_000_000 },
      ],
      images: [{ remoteId: 'i1', alt: 'mine' }],
    });
    shop.put({ title: 'Bodice', files: [] });
    shop.put({ title: 'A mug with a cat' });
    channel = await world.addChannel(shop.connector, { state: 'reading' });
    await readShop(world.host, channel.id);
  });
  afterEach(() => world.close());

  const snapshot = () => JSON.stringify([...shop.listings]);
  const adoptFirst = async () => {
    await world.run(decideAdoption, {
      channelId: channel.id,
      remoteId: '1',
      decision: 'adopt',
      offerId: patterns[0]?.offerId,
    });
    await world.run(finishAdoption, { channelId: channel.id });
    await world.settleListings();
    const [row] = await world.sql(`select id from listing where channel_id = '${channel.id}'`);
    return String(row?.id);
  };

  it('asks where it is not certain, and says why', async () => {
    const { items, counts } = await world.run(listAdoption, { channelId: channel.id });
    expect(items.map((item) => [item.remoteId, item.state])).toEqual([
      ['1', 'matched'],
      ['2', 'asked'],
      ['3', 'open'],
    ]);
    expect(items[0]?.candidates[0]).toMatchObject({ offerId: patterns[0]?.offerId, title: 'Aaron tank 1' });
    expect(items[1]?.candidates[0]?.reasons).toEqual(['similar title', 'same price']);
    expect(counts).toEqual({ matched: 1, asked: 1, open: 1 });
  });

  it('takes the shop’s values as its own, so that the first plan is empty and nothing is written', async () => {
    const before = snapshot();
    expect(await world.run(adoptCertain, { channelId: channel.id })).toMatchObject({ adopted: 1 });
    await world.settleListings();
    await world.run(finishAdoption, { channelId: channel.id });
    await world.settleListings();
    await world.sql(`update work set dirty = dirty + 1`);
    await world.settleListings();
    expect(shop.writes).toEqual([]);
    expect(snapshot()).toBe(before);
    const plan = await world.run(showPlan, { channelId: channel.id });
    expect(plan.sentence).toBe('There is nothing to do.');
    const [row] = await world.sql('select id from listing');
    const listing = await world.listing(String(row?.id));
    expect(listing).toMatchObject({ status: 'in-step', wantedState: 'live', isAdopted: true });
    expect(listing.ownValues).toMatchObject({
      title: 'Aaron Tank 1 - PDF Sewing Pattern',
      description: 'The shop’s own words',
      price: { amountMinor: 1250, currency: 'EUR' },
      files: { slots: { a4: { name: 'pattern-a4.pdf' } }, keep: [{ remoteId: 'fx' }] },
    });
    expect(listing.original?.description).toBe('The shop’s own words');
  });

  it('carries an erratum to the right file and leaves the shop’s other file alone', async () => {
    const id = await adoptFirst();
    await world.release(patterns[0]?.patternId ?? '', 'corrected');
    await world.settleListings();
    expect((await world.listing(id)).plan?.reasons).toContain('first-write');
    await world.approveAll(channel.id);
    await world.settleListings();
    expect(shop.writes).toEqual(['upload-file', 'remove-file']);
    const files = shop.listings.get('1')?.files ?? [];
    expect(files.map((file) => file.name)).toEqual(['thanks-for-buying.pdf', 'pattern-a4.pdf']);
    expect(files.some((file) => file.remoteId === 'fa')).toBe(false);
  });

  it('keeps the shop’s price and title until they are given back to the master', async () => {
    const id = await adoptFirst();
    await world.setTitle(patterns[0]?.patternId ?? '', 'A new name');
    await world.setPrice([patterns[0]?.offerId ?? ''], 1300);
    await world.settleListings();
    expect(await world.approveAll(channel.id)).toBe(0);
    await world.run(followMaster, { listingId: id, fields: ['title', 'price'] });
    await world.settleListings();
    await world.approveAll(channel.id);
    await world.settleListings();
    expect(shop.listings.get('1')).toMatchObject({
      title: 'A new name',
      price: { amountMinor: 1300 },
      description: 'The shop’s own words',
    });
  });

  it('puts a listing back as it was', async () => {
    const id = await adoptFirst();
    const before = structuredClone(shop.listings.get('1'));
    await world.run(followMaster, { listingId: id, fields: ['title', 'description', 'price', 'sku'] });
    await world.release(patterns[0]?.patternId ?? '', 'corrected');
    await world.settleListings();
    await world.approveAll(channel.id);
    await world.settleListings();
    expect(shop.listings.get('1')?.description).toBe('A story.');
    const { cannot } = await world.run(putBack, { listingId: id });
    expect(cannot).toEqual([]);
    await world.settleListings();
    await world.approveAll(channel.id);
    await world.settleListings();
    const { files, sku: _sku, ...words } = shop.listings.get('1') ?? { files: [] };
    const { files: filesBefore, sku: _before, ...wordsBefore } = before ?? { files: [] };
    expect(words).toEqual(wordsBefore);
    expect(files.map((file) => file.name).sort()).toEqual(filesBefore.map((file) => file.name).sort());
    expect((await world.listing(id)).status).toBe('resting');
    shop.writes.length = 0;
    await world.setTitle(patterns[0]?.patternId ?? '', 'Later');
    await world.settleListings();
    expect(shop.writes).toEqual([]);
  });

  it('makes a pattern of a listing that it does not know', async () => {
    const made = await world.run(decideAdoption, {
      channelId: channel.id,
      remoteId: '3',
      decision: 'new-pattern',
    });
    const [pattern] = await world.sql(`select title, state from pattern where id = '${made.patternId}'`);
    expect(pattern).toEqual({ title: 'A mug with a cat', state: 'draft' });
  });

  it('finds what was changed on the shop, and lets the seller decide', async () => {
    const id = await adoptFirst();
    expect(await verifyChannel(world.host, channel.id)).toEqual({ checked: 1, drifted: 0 });
    const there = shop.listings.get('1');
    if (!there) throw new Error('not there');
    there.title = 'Edited by hand';
    expect(await verifyChannel(world.host, channel.id)).toEqual({ checked: 1, drifted: 1 });
    expect(await world.listing(id)).toMatchObject({ status: 'drifted', drift: ['title'] });
    // Until she decides, another change goes around the field.
    await world.run(followMaster, { listingId: id, fields: ['description'] });
    await world.settleListings();
    await world.approveAll(channel.id);
    await world.settleListings();
    expect(there).toMatchObject({ title: 'Edited by hand', description: 'A story.' });
    await world.run(acceptDrift, { listingId: id });
    await world.settleListings();
    expect(await world.listing(id)).toMatchObject({
      status: 'in-step',
      ownValues: { title: 'Edited by hand' },
    });
    there.title = 'Edited again';
    await verifyChannel(world.host, channel.id);
    await world.run(overwriteDrift, { listingId: id });
    await world.settleListings();
    expect(there.title).toBe('Edited by hand');
    there.title = 'And again';
    await verifyChannel(world.host, channel.id);
    await world.run(keepForThisShop, { listingId: id });
    await world.settleListings();
    expect(there.title).toBe('And again');
    expect(await verifyChannel(world.host, channel.id)).toEqual({ checked: 1, drifted: 0 });
  });

  it('makes a listing again that is gone, or lets it go', async () => {
    const id = await adoptFirst();
    shop.listings.delete('1');
    expect(await verifyChannel(world.host, channel.id)).toEqual({ checked: 1, drifted: 1 });
    expect((await world.listing(id)).problem?.kind).toBe('gone');
    await world.run(recreateListing, { listingId: id });
    await world.settleListings();
    await world.approveAll(channel.id);
    await world.settleListings();
    expect(await world.listing(id)).toMatchObject({ status: 'in-step', remoteId: '4' });
    await world.run(letGo, { listingId: id });
    await world.settleListings();
    shop.writes.length = 0;
    await world.setPrice([patterns[0]?.offerId ?? ''], 1);
    await world.settleListings();
    expect(shop.writes).toEqual([]);
    expect((await world.listing(id)).status).toBe('resting');
  });
});
