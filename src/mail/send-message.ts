import { defineCounter } from '../kit/metrics.ts';
import { defineJob } from '../kit/module.ts';
import { senderFromEnvironment } from './sender.ts';
import { markSent, markTried, selectMessage } from './store.ts';

const tries = 8;
const mails = defineCounter(
  'spindle_mails_total',
  'Messages handed to the mail server, or not taken by it.',
  ['outcome'],
);

/** Sends what waits. A crash between the server's yes and our note sends it again, under the same Message-ID. */
export const sendMessageJob = defineJob<{ messageId: string }>({
  name: 'mail.send',
  retries: tries - 1,
  async run(host, { messageId }) {
    const message = await selectMessage(host.db, messageId);
    const sender = host.ports.mail ?? senderFromEnvironment();
    if (message?.state !== 'waiting' || !sender) return;
    try {
      await sender.send({
        messageId: `<${message.id}@${new URL(host.ports.address.url).hostname}>`,
        to: message.recipient,
        subject: message.subject,
        text: message.textBody,
        html: message.htmlBody,
      });
    } catch (error) {
      mails.add({ outcome: 'failed' });
      const words = error instanceof Error ? error.message : String(error);
      await markTried(host.db, messageId, words.slice(0, 500), message.attempts + 1 >= tries);
      throw error;
    }
    mails.add({ outcome: 'sent' });
    await markSent(host.db, messageId, host.clock.now());
  },
  async onGivenUp(host, { messageId }, why) {
    const message = await selectMessage(host.db, messageId);
    if (message?.state === 'waiting')
      await markTried(
        host.db,
        messageId,
        why ?? 'It could not be sent, though it was tried several times.',
        true,
      );
  },
});
