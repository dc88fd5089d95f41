import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { tell } from '../audit/index.ts';
import { markDirty, priorities } from './mark-dirty.ts';
import { approveRows, lockListings, readListings } from './store.ts';

export const approvePlan = defineOperation({
  name: 'listings.approvePlan',
  kind: 'command',
  summary: 'Approve plans just as they were shown; each runs once',
  route: { method: 'POST', path: '/plan/approve' },
  scope: 'listings:approve',
  input: z.object({
    plans: z
      .array(z.object({ listingId: Id, planHash: z.string().min(1).max(300) }))
      .min(1)
      .max(10_000),
  }),
  output: z.object({
    approved: z.int(),
    /** Plans that have changed since they were shown: look at them again. */
    changed: z.array(Id),
  }),
  async run(ctx, { plans }) {
    const wanted = new Map(plans.map((plan) => [plan.listingId, plan.planHash]));
    await lockListings(ctx.tx, [...wanted.keys()]);
    const listings = await readListings(ctx.tx, [...wanted.keys()], ctx.actor);
    const fitting = listings.filter((one) => one.planHash !== null && one.planHash === wanted.get(one.id));
    await approveRows(
      ctx.tx,
      fitting.map((one) => one.id),
      ctx.actor.name,
      ctx.clock.now(),
    );
    await markDirty(
      ctx,
      fitting.map((one) => one.id),
      priorities.price,
    );
    if (fitting.length > 0)
      await tell(ctx, {
        sentence: `${ctx.actor.name} approved the plan of ${fitting.length} ${fitting.length === 1 ? 'listing' : 'listings'}.`,
        ...(fitting.length === 1 && fitting[0]
          ? { listingId: fitting[0].id, channelId: fitting[0].channelId }
          : {}),
      });
    const approved = new Set(fitting.map((one) => one.id));
    return { approved: fitting.length, changed: [...wanted.keys()].filter((id) => !approved.has(id)) };
  },
});
