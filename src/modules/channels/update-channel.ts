import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { ApprovalRule, ChannelView, FilePlanRule, Ownership, PriceRule } from './channel.ts';
import { channelChanged } from './signals.ts';
import { readChannelRow, updateChannelVersion } from './store.ts';
import { viewOf } from './view.ts';

export const updateChannel = defineOperation({
  name: 'channels.updateChannel',
  kind: 'command',
  summary: 'Change a shop’s name or its rules: who owns which field, what waits for a click, files, prices',
  route: { method: 'PATCH', path: '/channels/{channelId}' },
  scope: 'channels:write',
  versioned: true,
  input: z.object({
    channelId: Id,
    expectedVersion: z.int().optional(),
    name: z.string().trim().min(1).max(120).optional(),
    ownership: Ownership.optional(),
    approval: ApprovalRule.optional(),
    filePlan: FilePlanRule.optional(),
    priceRule: PriceRule.optional(),
  }),
  output: ChannelView,
  subject: (input) => ({ kind: 'channel', id: input.channelId }),
  async run(ctx, { channelId, expectedVersion, ...changes }) {
    await readChannelRow(ctx.tx, channelId, ctx.actor);
    await updateChannelVersion(ctx.tx, channelId, expectedVersion, changes);
    await ctx.signal(channelChanged, { channelId });
    ctx.announce({ topic: 'channel', id: channelId });
    return viewOf(ctx, await readChannelRow(ctx.tx, channelId));
  },
});
