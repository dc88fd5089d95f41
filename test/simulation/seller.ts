/** What the seller does meanwhile: edits, clicks, stops, and changes by hand on the shops themselves. */
import { inTransaction, runOperation, systemActor } from '../../src/kit/run-operation.ts';
import { channelReady, setChannelFields } from '../../src/modules/channels/index.ts';
import { approvePlan } from '../../src/modules/listings/approve-plan.ts';
import { recreateListing } from '../../src/modules/listings/let-go.ts';
import { markDirty } from '../../src/modules/listings/mark-dirty.ts';
import { pauseListing, resumeListing } from '../../src/modules/listings/pause-listing.ts';
import { overwriteDrift } from '../../src/modules/listings/resolve-drift.ts';
import { retryListing } from '../../src/modules/listings/retry-listing.ts';
import { resumeEverything, stopEverything } from '../../src/modules/listings/stop-everything.ts';
import { verifyChannel } from '../../src/modules/listings/verify.ts';
import { changeMaster, type Master } from './catalogue.ts';
import type { Random } from './kernel/random.ts';
import { running } from './kernel/simulation.ts';
import type { Process, World } from './world.ts';

export interface Seller {
  process: Process;
  editMaster(): Promise<void>;
  pauseOrResume(): Promise<void>;
  stop(): Promise<void>;
  resume(): Promise<void>;
  /** Clicks on every plan that is shown; answers how many. */
  click(): Promise<number>;
  /** Reads both shops again; answers whether something waits for a decision, and decides it. */
  tidyUp(): Promise<boolean>;
  /** Marks everything once more and lets nothing stored be trusted. */
  markAll(): Promise<void>;
  /** Changes something on a shop itself. */
  editByHand(): Promise<void>;
}

export function createSeller(world: World, masters: readonly Master[], random: Random): Seller {
  const { memory, simulation } = world;
  const process = world.startProcess('seller');
  const { host } = process;
  const listings = () => [...memory.tables.listing.rows.values()];

  /** A refusal or a broken connection is shown to her, and she goes on. */
  const attempt = async (what: string, act: () => Promise<unknown>): Promise<boolean> => {
    simulation.note(process.actor, what);
    try {
      await running.run(process.actor, act);
      return true;
    } catch (error) {
      simulation.note(process.actor, `${what} went wrong: ${(error as Error).message}`);
      if (error instanceof TypeError || error instanceof ReferenceError) simulation.failure ??= error;
      return false;
    }
  };
  const operate = (operation: Parameters<typeof runOperation>[1], input: unknown) =>
    attempt(operation.name, () => runOperation(host, operation, systemActor, input));

  const shownPlans = () =>
    listings().flatMap((one) =>
      (one.problem as { kind: string } | null)?.kind === 'approval' && one.planHash
        ? [{ listingId: one.id, planHash: one.planHash }]
        : [],
    );
  const click = async (): Promise<number> => {
    const plans = shownPlans();
    if (plans.length > 0) await operate(approvePlan, { plans });
    return plans.length;
  };

  /** A wrong clock or a lost renewal can cost a key: the hub pauses the shop and asks, and she gives it a new one. */
  const reconnect = async (): Promise<boolean> => {
    const refused = [...memory.tables.channel.rows.values()].filter((one) => one.pausedAt !== null);
    for (const { id } of refused)
      await attempt('reconnects', () =>
        inTransaction(host, systemActor, async (ctx) => {
          await setChannelFields(ctx.tx, id, {
            ...{ pausedAt: null, pauseCause: null, pauseReason: null },
            secrets: world.freshSecrets(id),
          });
          await ctx.signal(channelReady, { channelId: id });
        }),
      );
    return refused.length > 0;
  };

  return {
    process,
    click,
    editMaster: async () => {
      const change = changeMaster(world, random.pick(masters), random);
      await attempt(`changes ${change.what}`, () => inTransaction(host, systemActor, change.run));
    },
    pauseOrResume: async () => {
      const one = random.pick([...listings(), null]);
      if (one)
        await operate(one.wantedState === 'paused' ? resumeListing : pauseListing, { listingId: one.id });
    },
    stop: async () => void (await operate(stopEverything, {})),
    resume: async () => void (await operate(resumeEverything, {})),
    tidyUp: async () => {
      let hasDecided = await reconnect();
      for (const channelId of Object.values(world.channels)) {
        const isRead = await attempt('reads the shop again', () => verifyChannel(host, channelId));
        // The shop may ask to wait: then it is read in the next round.
        hasDecided ||= !isRead;
      }
      for (const one of listings()) {
        const problem = one.problem as { kind: string } | null;
        if (one.drift.length > 0)
          hasDecided = (await operate(overwriteDrift, { listingId: one.id })) || hasDecided;
        // What an upload of a dead caller, done late, stood in the way of.
        else if (problem?.kind === 'rejected')
          hasDecided = (await operate(retryListing, { listingId: one.id })) || hasDecided;
        else if (problem?.kind === 'gone')
          hasDecided = (await operate(recreateListing, { listingId: one.id })) || hasDecided;
      }
      // An edit of the last moment may have come to wait for a click meanwhile.
      return hasDecided || shownPlans().length > 0;
    },
    markAll: async () => {
      for (const row of listings()) memory.tables.listing.rows.set(row.id, { ...row, observedAt: null });
      const ids = listings().map((one) => one.id);
      await attempt('marks everything', () =>
        inTransaction(host, systemActor, (ctx) => markDirty(ctx, ids, 100)),
      );
    },
    editByHand: () => editByHand(world, random),
  };
}

async function editByHand(world: World, random: Random): Promise<void> {
  const { etsy, woo, simulation, network } = world;
  const note = (what: string) => simulation.note(network.shopActor, `by hand: ${what}`);
  if (random.chance(0.5)) {
    // A bare draft whose making the hub has not heard of is known by its title alone: nobody finds it under another one.
    const known = new Set([...world.memory.tables.listing.rows.values()].map((row) => row.remoteId));
    const one = random.pick([...etsy.admin.state().listings, null]);
    if (!one || !known.has(String(one.listingId))) return;
    const what = random.pick(['title', 'price', 'text', 'off'] as const);
    note(`${what} of Etsy ${one.listingId}`);
    const { listingId } = one;
    // Her own words keep the mark, so that the judge knows whose listing it is.
    if (what === 'title') etsy.admin.edit({ listingId, title: `${one.title.slice(0, 7)} by hand` });
    if (what === 'price') etsy.admin.edit({ listingId, priceMinor: 777 });
    if (what === 'text') etsy.admin.edit({ listingId, description: 'By hand.' });
    if (what === 'off' && one.state === 'active') etsy.admin.edit({ listingId, state: 'inactive' });
    return;
  }
  const one = random.pick([...woo.admin.state().products, null]);
  if (!one) return;
  const what = random.pick(['title', 'price', 'text', 'off'] as const);
  note(`${what} of WooCommerce ${one.id}`);
  const change = {
    title: { name: `${one.name.slice(0, 7)} by hand` },
    price: { regular_price: '7.77' },
    text: { description: '<p>By hand.</p>' },
    off: { status: 'draft' },
  }[what];
  await woo.admin.edit({ productId: one.id, ...change });
}
