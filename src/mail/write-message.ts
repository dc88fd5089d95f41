import type { Ctx, Ports } from '../kit/ctx.ts';
import { newId } from '../kit/ids.ts';
import { type Letter, renderLetter } from './render.ts';
import { senderFromEnvironment } from './sender.ts';
import { insertMessages, isMailHeld } from './store.ts';

export interface NewMessage {
  kind: 'order' | 'notice' | 'library' | 'sign-in' | 'alert';
  buyerId: string | null;
  recipient: string;
  subject: string;
  letter: Letter;
  /** One message per cause, whatever is retried: `order:<id>`. */
  cause: string;
}

/** What the hub that this one was put back from may have sent already. */
const heldKinds = new Set<NewMessage['kind']>(['order', 'notice']);

/** Whether messages leave by themselves; without a server they stay in the outbox for the seller to see. */
export const hasMailServer = (ports: Ports): boolean => Boolean(ports.mail ?? senderFromEnvironment());

/** Links to a hub that only this computer reaches must not be sent to anybody. */
export const mayMailLinks = (ports: Ports): boolean => ports.address.mode === 'live' || !hasMailServer(ports);

/**
 * Puts a message into the outbox in this transaction; with a mail server set it goes from there by itself.
 * Answers null when this cause already has its message.
 */
export async function writeMessage(ctx: Ctx, message: NewMessage): Promise<string | null> {
  const [id] = await writeMessages(ctx, [message]);
  return id ?? null;
}

/** Like `writeMessage`, for many in one statement; answers the ids of those that are new. */
export async function writeMessages(ctx: Ctx, messages: readonly NewMessage[]): Promise<string[]> {
  if (messages.length === 0) return [];
  const hasServer = hasMailServer(ctx.ports);
  const mayBeHeld = hasServer && messages.some(({ kind }) => heldKinds.has(kind));
  const isHolding = mayBeHeld && (await isMailHeld(ctx.tx));
  const isHeld = (kind: NewMessage['kind']): boolean => isHolding && heldKinds.has(kind);
  const rows = messages.map((message) => {
    const { text, html } = renderLetter(message.letter);
    return {
      id: newId(),
      kind: message.kind,
      buyerId: message.buyerId,
      recipient: message.recipient,
      // a line break in a subject would start a new header
      subject: message.subject.replace(/\s+/g, ' ').trim().slice(0, 200),
      textBody: text,
      htmlBody: html,
      state: isHeld(message.kind) ? 'held' : hasServer ? 'waiting' : 'outbox',
      cause: message.cause,
      createdAt: ctx.clock.now(),
    };
  });
  const ids = await insertMessages(ctx.tx, rows);
  const isNew = new Set(ids);
  for (const { id, state } of rows)
    if (state === 'waiting' && isNew.has(id))
      await ctx.ports.queue.enqueue(ctx.tx, 'mail.send', { messageId: id });
  return ids;
}
