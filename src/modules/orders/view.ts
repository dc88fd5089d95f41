import type { Tx } from '../../kit/ctx.ts';
import { type Order, type OrderStatus, type OrderSummary, sumProblem } from './order.ts';
import { type LineRow, type SaleWithBuyer, selectLines } from './store.ts';

export async function toSummaries(tx: Tx, rows: readonly SaleWithBuyer[]): Promise<OrderSummary[]> {
  const lines = Map.groupBy(
    await selectLines(
      tx,
      rows.map((row) => row.sale.id),
    ),
    (line) => line.saleId,
  );
  return rows.map((row) => toSummary(row, lines.get(row.sale.id) ?? []));
}

function toSummary({ sale, buyer, channelName }: SaleWithBuyer, lines: readonly LineRow[]): OrderSummary {
  return {
    id: sale.id,
    number: sale.number,
    code: sale.code,
    status: sale.status as OrderStatus,
    placedAt: sale.placedAt,
    channelId: sale.channelId,
    channelName,
    currency: sale.currency,
    totalMinor: sale.totalMinor,
    refundedMinor: sale.refundedMinor,
    isTest: sale.isTest,
    buyer: { id: buyer.id, name: buyer.name, email: buyer.email, country: buyer.country },
    titles: lines.map((line) => line.title),
    hasUnknownLines: lines.some((line) => line.offerId === null),
  };
}

export async function toOrder(tx: Tx, row: SaleWithBuyer): Promise<Order> {
  const lines = await selectLines(tx, [row.sale.id]);
  const sums = sumProblem({ ...row.sale, lines });
  return {
    ...toSummary(row, lines),
    shippingMinor: row.sale.shippingMinor,
    discountMinor: row.sale.discountMinor,
    lines: lines.map(({ id, title, sku, quantity, totalMinor, taxMinor, listingId, offerId }) => ({
      id,
      title,
      sku,
      quantity,
      totalMinor,
      taxMinor,
      listingId,
      offerId,
    })),
    problems: [
      ...(sums ? [`Sums: ${sums}`] : []),
      ...lines
        .filter((line) => line.offerId === null)
        .map(
          (line) => `“${line.title}” belongs to no pattern that Spindle knows. Connect its listing to one.`,
        ),
    ],
  };
}
