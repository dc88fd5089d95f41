import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Channel } from '../channels/index.ts';
import { Dispatcher } from './dispatcher.ts';
import { listOn } from './list-on.ts';
import { createScriptedShop, type ScriptedShop } from './testing/scripted-shop.ts';
import { createWorld, type World } from './testing/world.ts';

describe('the engine', () => {
  let shop: ScriptedShop;
  let world: World;
  let channel: Channel;
  beforeAll(async () => {
    shop = createScriptedShop();
    world = await createWorld([shop.connector]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    Object.assign(shop, { writes: [], fault: () => null, onWrite: () => {}, echoes: false });
    channel = await world.addChannel(shop.connector);
  });

  const listOne = async (wantedState: 'draft' | 'live' = 'live') => {
    const [pattern] = await world.addPatterns(1, `Design ${Math.random().toString(36).slice(2, 8)}`);
    if (!pattern) throw new Error('no pattern');
    const { listingIds } = await world.run(listOn, {
      channelId: channel.id,
      offerIds: [pattern.offerId],
      wantedState,
    });
    const id = listingIds[0] ?? '';
    return { ...pattern, id };
  };
  const publish = async () => {
    const one = await listOne();
    await world.settleListings();
    await world.approveAll(channel.id);
    await world.settleListings();
    return one;
  };
  const there = async (id: string) => shop.listings.get((await world.listing(id)).remoteId ?? '');

  it('writes nothing before the click, and all of it after', async () => {
    const { id } = await listOne();
    await world.settleListings();
    const waiting = await world.listing(id);
    expect(waiting.status).toBe('needs-you');
    expect(waiting.plan?.reasons).toEqual(['first-write', 'creates', 'publishes']);
    expect(shop.writes).toEqual([]);
    expect(await world.approveAll(channel.id)).toBe(1);
    await world.settleListings();
    expect(await world.listing(id)).toMatchObject({ status: 'in-step', approvedHash: null, problem: null });
    expect(await there(id)).toMatchObject({ state: 'live', files: [{ name: 'pattern-a4.zip' }] });
    expect(shop.writes).toEqual(['create', 'upload-file', 'publish']);
  });

  it('plans nothing once it is in step', async () => {
    const { id } = await publish();
    shop.writes.length = 0;
    await world.mark(id);
    await world.settleListings();
    expect(shop.writes).toEqual([]);
    expect((await world.listing(id)).status).toBe('in-step');
  });

  it('brings an erratum alone: the new file goes up before the old one goes', async () => {
    const { id, patternId } = await publish();
    const before = (await there(id))?.files[0]?.remoteId;
    shop.writes.length = 0;
    await world.release(patternId, 'corrected');
    await world.settleListings();
    expect(shop.writes).toEqual(['upload-file', 'remove-file']);
    const files = (await there(id))?.files;
    expect(files).toHaveLength(1);
    expect(files?.[0]?.remoteId).not.toBe(before);
    const [release] = await world.sql(
      `select id from release where pattern_id = '${patternId}' and state = 'published'`,
    );
    expect((await world.listing(id)).appliedReleaseId).toBe(release?.id);
  });

  it('never loses an edit that comes while a run is under way', async () => {
    const { id, offerId } = await publish();
    let edits = 0;
    shop.onWrite = async () => {
      if (edits++ < 3) await world.setPrice([offerId], 900 + edits);
    };
    await world.setPrice([offerId], 950);
    await world.settleListings();
    expect((await there(id))?.price?.amountMinor).toBe(903);
    const [work] = await world.sql(`select dirty - synced as behind from work where listing_id = '${id}'`);
    expect(Number(work?.behind)).toBe(0);
  });

  it('looks before it goes on when a create was lost, so that nothing is doubled', async () => {
    const { id } = await listOne();
    await world.settleListings();
    await world.approveAll(channel.id);
    shop.fault = (step, call) =>
      step.kind === 'create' && call < 1e6 && !shop.writes.includes('create')
        ? { kind: 'ambiguous', when: 'after' }
        : null;
    const count = shop.listings.size;
    await world.settleListings();
    expect(shop.listings.size).toBe(count + 1);
    expect(shop.writes.filter((kind) => kind === 'create')).toHaveLength(1);
    expect((await world.listing(id)).status).toBe('in-step');
  });

  it('waits after a failure that did nothing, then goes on under the same click', async () => {
    const { id } = await listOne();
    await world.settleListings();
    await world.approveAll(channel.id);
    let failures = 0;
    shop.fault = (step) =>
      step.kind === 'upload-file' && failures++ < 2 ? { kind: 'transient', when: 'before' } : null;
    await world.settleListings();
    expect((await world.listing(id)).status).toBe('in-step');
    expect(shop.writes.filter((kind) => kind === 'create')).toHaveLength(1);
  });

  it('waits ever longer only while it comes no further', async () => {
    const { id } = await listOne();
    await world.settleListings();
    await world.approveAll(channel.id);
    const tries = async () =>
      (await world.sql(`select attempts from work where listing_id = '${id}'`))[0]?.attempts;
    shop.fault = (step) => (step.kind === 'upload-file' ? { kind: 'transient', when: 'before' } : null);
    await world.sql(`update work set attempts = 6 where listing_id = '${id}'`);
    await new Dispatcher(world.host).drain();
    expect(shop.writes).toContain('create');
    expect(await tries()).toBe(1);
    await world.sql('update work set not_before = null');
    await new Dispatcher(world.host).drain();
    expect(await tries()).toBe(2);
    shop.fault = () => null;
    await world.sql('update work set not_before = null');
    await world.settleListings();
    expect((await world.listing(id)).status).toBe('in-step');
  });

  it('burns no attempt while the shop says to wait', async () => {
    const { id, offerId } = await publish();
    let asked = 0;
    shop.fault = () => (asked++ < 1 ? { kind: 'rate-limited', when: 'before', retryAfterMs: 700 } : null);
    await world.setPrice([offerId], 910);
    await world.settleListings();
    expect(await world.listing(id)).toMatchObject({ status: 'in-step' });
    expect((await there(id))?.price?.amountMinor).toBe(910);
  });

  it('asks the seller when the shop refuses, and does not try again by itself', async () => {
    const { id, offerId } = await publish();
    shop.writes.length = 0;
    let calls = 0;
    shop.fault = () => {
      calls += 1;
      return { kind: 'rejected', when: 'before' };
    };
    await world.setPrice([offerId], 911);
    await world.settleListings();
    await world.settleListings();
    expect(calls).toBe(1);
    expect(await world.listing(id)).toMatchObject({
      status: 'needs-you',
      problem: { kind: 'rejected', message: 'The shop said rejected.' },
    });
  });

  it('says so when a listing is gone from the shop', async () => {
    const { id, offerId } = await publish();
    shop.listings.delete((await world.listing(id)).remoteId ?? '');
    await world.setPrice([offerId], 912);
    await world.settleListings();
    expect(await world.listing(id)).toMatchObject({ status: 'needs-you', problem: { kind: 'gone' } });
  });

  it('takes over from a run that hangs, and lets it neither record nor double anything', async () => {
    const { id, patternId } = await publish();
    shop.writes.length = 0;
    let wake = () => {};
    const hanging = new Promise<void>((resolve) => {
      wake = resolve;
    });
    let isHung = () => {};
    const hung = new Promise<void>((resolve) => {
      isHung = resolve;
    });
    shop.onWrite = async () => {
      shop.onWrite = () => {};
      isHung();
      await hanging;
    };
    await world.release(patternId, 'corrected');
    const dead = new Dispatcher(world.host);
    await dead.tick();
    await hung;
    // The process that holds the listing is gone as far as anybody can tell.
    await world.sql(`update work set lease_until = now() - interval '1 second' where listing_id = '${id}'`);
    await world.settleListings();
    expect(shop.writes).toEqual(['upload-file', 'remove-file']);
    const settled = await world.listing(id);
    const placed = await world.sql(
      `select remote_id from placed where listing_id = '${id}' order by placed_at`,
    );
    wake();
    await dead.stop();
    // The late write reached the shop, as a frozen process's can; its record was refused.
    expect(
      await world.sql(`select remote_id from placed where listing_id = '${id}' order by placed_at`),
    ).toEqual(placed);
    expect((await world.listing(id)).updatedAt).toEqual(settled.updatedAt);
  });
});
