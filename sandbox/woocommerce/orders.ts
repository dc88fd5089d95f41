import { randomBytes } from 'node:crypto';
import { jsonOf, type Reply, type ShopRequest } from '../kit/router.ts';
import {
  decimalOf,
  idsOf,
  isWithin,
  minorOf,
  pageOf,
  sortDated,
  type WooContext,
  wordsOf,
} from './context.ts';
import { invalidId, refuse } from './errors.ts';
import { takeId, type WooOrder } from './state.ts';
import { orderTotals, priceOf, toOrder, toRefund } from './wire.ts';

export interface WooSale {
  productId: number;
  quantity?: number;
  taxMinor?: number;
  /** A guest without `customerId`, as most buyers are. */
  buyer?: { firstName?: string; lastName?: string; email?: string; country?: string; customerId?: number };
}

/** A paid order: completed at once when all is virtual and downloadable, and with permissions for the files of today. */
export function placeOrder(context: WooContext, sale: WooSale): WooOrder {
  const { state, clock } = context;
  const product = state.products[sale.productId];
  if (!product) throw new Error(`No product ${sale.productId}`);
  if (product.status !== 'publish') throw new Error(`Product ${product.id} is ${product.status}`);
  const quantity = sale.quantity ?? 1;
  if (product.manageStock) {
    if ((product.stockQuantity ?? 0) < quantity) throw new Error(`Only ${product.stockQuantity} left`);
    product.stockQuantity = (product.stockQuantity ?? 0) - quantity;
  }
  product.totalSales += quantity;
  const now = clock.now();
  const isInstant = product.virtual && product.downloadable;
  const order: WooOrder = {
    id: takeId(state),
    orderKey: `wc_order_${randomBytes(7).toString('hex').slice(0, 13)}`,
    status: isInstant ? 'completed' : 'processing',
    customerId: sale.buyer?.customerId ?? 0,
    buyer: {
      firstName: sale.buyer?.firstName ?? 'Robin',
      lastName: sale.buyer?.lastName ?? 'Buyer',
      email: sale.buyer?.email ?? 'robin@example.com',
      country: sale.buyer?.country ?? 'DE',
    },
    createdAt: now,
    modifiedAt: now,
    paidAt: now,
    completedAt: isInstant ? now : null,
    lines: [
      {
        id: takeId(state),
        productId: product.id,
        name: product.name,
        sku: product.sku,
        quantity,
        price: priceOf(product),
        taxMinor: sale.taxMinor ?? 0,
      },
    ],
    refunds: [],
    emailsSent: 1,
  };
  state.orders[order.id] = order;
  for (const download of product.downloadable ? product.downloads : [])
    state.permissions.push({
      downloadId: download.id,
      productId: product.id,
      orderId: order.id,
      orderKey: order.orderKey,
      customerId: order.customerId,
      email: order.buyer.email,
      downloadsRemaining: product.downloadLimit > 0 ? String(product.downloadLimit * quantity) : '',
      accessExpiresAt: product.downloadExpiry > 0 ? now + product.downloadExpiry * 86_400_000 : null,
      downloadCount: 0,
    });
  context.emit('order.created', order.id);
  context.emit('order.updated', order.id);
  return order;
}

export function refundOrder(context: WooContext, order: WooOrder, amountMinor: number, reason: string) {
  const { total, refunded } = orderTotals(order);
  if (amountMinor <= 0 || refunded + amountMinor > total)
    throw refuse(
      400,
      'woocommerce_rest_invalid_order_refund',
      'Refund amount must be greater than zero and not more than what is left.',
    );
  const now = context.clock.now();
  const refund = { id: takeId(context.state), amountMinor, reason, createdAt: now };
  order.refunds.push(refund);
  if (refunded + amountMinor === total) order.status = 'refunded';
  order.modifiedAt = now;
  context.emit('order.updated', order.id);
  return refund;
}

const own = (context: WooContext, request: ShopRequest): WooOrder => {
  const order = context.state.orders[request.params.id ?? ''];
  if (!order) throw invalidId('shop_order');
  return order;
};

export function listOrders(context: WooContext, request: ShopRequest): Reply {
  const { query } = request;
  const statuses = wordsOf(query, 'status').filter((status) => status !== 'any');
  const include = idsOf(query, 'include');
  const customer = query.get('customer');
  const product = query.get('product');
  const found = Object.values(context.state.orders).filter(
    (order) =>
      (statuses.length === 0 ? order.status !== 'trash' : statuses.includes(order.status)) &&
      (include.length === 0 || include.includes(order.id)) &&
      (!customer || order.customerId === Number(customer)) &&
      (!product || order.lines.some((line) => line.productId === Number(product))) &&
      isWithin(query, order),
  );
  return pageOf(context, request, sortDated(found, query), (order) => toOrder(context, order));
}

export const getOrder = (context: WooContext, request: ShopRequest): Reply => ({
  status: 200,
  body: toOrder(context, own(context, request)),
});

/** The status only: what a seller's tool may want to change. */
export function putOrder(context: WooContext, request: ShopRequest): Reply {
  const order = own(context, request);
  const { status } = (jsonOf(request.body) ?? {}) as { status?: string };
  if (status) order.status = status;
  order.modifiedAt = context.clock.now();
  context.emit('order.updated', order.id);
  return { status: 200, body: toOrder(context, order) };
}

export const listRefunds = (context: WooContext, request: ShopRequest): Reply =>
  pageOf(context, request, own(context, request).refunds, toRefund);

export function postRefund(context: WooContext, request: ShopRequest): Reply {
  const order = own(context, request);
  const { amount, reason } = (jsonOf(request.body) ?? {}) as { amount?: string; reason?: string };
  return { status: 201, body: toRefund(refundOrder(context, order, minorOf(amount ?? '0'), reason ?? '')) };
}

export function sendOrderDetails(context: WooContext, request: ShopRequest): Reply {
  const order = own(context, request);
  order.emailsSent += 1;
  return { status: 200, body: { message: `Order details sent to ${order.buyer.email}.` } };
}

/** Kept here so that the total in the sandbox's state is the one of the API. */
export const totalOf = (order: WooOrder): string => decimalOf(orderTotals(order).total);
