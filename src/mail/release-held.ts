import { z } from 'zod';
import { HubError } from '../kit/errors.ts';
import { defineOperation } from '../kit/operation.ts';
import { endMailHold, isMailHeld } from './store.ts';
import { hasMailServer } from './write-message.ts';

export const releaseHeld = defineOperation({
  name: 'mail.releaseHeld',
  kind: 'command',
  summary:
    'Send the messages that were held when the hub was put back from a backup, or leave them unsent; new ones go again',
  route: { method: 'POST', path: '/messages/held' },
  scope: 'notices:approve',
  input: z.object({
    send: z
      .boolean()
      .meta({ description: 'False: they stay in the outbox, because the buyers have them already.' }),
  }),
  output: z.object({ messages: z.int() }),
  async run(ctx, { send }) {
    // they belong to the buyers of every designer
    if (ctx.actor.designerId)
      throw new HubError('forbidden', 'These are messages of every designer. Ask the owner of the studio.');
    if (!(await isMailHeld(ctx.tx))) return { messages: 0 };
    const leaves = send && hasMailServer(ctx.ports);
    const ids = await endMailHold(ctx.tx, ctx.clock.now(), leaves ? 'waiting' : 'outbox');
    if (leaves)
      for (const messageId of ids) await ctx.ports.queue.enqueue(ctx.tx, 'mail.send', { messageId });
    ctx.announce({ topic: 'hub', id: 'restored' });
    return { messages: ids.length };
  },
});
