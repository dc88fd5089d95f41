import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { decodeCursor, PageInput, pageOf, toPage } from '../../kit/page.ts';
import { selectListings } from './board-store.ts';
import { ListingStatus, ListingView, toListingView } from './view.ts';

export const listListings = defineOperation({
  name: 'listings.listListings',
  kind: 'query',
  summary: 'List what is on the shops, by shop, pattern or state',
  route: { method: 'GET', path: '/listings' },
  scope: 'listings:read',
  paged: true,
  input: z.object({
    ...PageInput,
    channelId: Id.optional(),
    patternId: Id.optional(),
    offerId: Id.optional(),
    status: ListingStatus.optional(),
  }),
  output: pageOf(ListingView),
  async run(ctx, { cursor, limit, status, ...filter }) {
    const rows = await selectListings(ctx.tx, ctx.actor, {
      ...filter,
      ...(status ? { statuses: [status] } : {}),
      ...(cursor ? { after: titleCursor(cursor) } : {}),
      limit: limit + 1,
    });
    return toPage(rows.map(toListingView), limit, (row) => [row.title, row.id]);
  },
});

export function titleCursor(cursor: string): { title: string; id: string } {
  const [title, id] = decodeCursor(cursor, 2);
  return { title: String(title), id: String(id) };
}
