import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { tell } from '../audit/index.ts';
import { ChannelView } from './channel.ts';
import { findConnector, startTrip } from './connect-channel.ts';
import { ownPauseOf } from './pause.ts';
import { startReading } from './read-channel.ts';
import { sealSecrets } from './secrets.ts';
import { findSameShop, readChannelRow, updateChannelRow } from './store.ts';
import { viewOf } from './view.ts';

export const reconnectChannel = defineOperation({
  name: 'channels.reconnect',
  kind: 'command',
  summary: 'Give a shop a new key, or consent again; what is waiting goes on',
  route: { method: 'POST', path: '/channels/{channelId}/reconnect' },
  scope: 'channels:write',
  secretFields: ['keys'],
  input: z.object({ channelId: Id, keys: z.record(z.string(), z.string().trim().min(1).max(4000)) }),
  output: z.object({ channel: ChannelView, authorizeUrl: z.string().nullable(), taskId: Id.nullable() }),
  subject: (input) => ({ kind: 'channel', id: input.channelId }),
  async run(ctx, { channelId, keys }) {
    const before = await readChannelRow(ctx.tx, channelId, ctx.actor);
    const connector = findConnector(ctx, before.kind);
    const isReady = connector.auth.kind === 'keys';
    const same = before.remoteId && (await findSameShop(ctx.tx, before.kind, before.remoteId, channelId));
    if (same)
      throw new HubError(
        'conflict',
        `This shop is connected already, as “${same.name}”. Disconnect that one first.`,
      );
    await updateChannelRow(ctx.tx, channelId, {
      secrets: sealSecrets(ctx, channelId, keys),
      breakerFailures: 0,
      breakerOpenUntil: null,
      // Nothing is written before it is known whose key this is.
      ...(['disconnected', 'active'].includes(before.state)
        ? { state: isReady ? 'reading' : 'connecting' }
        : {}),
      ...(isReady ? ownPauseOf(before) : {}),
    });
    const channel = await readChannelRow(ctx.tx, channelId);
    await tell(ctx, { sentence: `${channel.name} got a new key from ${ctx.actor.name}.`, channelId });
    ctx.announce({ topic: 'channel', id: channelId });
    return {
      channel: await viewOf(ctx, channel),
      authorizeUrl: await startTrip(ctx, connector, channel, keys),
      taskId: isReady ? await startReading(ctx, channel) : null,
    };
  },
});
