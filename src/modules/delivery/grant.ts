import type { Ctx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';
import { on } from '../../kit/signal.ts';
import { readOffers } from '../catalog/index.ts';
import { buyersMerged, isEntitling, ordersRecorded } from '../orders/index.ts';
import { channelRules } from './delivery.ts';
import { writeOrderMails } from './order-mail.ts';
import {
  insertEntitlements,
  moveBuyer,
  openEntitlements,
  revokeEntitlements,
  type SaleToGrant,
  selectEntitlementsOfSales,
  selectSalesToGrant,
  selectUngrantedLines,
} from './store.ts';

const reasons: Record<string, string> = {
  refunded: 'The order was refunded.',
  cancelled: 'The order was cancelled.',
  pending: 'The order is not paid yet.',
};

/** Makes what buyers may have agree with these orders as they stand; run any number of times. */
export async function grantForOrders(ctx: Ctx, orderIds: readonly string[]): Promise<void> {
  const sales = await selectSalesToGrant(ctx.tx, orderIds);
  for (const sale of sales.filter(({ status }) => !isEntitling(status))) {
    const reason = reasons[sale.status] ?? 'The order was closed.';
    await revokeEntitlements(ctx.tx, sale.id, sale.buyerId, reason, ctx.clock.now());
  }
  const open = sales.filter(({ status }) => isEntitling(status));
  if (open.length === 0) return;
  const saleIds = open.map((sale) => sale.id);
  await insertMissing(ctx, open);
  await openEntitlements(ctx.tx, saleIds);
  const granted = Map.groupBy(await selectEntitlementsOfSales(ctx.tx, saleIds), (row) => row.saleId);
  const idsOf = (sale: SaleToGrant): string[] => (granted.get(sale.id) ?? []).map((row) => row.id);
  const entitlementIds = open
    .filter((sale) => channelRules(ctx.ports.connectors, sale.channelKind).isServedByHub)
    .flatMap(idsOf);
  if (entitlementIds.length > 0)
    await ctx.ports.queue.enqueue(ctx.tx, 'delivery.makeCopies', { entitlementIds });
  await writeOrderMails(
    ctx,
    open.filter((sale) => granted.has(sale.id)),
    idsOf,
  );
}

/** A bundle grants each of its members on its own, as it is on the day of the sale. */
async function insertMissing(ctx: Ctx, sales: readonly SaleToGrant[]): Promise<void> {
  const buyers = new Map(sales.map((sale) => [sale.id, sale.buyerId]));
  const lines = await selectUngrantedLines(ctx.tx, [...buyers.keys()]);
  if (lines.length === 0) return;
  const offers = new Map(
    (await readOffers(ctx.tx, [...new Set(lines.flatMap((line) => line.offerId ?? []))])).map((offer) => [
      offer.id,
      offer,
    ]),
  );
  const grantedAt = ctx.clock.now();
  await insertEntitlements(
    ctx.tx,
    lines.flatMap((line) =>
      (offers.get(line.offerId ?? '')?.parts ?? []).map((part) => ({
        id: newId(),
        buyerId: buyers.get(line.saleId) as string,
        offerId: part.offerId,
        saleLineId: line.id,
        grantedAt,
      })),
    ),
  );
}

export const grantOnOrders = on(ordersRecorded, 'delivery.grantForOrders', (ctx, { orderIds }) =>
  grantForOrders(ctx, orderIds),
);

export const moveOnMerge = on(buyersMerged, 'delivery.moveBuyer', (ctx, { keptId, droppedId }) =>
  moveBuyer(ctx.tx, droppedId, keptId),
);
