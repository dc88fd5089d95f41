import type { HubModule } from '../kit/module.ts';
import { getMessage, listMessages } from './list-messages.ts';
import { releaseHeld } from './release-held.ts';
import { sendMessageJob } from './send-message.ts';

export { type Block, type Letter, renderLetter } from './render.ts';
export { type MailSender, type OutgoingMail, smtpSender } from './sender.ts';
export {
  hasMailServer,
  mayMailLinks,
  type NewMessage,
  writeMessage,
  writeMessages,
} from './write-message.ts';

export const mailModule: HubModule = {
  name: 'mail',
  operations: [listMessages, getMessage, releaseHeld],
  jobs: [sendMessageJob],
};
