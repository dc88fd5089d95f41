import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id, newId } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { currentPrice, readOffers } from '../catalog/index.ts';
import { copyCode } from '../marks/index.ts';
import { findOrMakeBuyer } from './find-buyer.ts';
import { Order } from './order.ts';
import { ordersRecorded } from './signals.ts';
import { deleteBuyer, deleteSale, hasSales, insertSale, putLines, selectSaleWithBuyer } from './store.ts';
import { toOrder } from './view.ts';

export const createTestOrder = defineOperation({
  name: 'orders.createTestOrder',
  kind: 'command',
  summary: 'Buy an offer as a customer would: a test order through the real delivery, outside all numbers',
  route: { method: 'POST', path: '/orders/tests' },
  scope: 'orders:write',
  input: z.object({
    offerId: Id,
    email: z.email().optional().meta({ description: 'Gets the order mail. Left out: only the page’s link.' }),
  }),
  output: Order,
  secretFields: ['email'],
  subject: (_input, output) => ({ kind: 'order', id: output.id }),
  async run(ctx, input) {
    const [offer] = await readOffers(ctx.tx, [input.offerId]);
    if (!offer || (ctx.actor.designerId && offer.designerId !== ctx.actor.designerId))
      throw new HubError('not-found', 'There is no such offer.');
    const now = ctx.clock.now();
    const price = currentPrice(offer, null, now);
    const orderId = newId();
    const buyerId = await findOrMakeBuyer(
      ctx,
      null,
      { remoteId: null, name: 'Test buyer', email: input.email ?? null, country: null, language: null },
      { currentId: null, isTest: true },
    );
    await insertSale(ctx.tx, {
      id: orderId,
      channelId: null,
      remoteId: orderId,
      number: `TEST-${orderId.slice(-6).toUpperCase()}`,
      status: 'paid',
      placedAt: now,
      remoteUpdatedAt: now,
      currency: price.currency,
      totalMinor: price.amountMinor,
      buyerId,
      isTest: true,
      code: copyCode({ kind: 'order', id: orderId }, ''),
      firstSeenAt: now,
    });
    const line = { remoteId: '1', sku: offer.sku, title: offer.name, quantity: 1 };
    await putLines(ctx.tx, orderId, [
      { ...line, id: newId(), saleId: orderId, offerId: offer.id, totalMinor: price.amountMinor },
    ]);
    await ctx.signal(ordersRecorded, { orderIds: [orderId] });
    ctx.announce({ topic: 'order', id: orderId });
    const row = await selectSaleWithBuyer(ctx.tx, orderId, null);
    if (!row) throw new Error('The test order vanished while it was made');
    return toOrder(ctx.tx, row);
  },
});

export const deleteTestOrder = defineOperation({
  name: 'orders.deleteTestOrder',
  kind: 'command',
  summary: 'Delete a test order with its links and copies’ records',
  route: { method: 'DELETE', path: '/orders/{orderId}' },
  scope: 'orders:write',
  input: z.object({ orderId: Id }),
  output: z.object({ deleted: z.literal(true) }),
  subject: (input) => ({ kind: 'order', id: input.orderId }),
  async run(ctx, { orderId }) {
    const sale = (await selectSaleWithBuyer(ctx.tx, orderId, ctx.actor.designerId))?.sale;
    if (!sale) throw new HubError('not-found', 'There is no such order.');
    if (!sale.isTest)
      throw new HubError('conflict', 'This is a real order of a buyer. Only test orders can be deleted.');
    await deleteSale(ctx.tx, orderId);
    if (!(await hasSales(ctx.tx, sale.buyerId))) await deleteBuyer(ctx.tx, sale.buyerId);
    ctx.announce({ topic: 'order', id: orderId });
    return { deleted: true as const };
  },
});
