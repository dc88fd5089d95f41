import type { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import type { Notice, NoticeSummary } from './notice.ts';
import { type NoticeWithCounts, selectNotice, selectWithheld } from './store.ts';

export const toSummary = (row: NoticeWithCounts): z.input<typeof NoticeSummary> => ({
  id: row.notice.id,
  releaseId: row.notice.releaseId,
  patternId: row.patternId,
  patternTitle: row.patternTitle,
  releaseNumber: row.releaseNumber,
  changeKind: row.changeKind as 'erratum',
  state: row.notice.state as 'draft',
  subject: row.notice.subject,
  createdAt: row.notice.createdAt,
  approvedAt: row.notice.approvedAt,
  approvedBy: row.notice.approvedBy,
  counts: { toSend: row.toSend, inOutbox: row.inOutbox, withheld: row.withheld },
});

/** Throws HubError `not-found`, also for another designer's notice. */
export async function readNotice(ctx: Ctx, noticeId: string): Promise<z.input<typeof Notice>> {
  const row = await selectNotice(ctx.tx, noticeId, ctx.actor.designerId);
  if (!row) throw new HubError('not-found', 'There is no such message.');
  return { ...toSummary(row), body: row.notice.body, withheld: await selectWithheld(ctx.tx, noticeId) };
}
