import { z } from 'zod';
import { defineOperation } from '../../kit/operation.ts';
import { decodeCursor, PageInput, pageOf, toPage } from '../../kit/page.ts';
import { keptPages } from './kept-pages.ts';
import { PatternState } from './offer-view.ts';
import { Pattern } from './pattern.ts';
import { toPattern } from './read-patterns.ts';
import { readPatternMarks, searchPatterns, searchPatternTexts } from './view-store.ts';

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
    const rows = await searchPatterns(ctx.tx, ctx.actor, filter, after(cursor), limit + 1);
    const page = toPage(rows, limit, placeOf);
    return { items: page.items.map(toPattern), nextCursor: page.nextCursor };
  },
  async runText(ctx, { cursor, limit, ...filter }) {
    const question = [ctx.tx, ctx.actor, filter, after(cursor), limit + 1] as const;
    const { designerId } = ctx.actor;
    const asked = JSON.stringify([designerId, filter.search, filter.state, filter.craft, limit, cursor]);
    const pages = keptPages(ctx.ports);
    const kept = pages.get(asked);
    if (kept && kept.marks === (await readPatternMarks(...question))) return kept.answer;
    const rows = await searchPatternTexts(...question);
    const { items, nextCursor } = toPage(rows, limit, placeOf);
    const texts = items.map((row) => row.json).join(',');
    const answer = { json: `{"items":[${texts}],"nextCursor":${JSON.stringify(nextCursor)}}`, nextCursor };
    pages.keep(asked, { marks: rows.map((row) => row.mark).join(''), answer });
    return answer;
  },
});

const placeOf = (row: { title: string; id: string }) => [row.title, row.id];

function after(cursor: string | undefined): { title: string; id: string } | null {
  if (!cursor) return null;
  const [title, id] = decodeCursor(cursor, 2);
  return { title: String(title), id: String(id) };
}
