import { z } from 'zod';
import { defineOperation } from '../../kit/operation.ts';
import { At } from '../../kit/time.ts';
import { readPersonOf } from '../accounts/index.ts';
import { collapse, type Kind, kindNames, type Need } from './kinds.ts';
import { kindsFor } from './readers.ts';
import { readStudioZone, selectOpen, selectReader } from './store.ts';
import { isWorthTelling, sayIn } from './tell-person.ts';

export const listAlerts = defineOperation({
  name: 'alerts.list',
  kind: 'query',
  summary: 'List what needs you now, collapsed, the most pressing first, 200 lines at most',
  route: { method: 'GET', path: '/alerts' },
  scope: 'self:read',
  input: z.object({}),
  output: z.object({
    sentence: z.string(),
    items: z.array(
      z.object({
        kind: z.enum(kindNames as [Kind, ...Kind[]]),
        sentence: z.string(),
        /** The button, and where it leads on the hub. */
        button: z.string(),
        path: z.string(),
        /** How many things it is about, and the ids or names of the first hundred. */
        count: z.int(),
        subjects: z.array(z.string()),
        since: At,
        /** When you were told of all of it as it is now; null: not yet. */
        toldAt: At.nullable(),
      }),
    ),
  }),
  async run(ctx) {
    const personId = await readPersonOf(ctx.tx, ctx.actor);
    const row = personId ? await selectReader(ctx.tx, personId) : null;
    const open = (await selectOpen(ctx.tx, kindsFor(ctx.actor), ctx.actor.designerId, personId)).filter(
      (need) => isWorthTelling(need, row, ctx.ports.address.mode),
    );
    const told = collapse(open, sayIn(row?.timeZone ?? (await readStudioZone(ctx.tx))));
    return {
      sentence:
        told.length === 0
          ? 'Nothing needs you.'
          : told.length === 1
            ? 'One thing needs you.'
            : `${told.length} things need you.`,
      items: told.slice(0, 200).map(({ kind, sentence, button, path, needs }) => ({
        kind,
        sentence,
        button,
        path,
        count: needs.length,
        subjects: needs.slice(0, 100).map((need) => need.subject),
        since: new Date(
          needs.reduce((least, need) => Math.min(least, need.firstAt.getTime()), Number.POSITIVE_INFINITY),
        ),
        toldAt: lastTold(needs as (Need & { toldAt: Date | null })[]),
      })),
    };
  },
});

function lastTold(needs: readonly { toldAt: Date | null }[]): Date | null {
  let last = 0;
  for (const { toldAt } of needs) {
    if (!toldAt) return null;
    last = Math.max(last, toldAt.getTime());
  }
  return new Date(last);
}
