import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { decodeCursor, PageInput, pageOf, toPage } from '../../kit/page.ts';
import { BuyerSummary, OrderSummary } from './order.ts';
import { type BuyerWithSales, selectBuyers, selectBuyerWithSales, selectSales } from './store.ts';
import { toSummaries } from './view.ts';

const BuyerView = BuyerSummary.extend({
  language: z.string().nullable(),
  consent: z.enum(['unasked', 'yes', 'no']),
  orders: z.int(),
  lastOrderAt: z.date().nullable(),
});

export const listBuyers = defineOperation({
  name: 'orders.listBuyers',
  kind: 'query',
  summary: 'List buyers, newest first',
  route: { method: 'GET', path: '/buyers' },
  scope: 'buyers:read',
  paged: true,
  input: z.object({ ...PageInput, words: z.string().trim().min(1).max(100).optional() }),
  output: pageOf(BuyerView),
  async run(ctx, input) {
    const cursor = input.cursor ? decodeCursor(input.cursor, 1) : null;
    const rows = await selectBuyers(ctx.tx, {
      words: input.words,
      designerId: ctx.actor.designerId,
      beforeId: cursor ? String(cursor[0]) : undefined,
      limit: input.limit + 1,
    });
    const page = toPage(rows, input.limit, (row) => [row.id]);
    return { ...page, items: page.items.map(toView) };
  },
});

export const getBuyer = defineOperation({
  name: 'orders.getBuyer',
  kind: 'query',
  summary: 'Read one buyer with the newest orders',
  route: { method: 'GET', path: '/buyers/{buyerId}' },
  scope: 'buyers:read',
  input: z.object({ buyerId: Id }),
  output: BuyerView.extend({ newestOrders: z.array(OrderSummary) }),
  async run(ctx, { buyerId }) {
    const { designerId } = ctx.actor;
    const row = await selectBuyerWithSales(ctx.tx, buyerId, designerId);
    if (!row) throw new HubError('not-found', 'There is no such buyer.');
    const sales = await selectSales(ctx.tx, {
      buyerId,
      designerId,
      tests: 'with',
      unknownOnly: false,
      limit: 50,
    });
    return { ...toView(row), newestOrders: await toSummaries(ctx.tx, sales) };
  },
});

const toView = (row: BuyerWithSales): z.input<typeof BuyerView> => ({
  id: row.id,
  name: row.name,
  email: row.email,
  country: row.country,
  language: row.language,
  consent: row.consent as 'unasked',
  orders: row.orders,
  lastOrderAt: row.lastOrderAt,
});
