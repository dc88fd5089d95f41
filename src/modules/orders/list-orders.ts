import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { decodeMomentCursor, PageInput, pageOf, toPage } from '../../kit/page.ts';
import { OrderStatus, OrderSummary } from './order.ts';
import { selectSales } from './store.ts';
import { toSummaries } from './view.ts';

export const listOrders = defineOperation({
  name: 'orders.listOrders',
  kind: 'query',
  summary: 'List orders of all shops, newest first',
  route: { method: 'GET', path: '/orders' },
  scope: 'orders:read',
  paged: true,
  input: z.object({
    ...PageInput,
    channelId: Id.optional(),
    status: OrderStatus.optional(),
    buyerId: Id.optional(),
    patternId: Id.optional(),
    tests: z.enum(['without', 'with', 'only']).default('with').meta({ description: 'Test orders.' }),
    unknownOnly: z.stringbool().or(z.boolean()).default(false).meta({
      description: 'Only orders with something that the hub does not know.',
    }),
    words: z.string().trim().min(1).max(100).optional().meta({
      description: 'Order number, code, or part of the buyer’s name or address.',
    }),
  }),
  output: pageOf(OrderSummary),
  async run(ctx, { cursor, limit, ...filter }) {
    const rows = await selectSales(ctx.tx, {
      ...filter,
      designerId: ctx.actor.designerId,
      before: cursor ? decodeMomentCursor(cursor) : undefined,
      limit: limit + 1,
    });
    const page = toPage(rows, limit, (row) => [row.sale.placedAt.toISOString(), row.sale.id]);
    return { ...page, items: await toSummaries(ctx.tx, page.items) };
  },
});
