import type { Reply, ShopRequest } from '../kit/router.ts';
import { type EtsyContext, isAscending, ownShop, pageOf } from './context.ts';
import { refuse } from './errors.ts';
import type { EtsyReceipt } from './state.ts';
import { toReceipt, toTransaction } from './wire.ts';

const view = (context: EtsyContext, receipt: EtsyReceipt) =>
  toReceipt(context.state, receipt, context.options.showsBuyerEmail ?? false);

function receiptOf(context: EtsyContext, request: ShopRequest): EtsyReceipt {
  ownShop(context, request);
  const receipt = context.state.receipts[request.params.receiptId ?? ''];
  if (!receipt) throw refuse(404, 'Could not find a Receipt with this receipt_id');
  return receipt;
}

/** Cancelled receipts come only with `was_canceled=true`; a refund does not move `updated_timestamp`. */
export function listReceipts(context: EtsyContext, request: ShopRequest): Reply {
  ownShop(context, request);
  const { query } = request;
  const { limit, offset } = pageOf(query);
  const bound = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise);
  const sortOn = query.get('sort_on') ?? 'created';
  const keyOf = (receipt: EtsyReceipt) =>
    sortOn === 'updated'
      ? receipt.updatedAt
      : sortOn === 'receipt_id'
        ? receipt.receiptId
        : receipt.createdAt;
  const sign = isAscending(query) ? 1 : -1;
  const wantsCanceled = query.get('was_canceled') === 'true';
  const wasPaid = query.get('was_paid');
  const found = Object.values(context.state.receipts)
    .filter(
      (receipt) =>
        receipt.isCanceled === wantsCanceled &&
        (wasPaid === null || receipt.isPaid === (wasPaid === 'true')) &&
        receipt.createdAt >= bound('min_created', 0) &&
        receipt.createdAt <= bound('max_created', Number.POSITIVE_INFINITY) &&
        receipt.updatedAt >= bound('min_last_modified', 0) &&
        receipt.updatedAt <= bound('max_last_modified', Number.POSITIVE_INFINITY),
    )
    .sort((a, b) => sign * (keyOf(a) - keyOf(b) || a.receiptId - b.receiptId));
  const results = found.slice(offset, offset + limit).map((receipt) => view(context, receipt));
  return { status: 200, body: { count: found.length, results } };
}

export const getReceipt = (context: EtsyContext, request: ShopRequest): Reply => ({
  status: 200,
  body: view(context, receiptOf(context, request)),
});

export function listReceiptTransactions(context: EtsyContext, request: ShopRequest): Reply {
  const receipt = receiptOf(context, request);
  const results = receipt.lines.map((line) => toTransaction(context.state, receipt, line));
  return { status: 200, body: { count: results.length, results } };
}
