import type { Ctx } from '../../kit/ctx.ts';
import { countMark } from './rush.ts';
import { setOnItsWay } from './store.ts';
import { markRows } from './work-store.ts';

export const priorities = { recall: 10, erratum: 20, price: 50, text: 100, drift: 200 } as const;

/** More events than this are told as one: "look again". */
const mostEvents = 100;

/** These listings are to be brought in step, in the transaction of the change. Lower priority goes first. */
export async function markDirty(ctx: Ctx, listingIds: readonly string[], priority: number): Promise<void> {
  const marked = await markRows(ctx.tx, listingIds, priority);
  if (marked.length > 0) {
    ctx.wake();
    countMark(ctx.ports, ctx.clock.monotonicMs(), priority <= priorities.erratum);
  }
  await setOnItsWay(ctx.tx, marked);
  if (marked.length > mostEvents) ctx.announce({ topic: 'listing', id: 'many' });
  else for (const id of marked) ctx.announce({ topic: 'listing', id });
}
