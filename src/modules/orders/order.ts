import { z } from 'zod';
import type { RemoteOrder } from '../../connectors/connector.ts';
import { sha256Hex } from '../../kit/crypto.ts';
import { Id } from '../../kit/ids.ts';
import { Currency, toDecimal } from '../../kit/money.ts';

export const OrderStatus = z.enum(['pending', 'paid', 'cancelled', 'refunded', 'partly-refunded']);
export type OrderStatus = z.infer<typeof OrderStatus>;

export const OrderLine = z.object({
  id: Id,
  title: z.string(),
  sku: z.string().nullable(),
  quantity: z.int(),
  totalMinor: z.int().meta({ description: 'Whole line, before tax, after discounts.' }),
  taxMinor: z.int(),
  listingId: Id.nullable(),
  offerId: Id.nullable().meta({ description: 'Null: sold on the shop, not known to the hub.' }),
});

export const BuyerSummary = z.object({
  id: Id,
  name: z.string().nullable(),
  email: z.string().nullable().meta({ description: 'Null where the shop does not tell it.' }),
  country: z.string().nullable(),
});

export const OrderSummary = z
  .object({
    id: Id,
    number: z.string(),
    code: z
      .string()
      .meta({ description: 'Stands on the copies of this order; says nothing about the buyer.' }),
    status: OrderStatus,
    placedAt: z.date(),
    channelId: Id.nullable(),
    channelName: z.string().nullable().meta({ description: 'Null: a test order of the hub itself.' }),
    currency: Currency,
    totalMinor: z.int(),
    refundedMinor: z.int(),
    isTest: z.boolean(),
    buyer: BuyerSummary,
    titles: z.array(z.string()),
    hasUnknownLines: z.boolean(),
  })
  .meta({ id: 'OrderSummary' });
export type OrderSummary = z.infer<typeof OrderSummary>;

export const Order = OrderSummary.extend({
  shippingMinor: z.int(),
  discountMinor: z.int(),
  lines: z.array(OrderLine),
  problems: z.array(z.string()).meta({ description: 'What does not fit, a sentence each.' }),
}).meta({ id: 'Order' });
export type Order = z.infer<typeof Order>;

interface Sums {
  currency: string;
  totalMinor: number;
  shippingMinor: number;
  discountMinor: number;
  lines: { totalMinor: number; taxMinor: number }[];
}

/** Lines with tax, plus shipping, less the order's discount: what the total should be. */
export const expectedTotalMinor = (sums: Omit<Sums, 'totalMinor' | 'currency'>): number =>
  sums.lines.reduce((sum, line) => sum + line.totalMinor + line.taxMinor, 0) +
  sums.shippingMinor -
  sums.discountMinor;

export function sumProblem(sums: Sums): string | null {
  const expected = expectedTotalMinor(sums);
  if (expected === sums.totalMinor) return null;
  const told = (amountMinor: number): string =>
    `${toDecimal({ amountMinor, currency: sums.currency })} ${sums.currency}`;
  return `the shop’s total is ${told(sums.totalMinor)}, but lines, tax, shipping and discount make ${told(expected)}. Look at this order on the shop.`;
}

/** Everything that the shop told, in one value: two updates with the same fingerprint are the same update. */
export function fingerprintOf(order: RemoteOrder): string {
  const lines = order.lines
    .map((line) => [
      line.remoteId,
      line.remoteListingId,
      line.sku,
      line.title,
      line.quantity,
      line.totalMinor,
      line.taxMinor,
    ])
    .toSorted((a, b) => String(a[0]).localeCompare(String(b[0]), 'en'));
  const { buyer } = order;
  return sha256Hex(
    JSON.stringify([
      order.number,
      order.placedAt.toISOString(),
      order.status,
      order.currency,
      order.totalMinor,
      order.shippingMinor,
      order.orderDiscountMinor,
      order.refundedMinor,
      [buyer.remoteId, buyer.name, buyer.email?.trim().toLowerCase() ?? null, buyer.country, buyer.language],
      lines,
    ]),
  );
}

const rank: Record<OrderStatus, number> = {
  pending: 0,
  paid: 1,
  'partly-refunded': 2,
  cancelled: 3,
  refunded: 4,
};

export interface Known {
  remoteUpdatedAt: Date;
  status: string;
  refundedMinor: number;
  fingerprint: string;
}

/**
 * Whether what came is newer than what is known. Shops count in seconds, so two updates may carry the same time: then the
 * one further along wins, then one of them by a fixed rule, so that the order of arrival never matters.
 */
export function supersedes(order: RemoteOrder, known: Known): boolean {
  const byTime = order.updatedAt.getTime() - known.remoteUpdatedAt.getTime();
  if (byTime !== 0) return byTime > 0;
  const byStatus = rank[order.status] - (rank[known.status as OrderStatus] ?? 0);
  if (byStatus !== 0) return byStatus > 0;
  if (order.refundedMinor !== known.refundedMinor) return order.refundedMinor > known.refundedMinor;
  return fingerprintOf(order) > known.fingerprint;
}

export const isEntitling = (status: string): boolean => status === 'paid' || status === 'partly-refunded';
