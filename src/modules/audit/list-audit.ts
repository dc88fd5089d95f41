import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { PageInput, pageOf, toPage } from '../../kit/page.ts';
import { afterOf } from './list-activity.ts';
import { selectAudit } from './store.ts';

const AuditEntry = z
  .object({
    id: Id,
    at: z.iso.datetime(),
    operation: z.string(),
    actorKind: z.string(),
    actorId: z.string(),
    actorName: z.string(),
    subjectKind: z.string().nullable(),
    subjectId: z.string().nullable(),
    input: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' });

export const listAudit = defineOperation({
  name: 'audit.listAudit',
  kind: 'query',
  summary: 'List who did what, newest first',
  route: { method: 'GET', path: '/audit' },
  scope: 'audit:read',
  paged: true,
  input: z.object({
    ...PageInput,
    operation: z.string().max(100).optional(),
    actorId: z.string().max(100).optional(),
    subjectKind: z.string().max(100).optional(),
    subjectId: z.string().max(100).optional(),
  }),
  output: pageOf(AuditEntry),
  async run(ctx, { cursor, limit, ...filter }) {
    const rows = await selectAudit(ctx.tx, ctx.actor, filter, afterOf(cursor), limit + 1);
    const page = toPage(rows, limit, (row) => [row.exactAt, row.id]);
    return {
      nextCursor: page.nextCursor,
      items: page.items.map(({ exactAt: _, ...row }) => ({
        ...row,
        at: row.at.toISOString(),
        input: row.input as Record<string, unknown>,
      })),
    };
  },
});
