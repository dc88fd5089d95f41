import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FailureKind, ObservedListing } from '../../connectors/connector.ts';
import type { Channel } from '../channels/index.ts';
import { Dispatcher } from './dispatcher.ts';
import { listOn } from './list-on.ts';
import { createScriptedShop, type ScriptedShop } from './testing/scripted-shop.ts';
import { createWorld, type World } from './testing/world.ts';

let shop: ScriptedShop;
let world: World;
let channel: Channel;
beforeAll(async () => {
  shop = createScriptedShop({ batch: 10 });
  world = await createWorld([shop.connector]);
  const approval = { publishAlone: true, priceMovePercent: 1000, listingsAtOnce: 10_000 };
  channel = await world.addChannel(shop.connector, { approval });
});
afterAll(() => world.close());

/** What back-offs and breakers wait for is not waited for here. */
async function settleThrough(id: string): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    await world.skipWaits();
    await world.sql('update channel set breaker_failures = 0, breaker_open_until = null');
    await new Dispatcher(world.host).drain();
    if ((await world.listing(id)).status !== 'waiting') return;
  }
}

const anyFault = fc.option(
  fc.record({
    kind: fc.constantFrom<FailureKind>('transient', 'ambiguous', 'rate-limited'),
    isAfter: fc.boolean(),
  }),
  { nil: null, freq: 2 },
);

const words = fc.constantFrom('', 'a', 'b', 'other');
const anyObserved = fc.record({
  title: words,
  description: words,
  tags: fc.array(words, { maxLength: 2 }),
  sku: fc.option(fc.constantFrom('x', 'y'), { nil: null }),
  state: fc.constantFrom<ObservedListing['state']>('draft', 'live', 'paused'),
  price: fc.option(fc.record({ amountMinor: fc.nat(2000), currency: fc.constant('EUR') }), { nil: null }),
  files: fc.array(fc.record({ remoteId: fc.uuid(), name: fc.constant('old.zip'), sizeBytes: fc.nat(100) }), {
    maxLength: 3,
  }),
});

it('comes to what is wanted from any state and after any failures, and then plans nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.option(anyObserved, { nil: null }),
      fc.array(anyFault, { maxLength: 6 }),
      fc.boolean(),
      async (before, faults, echoes) => {
        const [pattern] = await world.addPatterns(1, `P${Math.random().toString(36).slice(2)}`);
        const { listingIds } = await world.run(listOn, {
          channelId: channel.id,
          offerIds: [pattern?.offerId ?? ''],
          wantedState: 'live',
        });
        const id = listingIds[0] ?? '';
        shop.echoes = echoes;
        shop.listings.clear();
        if (before) {
          const there = shop.put(before);
          await world.sql(`update listing set remote_id = '${there.remoteId}' where id = '${id}'`);
        }
        let step = 0;
        shop.fault = () => {
          const fault = faults[step++];
          if (!fault) return null;
          // Only an ambiguous failure may have happened.
          const when = fault.kind === 'ambiguous' && fault.isAfter ? 'after' : 'before';
          return { kind: fault.kind, when, retryAfterMs: 1 };
        };
        await settleThrough(id);
        const listing = await world.listing(id);
        if (listing.status === 'needs-you') {
          // The very first write, a price of nothing, and strange files: the shop had more than we want there.
          const allowed = ['first-write', 'deletes', 'price-move'];
          expect(listing.plan?.reasons.filter((reason) => !allowed.includes(reason))).toEqual([]);
          await world.approveAll(channel.id);
          await settleThrough(id);
        }
        const settled = await world.listing(id);
        expect(settled).toMatchObject({ status: 'in-step', problem: null });
        expect(shop.listings.size).toBe(1);
        const there = shop.listings.get(settled.remoteId ?? '');
        expect(there).toMatchObject({
          title: settled.desired?.title,
          description: 'A story.',
          price: { amountMinor: 900, currency: 'EUR' },
          state: 'live',
        });
        expect(there?.files).toHaveLength(1);
        const writes = shop.writes.length;
        await world.sql(`update listing set observed_at = null where id = '${id}'`);
        await world.mark(id);
        await world.settleListings();
        expect(shop.writes.length).toBe(writes);
      },
    ),
    // A counterexample is small already; making it smaller takes minutes of real database.
    { numRuns: 20, endOnFailure: true },
  );
});
