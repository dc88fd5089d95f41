import { afterAll, beforeAll, expect, it } from 'vitest';
import { listOn } from './list-on.ts';
import { createScriptedShop, type ScriptedShop } from './testing/scripted-shop.ts';
import { createWorld, type World } from './testing/world.ts';

let shop: ScriptedShop;
let world: World;
beforeAll(async () => {
  shop = createScriptedShop();
  world = await createWorld([shop.connector]);
});
afterAll(() => world?.close());

it('a database that goes away again and again calls nobody', async () => {
  const channel = await world.addChannel(shop.connector, { approval: { publishAlone: true } });
  const [pattern] = await world.addPatterns(1, 'Away');
  const offerIds = pattern ? [pattern.offerId] : [];
  const { listingIds } = await world.run(listOn, { channelId: channel.id, offerIds, wantedState: 'live' });
  const [listingId = ''] = listingIds;
  const { perform } = shop.connector;
  let left = 10;
  const seen = new Set<string>();
  shop.connector.perform = async (...args) => {
    seen.add((await world.listing(listingId)).status);
    if (left === 0) return perform(...args);
    left -= 1;
    throw new Error('Failed query', { cause: new Error('Connection terminated unexpectedly') });
  };
  await world.settleListings();
  await world.approveAll(channel.id);
  for (let round = 0; round < 12; round += 1) {
    await world.skipWaits();
    await world.settleListings();
  }
  expect(left).toBe(0);
  expect([...seen]).not.toContain('needs-you');
  expect(await world.listing(listingId)).toMatchObject({ status: 'in-step', problem: null });
});
