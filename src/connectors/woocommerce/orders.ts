/** Orders in the hub's words, and the poll that finds every change. */
import { fromDecimal } from '../../kit/money.ts';
import { ConnectorError, type ConnectorIo, type RemoteOrder } from '../connector.ts';
import { decodeEntities } from '../text.ts';
import { call } from './client.ts';
import { pageSize } from './limits.ts';
import type { WooOrder } from './types.ts';

/** The two clocks may differ. */
const overlapMs = 5 * 60_000;

/** Cursor: the time to start from (ISO), and the page. Paging by time is not shaken when orders change meanwhile. */
export async function orders(
  io: ConnectorIo,
  since: Date,
  cursor: string | null,
): Promise<{ orders: RemoteOrder[]; nextCursor: string | null }> {
  const [from, page] = cursor?.split('|') ?? [new Date(since.getTime() - overlapMs).toISOString(), '1'];
  const { body } = await call<WooOrder[]>(io, '/orders', {
    query: {
      modified_after: from ?? '',
      dates_are_gmt: true,
      orderby: 'modified',
      order: 'asc',
      per_page: pageSize.value,
      page: Number(page),
    },
  });
  return { orders: body.map(fromWooOrder), nextCursor: following(body, String(from), Number(page)) };
}

function following(body: readonly WooOrder[], from: string, page: number): string | null {
  const last = body.at(-1);
  if (!last || body.length < pageSize.value) return null;
  // One second back: "after" leaves out orders of the same second.
  const next = new Date(atUtc(last.date_modified_gmt).getTime() - 1000).toISOString();
  return next > from ? `${next}|1` : `${from}|${page + 1}`;
}

export async function order(io: ConnectorIo, remoteId: string): Promise<RemoteOrder | null> {
  try {
    const { body } = await call<WooOrder>(io, `/orders/${encodeURIComponent(remoteId)}`);
    return fromWooOrder(body);
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'gone') return null;
    throw error;
  }
}

/** The shop's GMT fields come without a zone. */
const atUtc = (text: string): Date => new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Decimal text to minor units; shops with more decimals than the currency has are rounded. */
function minor(text: string | number | null | undefined, currency: string): number {
  const exact = fromDecimal(String(text ?? '0'), currency);
  if (exact !== null) return exact;
  const digits = fromDecimal('1', currency) ?? 100;
  return Math.round(Number(text) * digits) || 0;
}

/** Pure. Lines are after discounts; what the total holds besides them is shipping and fees. */
export function fromWooOrder(order: WooOrder): RemoteOrder {
  const { currency } = order;
  const lines = order.line_items.map((line) => ({
    remoteId: String(line.id),
    remoteListingId: line.product_id ? String(line.product_id) : null,
    sku: line.sku || null,
    title: decodeEntities(line.name),
    quantity: line.quantity,
    totalMinor: minor(line.total, currency),
    taxMinor: minor(line.total_tax, currency),
  }));
  const totalMinor = minor(order.total, currency);
  const besides = totalMinor - sum(lines.map((line) => line.totalMinor + line.taxMinor));
  const refundedMinor = sum((order.refunds ?? []).map((refund) => Math.abs(minor(refund.total, currency))));
  const name = [order.billing.first_name, order.billing.last_name].filter(Boolean).join(' ');
  return {
    remoteId: String(order.id),
    number: order.number || String(order.id),
    placedAt: atUtc(order.date_created_gmt),
    updatedAt: atUtc(order.date_modified_gmt),
    status: statusOf(order.status, refundedMinor, totalMinor),
    currency,
    totalMinor,
    shippingMinor: Math.max(0, besides),
    orderDiscountMinor: Math.max(0, -besides),
    refundedMinor: order.status === 'refunded' && refundedMinor === 0 ? totalMinor : refundedMinor,
    buyer: {
      remoteId: order.customer_id ? String(order.customer_id) : null,
      name: name || null,
      email: order.billing.email || null,
      country: order.billing.country || null,
      language: null,
    },
    lines,
  };
}

function statusOf(status: string, refundedMinor: number, totalMinor: number): RemoteOrder['status'] {
  if (status === 'refunded') return 'refunded';
  if (['cancelled', 'failed', 'trash'].includes(status)) return 'cancelled';
  if (!['completed', 'processing'].includes(status)) return 'pending';
  if (refundedMinor > 0) return refundedMinor >= totalMinor ? 'refunded' : 'partly-refunded';
  return 'paid';
}
