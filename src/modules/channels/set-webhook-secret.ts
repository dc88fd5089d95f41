import { z } from 'zod';
import { newToken, seal } from '../../kit/crypto.ts';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { ChannelView } from './channel.ts';
import { findConnector } from './connect-channel.ts';
import { webhookContext } from './secrets.ts';
import { readChannelRow, updateChannelRow } from './store.ts';
import { viewOf } from './view.ts';

export const setWebhookSecret = defineOperation({
  name: 'channels.setWebhookSecret',
  kind: 'command',
  summary:
    'Let a shop tell of its orders at once: keep the secret that it signs with, and register where the shop allows it',
  route: { method: 'PUT', path: '/channels/{channelId}/webhook-secret' },
  scope: 'channels:write',
  secretFields: ['secret'],
  input: z.object({
    channelId: Id,
    /** From the shop's own page. Left out: Spindle makes one and registers by itself, where the shop has an API for that. */
    secret: z.string().trim().min(16).max(500).optional(),
  }),
  output: ChannelView,
  subject: (input) => ({ kind: 'channel', id: input.channelId }),
  async run(ctx, { channelId, secret }) {
    const channel = await readChannelRow(ctx.tx, channelId, ctx.actor);
    const { webhooks, name } = findConnector(ctx, channel.kind);
    if (!webhooks)
      throw new HubError(
        'conflict',
        `${name} sends no webhooks. Spindle asks it for orders every few minutes instead.`,
      );
    if (!secret && !webhooks.ensure)
      throw new HubError(
        'invalid',
        `${name} shows its signing secret on its own webhook page. Copy it from there.`,
        {
          fields: [{ path: '/secret', message: 'is missing' }],
        },
      );
    await updateChannelRow(ctx.tx, channelId, {
      webhookSecret: seal(ctx.ports.keyRing, secret ?? newToken(32), webhookContext(channelId)),
    });
    if (webhooks.ensure) await ctx.ports.queue.enqueue(ctx.tx, 'channels.ensureWebhooks', { channelId });
    ctx.announce({ topic: 'channel', id: channelId });
    return viewOf(ctx, await readChannelRow(ctx.tx, channelId));
  },
});
