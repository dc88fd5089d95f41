import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { selectBuyerWithSales, updateBuyer } from './store.ts';

export const setBuyerConsent = defineOperation({
  name: 'orders.setBuyerConsent',
  kind: 'command',
  summary: 'Write down whether a buyer wants messages about new versions',
  route: { method: 'PUT', path: '/buyers/{buyerId}/consent' },
  scope: 'orders:write',
  input: z.object({
    buyerId: Id,
    consent: z.enum(['yes', 'no']).meta({ description: '`no`: only the mail with the files of an order.' }),
  }),
  output: z.object({ id: Id, consent: z.enum(['yes', 'no']) }),
  subject: (input) => ({ kind: 'buyer', id: input.buyerId }),
  async run(ctx, { buyerId, consent }) {
    if (!(await selectBuyerWithSales(ctx.tx, buyerId, ctx.actor.designerId)))
      throw new HubError('not-found', 'There is no such buyer.');
    await updateBuyer(ctx.tx, buyerId, { consent });
    return { id: buyerId, consent };
  },
});
