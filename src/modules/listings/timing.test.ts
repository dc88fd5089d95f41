import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Channel, readChannel } from '../channels/index.ts';
import { adoptCertain } from './decide-adoption.ts';
import { Dispatcher } from './dispatcher.ts';
import { listOn } from './list-on.ts';
import { createScriptedShop, type ScriptedShop } from './testing/scripted-shop.ts';
import { createWorld, type World } from './testing/world.ts';
import { verifyChannel } from './verify.ts';

describe('what happens at once', () => {
  let shop: ScriptedShop;
  let world: World;
  let channel: Channel;
  let list: ScriptedShop['connector']['list'];
  let project: ScriptedShop['connector']['project'];
  beforeAll(async () => {
    shop = createScriptedShop({ batch: 10 });
    ({ list, project } = shop.connector);
    world = await createWorld([shop.connector]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    Object.assign(shop, { writes: [], fault: () => null, onWrite: () => {}, echoes: false });
    Object.assign(shop.connector, { list, project });
    channel = await world.addChannel(shop.connector);
  });
  const publish = async (count = 1) => {
    const patterns = await world.addPatterns(count, `Time ${Math.random().toString(36).slice(2, 8)}`);
    const { listingIds } = await world.run(listOn, {
      channelId: channel.id,
      offerIds: patterns.map((one) => one.offerId),
      wantedState: 'live',
    });
    await world.settleListings();
    await world.approveAll(channel.id);
    await world.settleListings();
    const [first = { patternId: '', offerId: '' }] = patterns;
    return { id: listingIds[0] ?? '', ids: listingIds, patterns, ...first };
  };

  it('an erratum does not wait for the day that a text waits for', async () => {
    const { id, patternId } = await publish();
    shop.fault = () => ({ kind: 'rate-limited', when: 'before', retryAfterMs: 36_000_000 });
    await world.setTitle(patternId, 'Another title');
    await new Dispatcher(world.host).drain();
    const waiting = await world.listing(id);
    expect(waiting).toMatchObject({ status: 'waiting', problem: { kind: 'quota' } });
    expect(Date.parse(waiting.problem?.until ?? '')).toBeGreaterThan(Date.now() + 35_000_000);
    shop.fault = () => null;
    await world.setTitle(patternId, 'A third title');
    await new Dispatcher(world.host).drain();
    expect((await world.listing(id)).problem?.kind ?? 'on its way').not.toBe(null);
    expect(shop.writes).not.toContain('set-text');
    await world.release(patternId, 'corrected');
    await new Dispatcher(world.host).drain();
    expect((await world.listing(id)).status).toBe('in-step');
    expect(shop.writes).toContain('set-text');
  });

  it('a reading that a run has overtaken is not taken for what the shop carries', async () => {
    const { id, patternId } = await publish();
    shop.connector.list = async (io, cursor) => {
      const before = await list(io, cursor);
      await world.release(patternId, 'corrected');
      await new Dispatcher(world.host).drain();
      return before;
    };
    await verifyChannel(world.host, channel.id);
    const listing = await world.listing(id);
    const there = shop.listings.get(listing.remoteId ?? '');
    expect(listing.observed?.files).toEqual(there?.files);
    expect(listing).toMatchObject({ status: 'in-step', drift: [] });
  });

  it('counts one failed call for many listings as one failure of the shop', async () => {
    const { patterns } = await publish(8);
    const offerIds = patterns.map((one) => one.offerId);
    let failures = 0;
    const batch = shop.connector.batch;
    const perform = batch?.perform;
    if (!batch || !perform) throw new Error('no batch');
    const { ConnectorError } = await import('../../connectors/connector.ts');
    batch.perform = async (io, items) => {
      if (failures++ === 0) throw new ConnectorError('transient', 'The shop does not answer.');
      return perform(io, items);
    };
    await world.setPrice(offerIds, 950);
    await new Dispatcher(world.host).drain();
    expect((await readChannel(world.host.db, channel.id)).breakerOpenUntil).toBe(null);
    await world.settleListings();
    batch.perform = perform;
    expect(shop.writes.filter((kind) => kind === 'set-price')).toHaveLength(8);
  });

  it('remembers as planned only what the clock said when it was planned', async () => {
    const { id } = await publish();
    let plannedAtMs = 0;
    shop.connector.project = (input) => {
      plannedAtMs = Date.now();
      while (Date.now() < plannedAtMs + 5);
      return project(input);
    };
    await world.mark(id);
    await world.settleListings();
    // A timed price that begins between the two must be found by the next sweep.
    expect((await world.listing(id)).planAt?.getTime()).toBeLessThanOrEqual(plannedAtMs);
  });

  it('one listing that cannot be adopted does not keep the others from it', async () => {
    const patterns = await world.addPatterns(2, `Both ${Math.random().toString(36).slice(2, 8)}`);
    const [taken, free] = patterns;
    await world.run(listOn, { channelId: channel.id, offerIds: [taken?.offerId ?? ''] });
    for (const [index, one] of [taken, free].entries())
      await world.sql(`insert into remote_listing (channel_id, remote_id, observed, observed_at, state, candidates)
        values ('${channel.id}', 'both-${index}', '${JSON.stringify(shop.put({ title: 'Both' }))}', now(), 'matched',
        '[{"offerId":"${one?.offerId}","score":1,"reasons":[]}]')`);
    expect(await world.run(adoptCertain, { channelId: channel.id })).toMatchObject({ adopted: 1 });
  });
});
