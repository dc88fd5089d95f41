import { defineJob } from '../../kit/module.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { writeMessage } from '../../mail/index.ts';
import { libraryUrl, makeLibraryKey } from '../delivery/index.ts';
import { lockNotice, markRecipient, selectToSend, updateNoticeRow } from './store.ts';

const step = 200;

/** Writes an approved notice into the outbox, a step a transaction; what was written is not written again. */
export const sendNoticeJob = defineJob<{ noticeId: string }>({
  name: 'notices.send',
  retries: 5,
  async run(host, { noticeId }) {
    let isMore = true;
    while (isMore)
      isMore = await inTransaction(host, systemActor, async (ctx) => {
        const row = await lockNotice(ctx.tx, noticeId);
        if (row?.state !== 'approved') return false;
        const recipients = await selectToSend(ctx.tx, noticeId, step);
        for (const { buyerId, email, name } of recipients) {
          if (!email) {
            await markRecipient(ctx.tx, noticeId, buyerId, {
              state: 'withheld',
              reason: 'The shop told no address.',
            });
            continue;
          }
          const url = libraryUrl(ctx, await makeLibraryKey(ctx, buyerId));
          const messageId = await writeMessage(ctx, {
            kind: 'notice',
            buyerId,
            recipient: email,
            subject: row.subject,
            cause: `notice:${noticeId}:${buyerId}`,
            letter: {
              heading: row.subject,
              blocks: [
                { kind: 'text', text: name ? `Hello ${name},\n\n${row.body}` : row.body },
                { kind: 'button', label: 'Get the new version', url },
              ],
              footer: 'You get this message because you bought this pattern and its files changed.',
            },
          });
          await markRecipient(ctx.tx, noticeId, buyerId, { state: 'in-outbox', messageId });
        }
        if (recipients.length < step) await updateNoticeRow(ctx.tx, noticeId, { state: 'sent' });
        ctx.announce({ topic: 'notice', id: noticeId });
        return recipients.length === step;
      });
  },
});
