import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { decodeMomentCursor, PageInput, pageOf, toPage } from '../../kit/page.ts';
import { Notice, NoticeState, NoticeSummary } from './notice.ts';
import { readNotice, toSummary } from './read-notice.ts';
import { selectNotices } from './store.ts';

export const listNotices = defineOperation({
  name: 'notices.listNotices',
  kind: 'query',
  summary: 'List messages about releases, newest first',
  route: { method: 'GET', path: '/notices' },
  scope: 'notices:read',
  paged: true,
  input: z.object({ ...PageInput, state: NoticeState.optional(), patternId: Id.optional() }),
  output: pageOf(NoticeSummary),
  async run(ctx, { cursor, limit, ...filter }) {
    const rows = await selectNotices(ctx.tx, {
      ...filter,
      designerId: ctx.actor.designerId,
      before: cursor ? decodeMomentCursor(cursor) : undefined,
      limit: limit + 1,
    });
    const page = toPage(rows, limit, (row) => [row.notice.createdAt.toISOString(), row.notice.id]);
    return { ...page, items: page.items.map(toSummary) };
  },
});

export const getNotice = defineOperation({
  name: 'notices.getNotice',
  kind: 'query',
  summary: 'Read a message about a release, and who gets it or not',
  route: { method: 'GET', path: '/notices/{noticeId}' },
  scope: 'notices:read',
  input: z.object({ noticeId: Id }),
  output: Notice,
  run: (ctx, { noticeId }) => readNotice(ctx, noticeId),
});
