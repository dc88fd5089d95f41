import { afterAll, beforeAll, expect, it } from 'vitest';
import { listOn } from './list-on.ts';
import { showPlan } from './show-plan.ts';
import { createScriptedShop } from './testing/scripted-shop.ts';
import { createWorld, type World } from './testing/world.ts';

let world: World;
const shop = createScriptedShop();
beforeAll(async () => {
  shop.connector.bucket = () => ({ key: 'one app', perSecond: 1, perDay: null, source: 'none' });
  world = await createWorld([shop.connector]);
});
afterAll(() => world.close());

it('two shops on one key are done when the calls of both are', async () => {
  const patterns = await world.addPatterns(3);
  const offerIds = patterns.map((one) => one.offerId);
  const [first, second] = [await world.addChannel(shop.connector), await world.addChannel(shop.connector)];
  await world.run(listOn, { channelId: first.id, offerIds, wantedState: 'live' });
  await world.settleListings();
  const alone = (await world.run(showPlan, { channelId: first.id })).channels[0];
  await world.run(listOn, { channelId: second.id, offerIds, wantedState: 'live' });
  await world.settleListings();
  const both = (await world.run(showPlan, {})).channels;
  expect(both.map((one) => one.calls)).toEqual([alone?.calls, alone?.calls]);
  for (const one of both)
    expect(one.estimatedSeconds).toBeGreaterThanOrEqual(2 * (alone?.estimatedSeconds ?? 0) - 1);
  const asked = (await world.run(showPlan, { channelId: first.id })).channels[0];
  expect(asked?.estimatedSeconds).toBe(both[0]?.estimatedSeconds);
});
