import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Currency } from '../../kit/money.ts';
import { defineOperation } from '../../kit/operation.ts';
import { selectDesigners, updateStudioRow } from './store.ts';
import { Studio, StudioName, TimeZone, toStudio } from './studio.ts';

export const updateStudio = defineOperation({
  name: 'studio.update',
  kind: 'command',
  summary: 'Change the studio’s name, currency for new prices, or time zone',
  route: { method: 'PATCH', path: '/studio' },
  scope: 'studio:write',
  versioned: true,
  input: z.object({
    expectedVersion: z.int().optional(),
    name: StudioName.optional(),
    currency: Currency.optional(),
    timeZone: TimeZone.optional(),
  }),
  output: Studio,
  subject: (_, studio) => ({ kind: 'studio', id: studio.id }),
  async run(ctx, { expectedVersion, ...changes }) {
    const row = await updateStudioRow(ctx.tx, expectedVersion, changes);
    if (!row)
      throw new HubError('stale', 'Somebody changed the studio in the meantime. Look again, then save.');
    ctx.announce({ topic: 'hub', id: row.id });
    return toStudio(row, await selectDesigners(ctx.tx));
  },
});
