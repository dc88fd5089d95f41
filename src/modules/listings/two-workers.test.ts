import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Channel } from '../channels/index.ts';
import { Dispatcher } from './dispatcher.ts';
import { listOn } from './list-on.ts';
import { createScriptedShop, type ScriptedShop } from './testing/scripted-shop.ts';
import { createWorld, type World } from './testing/world.ts';

let shop: ScriptedShop;
let world: World;
let channel: Channel;
beforeAll(async () => {
  shop = createScriptedShop();
  world = await createWorld([shop.connector]);
  channel = await world.addChannel(shop.connector, {
    approval: { publishAlone: true, listingsAtOnce: 10_000, priceMovePercent: 1000 },
  });
});
afterAll(() => world.close());

it('two workers, of which some die in the middle of a call, double nothing and leave nothing behind', async () => {
  const patterns = await world.addPatterns(12, 'Both');
  const offerIds = patterns.map((one) => one.offerId);
  const { listingIds } = await world.run(listOn, { channelId: channel.id, offerIds, wantedState: 'live' });
  await world.settleListings();
  await world.approveAll(channel.id);
  const never = new Promise<void>(() => {});
  // The shop has taken the change when the worker dies: its answer reaches nobody.
  const { connector } = shop;
  const { perform } = connector;
  let calls = 0;
  let lost = 0;
  connector.perform = async (...args) => {
    const outcome = await perform(...args);
    calls += 1;
    if (calls % 5 === 0 && lost < 5) {
      lost += 1;
      await never;
    }
    return outcome;
  };
  const timing = { leaseMs: 700, marginMs: 150, renewMs: 100_000 };
  for (let life = 0; life < 12; life += 1) {
    const workers = [new Dispatcher(world.host, timing), new Dispatcher(world.host, timing)];
    for (const worker of workers) await worker.tick();
    await world.setPrice(offerIds, 900 + life);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  connector.perform = perform;
  await new Promise((resolve) => setTimeout(resolve, 800));
  await world.settleListings();
  expect(lost).toBe(5);
  expect(shop.writes.filter((kind) => kind === 'create')).toHaveLength(12);
  expect(shop.listings.size).toBe(12);
  for (const id of listingIds) {
    const listing = await world.listing(id);
    expect(listing).toMatchObject({ status: 'in-step', problem: null });
    const there = shop.listings.get(listing.remoteId ?? '');
    expect(there).toMatchObject({ state: 'live', price: { amountMinor: 911 } });
    expect(there?.files).toHaveLength(1);
  }
  // No step of an older lease was begun after one of a newer.
  const order = await world.sql(`select count(*)::int as n from step a join step b using (listing_id)
    where a.lease_token < b.lease_token and a.started_at > b.started_at`);
  expect(order[0]?.n).toBe(0);
});
