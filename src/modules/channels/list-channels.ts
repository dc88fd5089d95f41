import { z } from 'zod';
import { defineOperation } from '../../kit/operation.ts';
import { ChannelView } from './channel.ts';
import { listChannelRows } from './store.ts';
import { viewOf } from './view.ts';

export const listChannels = defineOperation({
  name: 'channels.listChannels',
  kind: 'query',
  summary: 'List the connected shops with their state',
  route: { method: 'GET', path: '/channels' },
  scope: 'channels:read',
  input: z.object({}),
  output: z.object({ items: z.array(ChannelView) }),
  run: async (ctx) => {
    const rows = await listChannelRows(ctx.tx, ctx.actor);
    return { items: await Promise.all(rows.map((row) => viewOf(ctx, row))) };
  },
});
