import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { decodeCursor, PageInput, pageOf, toPage } from '../../kit/page.ts';
import { selectActivity } from './store.ts';

export const Activity = z
  .object({
    id: Id,
    at: z.iso.datetime(),
    tone: z.enum(['info', 'good', 'needs-you', 'problem']),
    sentence: z.string(),
    patternId: Id.nullable(),
    channelId: Id.nullable(),
    listingId: Id.nullable(),
    orderId: Id.nullable(),
    releaseId: Id.nullable(),
  })
  .meta({ id: 'Activity' });

export const listActivity = defineOperation({
  name: 'audit.listActivity',
  kind: 'query',
  summary: 'List what happened, newest first',
  route: { method: 'GET', path: '/activity' },
  scope: 'activity:read',
  paged: true,
  input: z.object({
    ...PageInput,
    patternId: Id.optional(),
    channelId: Id.optional(),
    listingId: Id.optional(),
    orderId: Id.optional(),
  }),
  output: pageOf(Activity),
  async run(ctx, { cursor, limit, ...filter }) {
    const rows = await selectActivity(ctx.tx, ctx.actor, filter, afterOf(cursor), limit + 1);
    const page = toPage(rows, limit, (row) => [row.exactAt, row.id]);
    return {
      nextCursor: page.nextCursor,
      items: page.items.map((row) => ({
        id: row.id,
        at: row.at.toISOString(),
        tone: row.tone as z.infer<typeof Activity>['tone'],
        sentence: row.sentence,
        patternId: row.patternId,
        channelId: row.channelId,
        listingId: row.listingId,
        orderId: row.orderId,
        releaseId: row.releaseId,
      })),
    };
  },
});

/** Reads the cursor of the time-ordered lists; throws HubError `invalid`. */
export function afterOf(cursor: string | undefined): { at: string; id: string } | null {
  if (!cursor) return null;
  const [at, id] = decodeCursor(cursor, 2);
  const parsed = z.tuple([z.iso.datetime({ precision: 6 }), z.uuid()]).safeParse([at, id]);
  if (!parsed.success)
    throw new HubError('invalid', 'That page cursor is not valid. Start again from the first page.');
  return { at: parsed.data[0], id: parsed.data[1] };
}
