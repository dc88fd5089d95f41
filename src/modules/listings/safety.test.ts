import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { offersChanged } from '../catalog/index.ts';
import type { Channel } from '../channels/index.ts';
import { Dispatcher } from './dispatcher.ts';
import { listOn } from './list-on.ts';
import { pauseListing } from './pause-listing.ts';
import { removeListing } from './remove-listing.ts';
import { resumeEverything, stopEverything } from './stop-everything.ts';
import { createScriptedShop, type ScriptedShop } from './testing/scripted-shop.ts';
import { createWorld, type World } from './testing/world.ts';

describe('nothing reaches a shop without the click', () => {
  let shop: ScriptedShop;
  let world: World;
  let channel: Channel;
  let patterns: { patternId: string; offerId: string }[];
  let ids: string[];
  beforeAll(async () => {
    shop = createScriptedShop();
    world = await createWorld([shop.connector]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    Object.assign(shop, { writes: [], fault: () => null, onWrite: () => {} });
    channel = await world.addChannel(shop.connector);
    patterns = await world.addPatterns(25, `Set ${Math.random().toString(36).slice(2, 7)}`);
    const { listingIds } = await world.run(listOn, {
      channelId: channel.id,
      offerIds: patterns.map((one) => one.offerId),
      wantedState: 'live',
    });
    ids = listingIds;
    await world.settleListings();
    await world.approveAll(channel.id);
    await world.settleListings();
    shop.writes.length = 0;
  });
  const statuses = async () =>
    (await world.sql(`select distinct status from listing where channel_id = '${channel.id}'`)).map(
      (row) => row.status,
    );
  const offerIds = () => patterns.map((one) => one.offerId);

  it('a wiped catalogue', async () => {
    await inTransaction(world.host, systemActor, async (ctx) => {
      await ctx.tx.execute(
        sql`update pattern set state = 'archived', title = '', story = '' where id = any(${`{${patterns
          .map((one) => one.patternId)
          .join(',')}}`}::uuid[])`,
      );
      await ctx.signal(offersChanged, { offerIds: offerIds(), priority: 100, why: 'archived' });
    });
    await world.settleListings();
    expect(shop.writes).toEqual([]);
    expect(await statuses()).toEqual(['needs-you']);
    expect((await world.listing(ids[0] ?? '')).plan?.reasons).toContain('takes-down');
  });

  it('an import of nonsense prices', async () => {
    await world.setPrice(offerIds(), 1);
    await world.settleListings();
    expect(shop.writes).toEqual([]);
    expect((await world.listing(ids[3] ?? '')).plan?.reasons).toEqual(['price-move', 'many-at-once']);
  });

  it('an import of small price changes on more listings than may change at once', async () => {
    await world.setPrice(offerIds(), 950);
    await world.settleListings();
    expect(shop.writes).toEqual([]);
    expect(await statuses()).toEqual(['needs-you']);
    expect((await world.listing(ids[24] ?? '')).plan?.reasons).toEqual(['many-at-once']);
  });

  it('the same import one by one, from a script', async () => {
    for (const one of patterns) {
      await world.setPrice([one.offerId], 950);
      await new Dispatcher(world.host).drain();
    }
    expect(shop.writes).toHaveLength(20);
    const [waiting] = await world.sql(
      `select count(*)::int as n from listing where channel_id = '${channel.id}' and status = 'needs-you'`,
    );
    expect(waiting?.n).toBe(5);
  });

  it('a bulk delete', async () => {
    for (const listingId of ids) await world.run(removeListing, { listingId });
    await world.settleListings();
    expect(shop.writes).toEqual([]);
    expect(await statuses()).toEqual(['needs-you']);
  });

  it('but a few small changes go alone, though many listings were looked at', async () => {
    await world.setPrice(offerIds().slice(0, 2), 950);
    await world.mark(...ids);
    await world.settleListings();
    expect(shop.writes).toEqual(['set-price', 'set-price']);
    expect(await statuses()).toEqual(['in-step']);
  });

  it('a click allows what was shown and nothing else', async () => {
    const [{ offerId } = { offerId: '' }] = patterns;
    await world.setPrice([offerId], 90);
    await world.settleListings();
    expect(await world.approveAll(channel.id)).toBe(1);
    await world.setPrice([offerId], 91);
    await world.settleListings();
    expect(shop.writes).toEqual([]);
    await world.approveAll(channel.id);
    await world.settleListings();
    expect(shop.listings.get((await world.listing(ids[0] ?? '')).remoteId ?? '')?.price?.amountMinor).toBe(
      91,
    );
  });

  it('a used click allows nothing later', async () => {
    const id = ids[0] ?? '';
    const there = shop.listings.get((await world.listing(id)).remoteId ?? '');
    if (there) there.state = 'paused';
    await world.sql(`update listing set observed_at = now() - interval '1 hour' where id = '${id}'`);
    await world.mark(id);
    await world.settleListings();
    expect(shop.writes).toEqual([]);
    expect(await world.listing(id)).toMatchObject({ status: 'drifted', drift: ['state'] });
  });

  it('a pause that the seller asks for goes at once', async () => {
    await world.run(pauseListing, { listingId: ids[0] ?? '' });
    await world.settleListings();
    expect(shop.writes).toEqual(['pause']);
    expect((await world.listing(ids[0] ?? '')).status).toBe('paused');
  });

  it('an ended listing is never put back on sale', async () => {
    const id = ids[0] ?? '';
    const there = shop.listings.get((await world.listing(id)).remoteId ?? '');
    if (there) there.state = 'ended';
    await world.sql(`update listing set observed_at = now() - interval '1 hour' where id = '${id}'`);
    await world.setPrice([patterns[0]?.offerId ?? ''], 930);
    await world.settleListings();
    expect(shop.writes).toEqual(['set-price']);
    expect(there?.state).toBe('ended');
  });

  it('“stop everything” holds in the middle of a plan', async () => {
    const one = patterns[0];
    shop.onWrite = async () => {
      shop.onWrite = () => {};
      await world.run(stopEverything, {});
    };
    await world.release(one?.patternId ?? '', 'corrected');
    await world.settleListings();
    expect(shop.writes).toEqual(['upload-file']);
    await world.settleListings();
    expect(shop.writes).toEqual(['upload-file']);
    expect((await world.listing(ids[0] ?? '')).status).toBe('waiting');
    await world.run(resumeEverything, {});
    await world.settleListings();
    expect(shop.writes).toEqual(['upload-file', 'remove-file']);
  });
});
