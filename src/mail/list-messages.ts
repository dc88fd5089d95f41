import { z } from 'zod';
import { HubError } from '../kit/errors.ts';
import { Id } from '../kit/ids.ts';
import { defineOperation } from '../kit/operation.ts';
import { decodeMomentCursor, PageInput, pageOf, toPage } from '../kit/page.ts';
import { type MessageRow, selectMessages, selectVisibleMessage } from './store.ts';

const MessageSummary = z.object({
  id: Id,
  kind: z.enum(['order', 'notice', 'library', 'sign-in', 'alert']),
  buyerId: Id.nullable(),
  recipient: z.string(),
  subject: z.string(),
  state: z.enum(['outbox', 'waiting', 'held', 'sent', 'failed']),
  error: z.string().nullable(),
  createdAt: z.date(),
  sentAt: z.date().nullable(),
});

const Message = MessageSummary.extend({ textBody: z.string(), htmlBody: z.string() });

export const listMessages = defineOperation({
  name: 'mail.listMessages',
  kind: 'query',
  summary: 'List messages to buyers, newest first',
  route: { method: 'GET', path: '/messages' },
  scope: 'buyers:read',
  paged: true,
  input: z.object({
    ...PageInput,
    kind: z.enum(['order', 'notice', 'library']).optional(),
    state: z.enum(['outbox', 'waiting', 'held', 'sent', 'failed']).optional(),
  }),
  output: pageOf(MessageSummary),
  async run(ctx, input) {
    const rows = await selectMessages(ctx.tx, ctx.actor, {
      kind: input.kind,
      state: input.state,
      before: input.cursor ? decodeMomentCursor(input.cursor) : undefined,
      limit: input.limit + 1,
    });
    const page = toPage(rows, input.limit, (row) => [row.createdAt.toISOString(), row.id]);
    return { ...page, items: page.items.map(toSummary) };
  },
});

export const getMessage = defineOperation({
  name: 'mail.getMessage',
  kind: 'query',
  summary: 'Read one message to a buyer',
  route: { method: 'GET', path: '/messages/{messageId}' },
  scope: 'buyers:read',
  input: z.object({ messageId: Id }),
  output: Message,
  async run(ctx, input) {
    const row = await selectVisibleMessage(ctx.tx, ctx.actor, input.messageId);
    // a link that signs in or approves is for its reader alone
    if (!row || ['sign-in', 'alert'].includes(row.kind))
      throw new HubError('not-found', 'There is no such message.');
    return { ...toSummary(row), textBody: row.textBody, htmlBody: row.htmlBody };
  },
});

const toSummary = (row: MessageRow): z.input<typeof MessageSummary> => ({
  id: row.id,
  kind: row.kind as 'order',
  buyerId: row.buyerId,
  recipient: row.recipient,
  subject: row.subject,
  state: row.state as 'outbox',
  error: row.error,
  createdAt: row.createdAt,
  sentAt: row.sentAt,
});
