import { z } from 'zod';
import { defineOperation } from '../../kit/operation.ts';
import { decodeCursor, PageInput, pageOf, toPage } from '../../kit/page.ts';
import { PatternState } from './offer-view.ts';
import { Pattern } from './pattern.ts';
import { toPattern } from './read-patterns.ts';
import { searchPatterns } from './view-store.ts';

export const listPatterns = defineOperation({
  name: 'catalog.listPatterns',
  kind: 'query',
  summary: 'List patterns by title',
  route: { method: 'GET', path: '/patterns' },
  scope: 'catalog:read',
  input: z.object({
    ...PageInput,
    search: z.string().max(200).optional().meta({ description: 'Part of the title.' }),
    state: PatternState.optional(),
    craft: z.string().max(40).optional(),
  }),
  output: pageOf(Pattern),
  paged: true,
  async run(ctx, { cursor, limit, ...filter }) {
    const [title, id] = cursor ? decodeCursor(cursor, 2) : [];
    const after = cursor ? { title: String(title), id: String(id) } : null;
    const rows = await searchPatterns(ctx.tx, ctx.actor, filter, after, limit + 1);
    const page = toPage(rows, limit, (row) => [row.title, row.id]);
    return { items: page.items.map(toPattern), nextCursor: page.nextCursor };
  },
});
