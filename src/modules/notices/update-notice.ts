import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { Notice } from './notice.ts';
import { readNotice } from './read-notice.ts';
import { lockNotice, updateNoticeRow } from './store.ts';

export const updateNotice = defineOperation({
  name: 'notices.updateNotice',
  kind: 'command',
  summary: 'Change the words of a message before it is sent',
  route: { method: 'PATCH', path: '/notices/{noticeId}' },
  scope: 'notices:write',
  input: z.object({
    noticeId: Id,
    subject: z.string().trim().min(1).max(200).optional(),
    body: z.string().trim().min(1).max(10_000).optional(),
  }),
  output: Notice,
  subject: (input) => ({ kind: 'notice', id: input.noticeId }),
  async run(ctx, { noticeId, subject, body }) {
    await lockDraft(ctx, noticeId);
    if (subject || body)
      await updateNoticeRow(ctx.tx, noticeId, { ...(subject ? { subject } : {}), ...(body ? { body } : {}) });
    ctx.announce({ topic: 'notice', id: noticeId });
    return readNotice(ctx, noticeId);
  },
});

export const discardNotice = defineOperation({
  name: 'notices.discardNotice',
  kind: 'command',
  summary: 'Do not send a message about this release',
  route: { method: 'POST', path: '/notices/{noticeId}/discard' },
  scope: 'notices:write',
  input: z.object({ noticeId: Id }),
  output: Notice,
  subject: (input) => ({ kind: 'notice', id: input.noticeId }),
  async run(ctx, { noticeId }) {
    await lockDraft(ctx, noticeId);
    await updateNoticeRow(ctx.tx, noticeId, { state: 'discarded' });
    ctx.announce({ topic: 'notice', id: noticeId });
    return readNotice(ctx, noticeId);
  },
});

async function lockDraft(ctx: Ctx, noticeId: string): Promise<void> {
  await readNotice(ctx, noticeId);
  const row = await lockNotice(ctx.tx, noticeId);
  if (row?.state !== 'draft')
    throw new HubError('conflict', 'This message is no longer a draft, so it cannot be changed.');
}
