import type { Ctx } from '../../kit/ctx.ts';
import { countMark } from './rush.ts';
import { setOffersOnItsWay, setOnItsWay } from './store.ts';
import { markRows, markRowsOfOffers } from './work-store.ts';

export const priorities = { recall: 10, erratum: 20, price: 50, text: 100, drift: 200 } as const;

/** More events than this are told as one: "look again". */
const mostEvents = 100;

/** These listings are to be brought in step, in the transaction of the change. Lower priority goes first. */
export async function markDirty(ctx: Ctx, listingIds: readonly string[], priority: number): Promise<void> {
  // Both travel to the database together; it runs one after the other.
  const [marked] = await Promise.all([
    markRows(ctx.tx, listingIds, priority),
    setOnItsWay(ctx.tx, listingIds),
  ]);
  tellMarked(ctx, marked, priority);
}

/** The same for every listing that carries one of these offers. */
export async function markOffers(ctx: Ctx, offerIds: readonly string[], priority: number): Promise<void> {
  const [marked] = await Promise.all([
    markRowsOfOffers(ctx.tx, offerIds, priority),
    setOffersOnItsWay(ctx.tx, offerIds),
  ]);
  tellMarked(ctx, marked, priority);
}

function tellMarked(ctx: Ctx, marked: readonly string[], priority: number): void {
  if (marked.length === 0) return;
  ctx.wake();
  countMark(ctx.ports, ctx.clock.monotonicMs(), priority <= priorities.erratum);
  if (marked.length > mostEvents) ctx.announce({ topic: 'listing', id: 'many' });
  else for (const id of marked) ctx.announce({ topic: 'listing', id });
}
