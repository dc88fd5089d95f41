/** Receipts in the hub's words, and the poll that finds every change. */
import type { ConnectorIo, RemoteOrder } from '../connector.ts';
import { ConnectorError } from '../connector.ts';
import { decodeEntities } from '../text.ts';
import { call, shopId } from './client.ts';
import { fromEtsyMoney } from './map.ts';
import type { EtsyMoney, EtsyPage, EtsyReceipt } from './types.ts';

/** Etsy's clock and ours may differ, and changes show up late. */
const overlapMs = 10 * 60_000;
/** Cancellations do not always move the time of change: a second pass asks for them by age. */
const cancelledWithinMs = 30 * 86_400_000;
const earliest = 946_684_800;
const pageSize = 100;

const unix = (at: Date, backMs: number): number =>
  Math.max(earliest, Math.floor((at.getTime() - backMs) / 1000));

/** Cursor: pass, the second to start from, offset. Paging by time is not shaken when receipts change meanwhile. */
interface Place {
  pass: 'changed' | 'cancelled';
  from: number;
  offset: number;
}

const start = (since: Date): Place => ({ pass: 'changed', from: unix(since, overlapMs), offset: 0 });

function parse(cursor: string): Place {
  const [pass, from, offset] = cursor.split(':');
  return { pass: pass === 'cancelled' ? 'cancelled' : 'changed', from: Number(from), offset: Number(offset) };
}

export async function orders(
  io: ConnectorIo,
  since: Date,
  cursor: string | null,
): Promise<{ orders: RemoteOrder[]; nextCursor: string | null }> {
  const place = cursor === null ? start(since) : parse(cursor);
  const { results } = await call<EtsyPage<EtsyReceipt>>(io, `/shops/${shopId(io)}/receipts`, {
    query: {
      limit: pageSize,
      offset: place.offset,
      sort_order: 'asc',
      ...(place.pass === 'changed'
        ? { min_last_modified: place.from, sort_on: 'updated' }
        : { min_created: place.from, sort_on: 'created', was_canceled: true }),
    },
  });
  const next = nextPlace(place, results, since);
  return {
    orders: results.map(fromEtsyReceipt),
    nextCursor: next ? `${next.pass}:${next.from}:${next.offset}` : null,
  };
}

function nextPlace(place: Place, results: readonly EtsyReceipt[], since: Date): Place | null {
  if (results.length < pageSize)
    return place.pass === 'cancelled'
      ? null
      : { pass: 'cancelled', from: unix(since, cancelledWithinMs), offset: 0 };
  if (place.pass === 'cancelled') return { ...place, offset: place.offset + pageSize };
  const last = results.at(-1)?.updated_timestamp ?? place.from;
  return last > place.from
    ? { ...place, from: last, offset: 0 }
    : { ...place, offset: place.offset + pageSize };
}

export async function order(io: ConnectorIo, remoteId: string): Promise<RemoteOrder | null> {
  try {
    return fromEtsyReceipt(
      await call<EtsyReceipt>(io, `/shops/${shopId(io)}/receipts/${encodeURIComponent(remoteId)}`),
    );
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'gone') return null;
    throw error;
  }
}

const minor = (money: EtsyMoney | null | undefined): number => (money ? fromEtsyMoney(money).amountMinor : 0);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Pure. What Etsy adds besides goods and shipping is tax, spread over the lines; what it takes off is discount. */
export function fromEtsyReceipt(receipt: EtsyReceipt): RemoteOrder {
  const goods = receipt.transactions.map((line) => minor(line.price) * line.quantity);
  const totalMinor = minor(receipt.grandtotal);
  const tax = minor(receipt.total_tax_cost) + minor(receipt.total_vat_cost);
  const shipping = minor(receipt.total_shipping_cost) + minor(receipt.gift_wrap_price);
  const discount = minor(receipt.discount_amt);
  // Whether VAT is inside the prices depends on the seller's country: only what the total really holds is tax.
  const added = totalMinor - sum(goods) - shipping + discount;
  const taxMinor = Math.max(0, Math.min(added, tax));
  const left = added - taxMinor;
  const taxes = spread(taxMinor, goods);
  const refundedMinor = sum(
    (receipt.refunds ?? [])
      .filter((one) => !/fail|cancel/i.test(one.status ?? ''))
      .map((one) => minor(one.amount)),
  );
  return {
    remoteId: String(receipt.receipt_id),
    number: String(receipt.receipt_id),
    placedAt: new Date(receipt.created_timestamp * 1000),
    updatedAt: new Date(receipt.updated_timestamp * 1000),
    status: statusOf(receipt),
    currency: receipt.grandtotal.currency_code,
    totalMinor,
    shippingMinor: shipping + Math.max(0, left),
    orderDiscountMinor: discount + Math.max(0, -left),
    refundedMinor,
    buyer: {
      remoteId: receipt.buyer_user_id === null ? null : String(receipt.buyer_user_id),
      name: receipt.name === null ? null : decodeEntities(receipt.name),
      email: receipt.buyer_email,
      country: receipt.country_iso,
      language: null,
    },
    lines: receipt.transactions.map((line, index) => ({
      remoteId: String(line.transaction_id),
      remoteListingId: line.listing_id ? String(line.listing_id) : null,
      sku: line.sku || null,
      title: decodeEntities(line.title ?? ''),
      quantity: line.quantity,
      totalMinor: goods[index] ?? 0,
      taxMinor: taxes[index] ?? 0,
    })),
  };
}

/** Shares `amount` in proportion to `weights`; the shares add up exactly. */
function spread(amount: number, weights: readonly number[]): number[] {
  const whole = sum(weights);
  let left = amount;
  return weights.map((weight, index) => {
    const share =
      index === weights.length - 1 ? left : Math.min(left, Math.round(whole ? (amount * weight) / whole : 0));
    left -= share;
    return share;
  });
}

/** Etsy documents the words in lower case and sends them capitalised. */
function statusOf(receipt: EtsyReceipt): RemoteOrder['status'] {
  switch (receipt.status.toLowerCase()) {
    case 'canceled':
    case 'cancelled':
      return 'cancelled';
    case 'fully refunded':
      return 'refunded';
    case 'partially refunded':
      return 'partly-refunded';
    case 'paid':
    case 'completed':
      return 'paid';
    default:
      return receipt.is_paid ? 'paid' : 'pending';
  }
}
