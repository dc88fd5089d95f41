import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { Money } from '../../kit/money.ts';
import { defineOperation } from '../../kit/operation.ts';
import { type Channel, listChannels, readAllowance, readChannel } from '../channels/index.ts';
import { selectListings } from './board-store.ts';
import { secondsForCalls, sumMoney } from './plan.ts';
import { ListingView, toListingView } from './view.ts';
import { countDirty } from './work-store.ts';

export const showPlan = defineOperation({
  name: 'listings.plan',
  kind: 'query',
  summary: 'Show what would be done on the shops: each step, its cost and its time; changes nothing',
  route: { method: 'GET', path: '/plan' },
  scope: 'listings:read',
  input: z.object({ channelId: Id.optional().meta({ description: 'One shop; left out: all of them.' }) }),
  output: z.object({
    sentence: z.string(),
    channels: z.array(
      z.object({
        channelId: Id,
        channelName: z.string(),
        /** Listings whose plan waits for a click. */
        listings: z.array(ListingView),
        /** Listings that are still being looked at: their steps are not known yet, or go alone. */
        pending: z.int(),
        steps: z.int(),
        calls: z.int(),
        fees: z.array(Money),
        estimatedSeconds: z.int(),
      }),
    ),
  }),
  async run(ctx, { channelId }) {
    const all = await listChannels(ctx.tx, ctx.actor);
    const channels = channelId ? [await readChannel(ctx.tx, channelId, ctx.actor)] : all;
    // Counted before the plans are read: whoever sees none pending sees every plan.
    const pending = new Map<string, number>();
    for (const channel of channels) pending.set(channel.id, await countDirty(ctx.tx, channel.id));
    const rows = await selectListings(ctx.tx, ctx.actor, { hasPlan: true });
    const bucketOf = (channel: Channel) => {
      const connector = ctx.ports.connectors.get(channel.kind);
      const spec = connector.bucket({ id: channel.id, settings: channel.settings, secrets: {} });
      return { ...spec, key: channel.bucketKey ?? spec.key };
    };
    // Shops on one key share its calls, so each is done when all of them are.
    const keyOf = new Map(all.map((channel) => [channel.id, bucketOf(channel).key]));
    const callsOf = (key: string) =>
      rows
        .filter((row) => keyOf.get(row.listing.channelId) === key)
        .reduce((total, row) => total + (row.listing.plan?.calls ?? 0), 0);
    const shown = [];
    for (const channel of channels) {
      const listings = rows.filter((row) => row.listing.channelId === channel.id).map(toListingView);
      const plans = listings.flatMap((listing) => listing.plan ?? []);
      const calls = plans.reduce((total, plan) => total + plan.calls, 0);
      const spec = bucketOf(channel);
      const used = await readAllowance(ctx.tx, spec.key);
      shown.push({
        channelId: channel.id,
        channelName: channel.name,
        listings,
        pending: pending.get(channel.id) ?? 0,
        steps: plans.reduce((total, plan) => total + plan.steps.length, 0),
        calls,
        fees: sumMoney(plans.flatMap((plan) => plan.fees)),
        estimatedSeconds: secondsForCalls(
          calls === 0 ? 0 : Math.max(calls, callsOf(spec.key)),
          used ?? { ...spec, dayUsed: 0, blockedMs: 0, untilMidnightMs: 0 },
        ),
      });
    }
    return { sentence: planSentence(shown), channels: shown };
  },
});

function planSentence(channels: { listings: unknown[]; pending: number; steps: number }[]): string {
  const listings = channels.reduce((total, one) => total + one.listings.length, 0);
  const pending = channels.reduce((total, one) => total + one.pending, 0);
  const steps = channels.reduce((total, one) => total + one.steps, 0);
  const waiting = pending > 0 ? ` ${pending} more are being looked at.` : '';
  if (listings === 0)
    return pending > 0 ? `Nothing waits for your click yet.${waiting}` : 'There is nothing to do.';
  const what = `${steps} ${steps === 1 ? 'step' : 'steps'} on ${listings} ${listings === 1 ? 'listing' : 'listings'}`;
  return `${what} ${steps === 1 ? 'waits' : 'wait'} for your click.${waiting}`;
}
