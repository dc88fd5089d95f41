import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { mayMailLinks } from '../../mail/index.ts';
import { readRelease } from '../files/index.ts';
import { decideRecipients } from './decide-recipients.ts';
import { Notice } from './notice.ts';
import { readNotice } from './read-notice.ts';
import { lockNotice, type NoticeRow, updateNoticeRow } from './store.ts';

export const approveNotice = defineOperation({
  name: 'notices.approveNotice',
  kind: 'command',
  summary: 'Send a message about a release to the buyers whom the shops’ rules allow to be written to',
  route: { method: 'POST', path: '/notices/{noticeId}/approve' },
  scope: 'notices:approve',
  input: z.object({ noticeId: Id }),
  output: Notice,
  subject: (input) => ({ kind: 'notice', id: input.noticeId }),
  async run(ctx, { noticeId }) {
    await readNotice(ctx, noticeId);
    await approve(ctx, noticeId, ctx.actor.name);
    return readNotice(ctx, noticeId);
  },
});

/** A second click changes nothing: one message a buyer, whatever is repeated. */
export async function approve(ctx: Ctx, noticeId: string, by: string): Promise<void> {
  const row = await lockNotice(ctx.tx, noticeId);
  if (!row || row.state === 'discarded')
    throw new HubError('conflict', 'This message was discarded. Publish a release to get a new one.');
  if (row.state === 'sent') return;
  if (!mayMailLinks(ctx.ports))
    throw new HubError(
      'conflict',
      'The links in this message would lead to your own computer. Run Spindle in Live mode (with a public address) to send it.',
    );
  if (row.state === 'draft') {
    await decideAgain(ctx, row);
    await updateNoticeRow(ctx.tx, noticeId, {
      state: 'approved',
      approvedBy: by,
      approvedAt: ctx.clock.now(),
    });
  }
  await ctx.ports.queue.enqueue(ctx.tx, 'notices.send', { noticeId });
  ctx.announce({ topic: 'notice', id: noticeId });
}

/** Since the draft an order may have been refunded or an address told. */
async function decideAgain(ctx: Ctx, row: NoticeRow): Promise<void> {
  const release = await readRelease(ctx.tx, row.releaseId);
  if (release)
    await decideRecipients(ctx, row.id, release.patternId, {
      sizes: release.touchesSizes,
      roles: release.touchesRoles,
      languages: release.touchesLanguages,
    });
}
