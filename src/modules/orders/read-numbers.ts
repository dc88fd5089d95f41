import { z } from 'zod';
import { defineOperation } from '../../kit/operation.ts';
import { countOpenDeliveries } from './inbox/store.ts';
import { countSales } from './store.ts';

export const readNumbers = defineOperation({
  name: 'orders.readNumbers',
  kind: 'query',
  summary: 'Count orders, buyers, and what of the shops’ messages still waits; test orders left out',
  route: { method: 'GET', path: '/orders/numbers' },
  scope: 'orders:read',
  input: z.object({}),
  output: z.object({
    orders: z.int(),
    buyers: z.int(),
    unknownLines: z.int().meta({ description: 'Lines that belong to no offer.' }),
    webhooksWaiting: z.int(),
    webhooksRefused: z.int().meta({ description: 'Signed messages that could not be used.' }),
  }),
  async run(ctx) {
    const { waiting, refused } = await countOpenDeliveries(ctx.tx);
    return {
      ...(await countSales(ctx.tx, ctx.actor.designerId)),
      webhooksWaiting: waiting,
      webhooksRefused: refused,
    };
  },
});
