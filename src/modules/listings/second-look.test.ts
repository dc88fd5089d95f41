import { afterAll, beforeAll, expect, it } from 'vitest';
import { Dispatcher } from './dispatcher.ts';
import { listOn } from './list-on.ts';
import { recovered } from './look.ts';
import { createScriptedShop, type ScriptedShop } from './testing/scripted-shop.ts';
import { createWorld, type World } from './testing/world.ts';

let shop: ScriptedShop;
let world: World;
beforeAll(async () => {
  shop = createScriptedShop();
  world = await createWorld([shop.connector]);
});
afterAll(() => world.close());

it('a create that the shop carries out after its caller died and it was looked for is not made twice', async () => {
  const approval = { publishAlone: true, listingsAtOnce: 10_000 };
  const channel = await world.addChannel(shop.connector, { approval });
  const [pattern] = await world.addPatterns(1, 'Late');
  const offerIds = [pattern?.offerId ?? ''];
  const { listingIds } = await world.run(listOn, { channelId: channel.id, offerIds, wantedState: 'live' });
  const id = listingIds[0] ?? '';
  await world.settleListings();
  await world.approveAll(channel.id);
  // The call is on its way when the worker dies: nobody hears its end.
  const { perform } = shop.connector;
  const left = new Promise<void>((resolve) => {
    shop.connector.perform = () => {
      resolve();
      return new Promise(() => {});
    };
  });
  await new Dispatcher(world.host).tick();
  await left;
  shop.connector.perform = perform;
  await world.sql(`update work set lease_until = now() - interval '1 second' where listing_id = '${id}'`);
  await new Dispatcher(world.host).drain();
  const waiting = await world.listing(id);
  expect(waiting).toMatchObject({ status: 'waiting', remoteId: null });
  expect(waiting.problem?.message).toContain('looks once more');
  expect(shop.listings.size).toBe(0);

  // Woken early, it still waits: what counts is when the shop was first looked at.
  await world.sql(`update work set not_before = null where listing_id = '${id}'`);
  await new Dispatcher(world.host).drain();
  expect(await world.listing(id)).toMatchObject({ status: 'waiting', remoteId: null });
  expect(shop.listings.size).toBe(0);

  // An answer that took ten seconds shows the shop as it was ten seconds ago.
  await world.sql(`update step set looked_at = looked_at - interval '20 seconds'`);
  await world.sql(`update work set not_before = null where listing_id = '${id}'`);
  const { find } = shop.connector;
  let aheadMs = 0;
  shop.connector.find = async (...asked) => {
    aheadMs += 10_000;
    return find(...asked);
  };
  const { clock } = world.host;
  const monotonicMs = () => clock.monotonicMs() + aheadMs;
  await new Dispatcher({ ...world.host, clock: { ...clock, monotonicMs } }, { leaseMs: 60_000 }).drain();
  shop.connector.find = find;
  expect(aheadMs).toBe(10_000);
  expect(await world.listing(id)).toMatchObject({ status: 'waiting', remoteId: null });
  expect(shop.listings.size).toBe(0);

  const { title = '', sku = null } = waiting.desired ?? {};
  const late = shop.put({ title, sku, state: 'draft' });
  await world.skipWaits();
  await world.settleListings();
  await world.approveAll(channel.id);
  await world.settleListings();
  expect(await world.listing(id)).toMatchObject({ status: 'in-step', remoteId: late.remoteId });
  expect(shop.listings.size).toBe(1);
});

it('books a picture whose answer was lost as ours of unknown bytes: with the same words an older one may be there', () => {
  const image = (sha256: string) => ({ sha256, alt: 'The back', contentType: 'image/png', sizeBytes: 1 });
  const shown = (remoteId: string, alt: string) => ({ remoteId, alt });
  const desired = { files: [], images: [image('a'), image('b')] } as never;
  const fresh = { files: [], images: [shown('1', 'The  back'), shown('2', 'The back'), shown('3', 'Hers')] };
  const placed = [{ kind: 'image', remoteId: '1', sha256: 'a', slot: null }];
  expect(recovered(fresh as never, { desired, ownValues: {} }, placed)).toEqual([
    { remoteId: '2', kind: 'image', sha256: 'unsure', slot: null },
  ]);
});
