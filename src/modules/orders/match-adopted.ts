import { defineJob } from '../../kit/module.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { on } from '../../kit/signal.ts';
import { tell } from '../audit/index.ts';
import { listingAdopted } from '../listings/index.ts';
import { matchAgain } from './record-order.ts';
import { selectSalesOfUnknown } from './store.ts';

/** Not in the adoption's own transaction: there may be a year of orders, each with its copies to make. */
export const onAdopted = on(listingAdopted, 'orders.matchAdopted', async (ctx, { channelId, remoteId }) => {
  if ((await selectSalesOfUnknown(ctx.tx, channelId, remoteId)).length > 0)
    await ctx.ports.queue.enqueue(ctx.tx, 'orders.matchAdopted', { channelId, remoteId });
});

/** Orders of a listing that was unknown get their pattern, and their buyers their files; each order on its own. */
export const matchAdoptedJob = defineJob<{ channelId: string; remoteId: string }>({
  name: 'orders.matchAdopted',
  retries: 5,
  async run(host, { channelId, remoteId }) {
    let matched = 0;
    for (const sale of await selectSalesOfUnknown(host.db, channelId, remoteId))
      if (await inTransaction(host, systemActor, (ctx) => matchAgain(ctx, channelId, sale.remoteId)))
        matched += 1;
    if (matched === 0) return;
    const orders = matched === 1 ? 'One order' : `${matched} orders`;
    await inTransaction(host, systemActor, (ctx) =>
      tell(ctx, {
        tone: 'good',
        channelId,
        sentence: `${orders} of a listing that was unknown now ${matched === 1 ? 'has its' : 'have their'} pattern.`,
      }),
    );
  },
});
