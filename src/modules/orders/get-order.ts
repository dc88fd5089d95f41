import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { Order } from './order.ts';
import { selectSaleWithBuyer } from './store.ts';
import { toOrder } from './view.ts';

export const getOrder = defineOperation({
  name: 'orders.getOrder',
  kind: 'query',
  summary: 'Read one order with its lines',
  route: { method: 'GET', path: '/orders/{orderId}' },
  scope: 'orders:read',
  input: z.object({ orderId: Id }),
  output: Order,
  async run(ctx, input) {
    const row = await selectSaleWithBuyer(ctx.tx, input.orderId, ctx.actor.designerId);
    if (!row) throw new HubError('not-found', 'There is no such order.');
    return toOrder(ctx.tx, row);
  },
});
