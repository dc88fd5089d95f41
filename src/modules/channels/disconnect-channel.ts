import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { tell } from '../audit/index.ts';
import { readChannelRow, updateChannelRow } from './store.ts';

export const disconnectChannel = defineOperation({
  name: 'channels.disconnect',
  kind: 'command',
  summary: 'Disconnect a shop: its keys are deleted here, and what it carries stays as it is',
  route: { method: 'POST', path: '/channels/{channelId}/disconnect' },
  scope: 'channels:write',
  input: z.object({ channelId: Id }),
  output: z.object({ channelId: Id }),
  subject: (input) => ({ kind: 'channel', id: input.channelId }),
  async run(ctx, { channelId }) {
    const channel = await readChannelRow(ctx.tx, channelId, ctx.actor);
    await updateChannelRow(ctx.tx, channelId, {
      state: 'disconnected',
      secrets: null,
      webhookSecret: null,
      webhookOkAt: null,
      // Connected again it is adopted again: much may have changed there.
      adoptedAt: null,
      pausedAt: null,
      pauseCause: null,
      pauseReason: null,
      sellerPausedAt: null,
      sellerPausedBy: null,
    });
    await tell(ctx, {
      sentence: `${channel.name} was disconnected. What it carries stays as it is.`,
      channelId,
    });
    ctx.announce({ topic: 'channel', id: channelId });
    return { channelId };
  },
});
