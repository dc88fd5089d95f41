import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { ChannelView } from './channel.ts';
import { readChannelRow } from './store.ts';
import { viewOf } from './view.ts';

export const getChannel = defineOperation({
  name: 'channels.getChannel',
  kind: 'query',
  summary: 'Show one shop',
  route: { method: 'GET', path: '/channels/{channelId}' },
  scope: 'channels:read',
  versioned: true,
  input: z.object({ channelId: Id }),
  output: ChannelView,
  run: async (ctx, input) => viewOf(ctx, await readChannelRow(ctx.tx, input.channelId, ctx.actor)),
});
