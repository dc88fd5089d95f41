import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { tell } from '../audit/index.ts';
import { ChannelView } from './channel.ts';
import { ownPauseOf } from './pause.ts';
import { letGo, readHeld } from './restored-store.ts';
import { channelChanged, channelLetGo, channelReady } from './signals.ts';
import { readChannelRow, updateChannelRow } from './store.ts';
import { viewOf } from './view.ts';

const noOwnPause = { sellerPausedAt: null, sellerPausedBy: null };

export const pauseChannel = defineOperation({
  name: 'channels.pauseChannel',
  kind: 'command',
  summary: 'Stop writing to one shop',
  route: { method: 'POST', path: '/channels/{channelId}/pause' },
  scope: 'channels:write',
  input: z.object({ channelId: Id }),
  output: ChannelView,
  subject: (input) => ({ kind: 'channel', id: input.channelId }),
  async run(ctx, { channelId }) {
    const channel = await readChannelRow(ctx.tx, channelId, ctx.actor);
    if (!channel.sellerPausedAt) {
      const own = { sellerPausedAt: ctx.clock.now(), sellerPausedBy: ctx.actor.name };
      await updateChannelRow(ctx.tx, channelId, { ...own, ...(channel.pausedAt ? {} : ownPauseOf(own)) });
      await tell(ctx, { sentence: `${channel.name} was paused by ${ctx.actor.name}.`, channelId });
      ctx.announce({ topic: 'channel', id: channelId });
    }
    return viewOf(ctx, await readChannelRow(ctx.tx, channelId));
  },
});

export const resumeChannel = defineOperation({
  name: 'channels.resumeChannel',
  kind: 'command',
  summary: 'Go on writing to a paused shop',
  route: { method: 'POST', path: '/channels/{channelId}/resume' },
  scope: 'channels:write',
  input: z.object({ channelId: Id }),
  output: ChannelView,
  subject: (input) => ({ kind: 'channel', id: input.channelId }),
  async run(ctx, { channelId }) {
    const channel = await readChannelRow(ctx.tx, channelId, ctx.actor);
    if (channel.pauseCause === 'unauthorised' && channel.sellerPausedAt) {
      await updateChannelRow(ctx.tx, channelId, noOwnPause);
      const sentence = `${channel.name} is no longer paused by you. It still refuses the key.`;
      await tell(ctx, { sentence, channelId });
      ctx.announce({ topic: 'channel', id: channelId });
      return viewOf(ctx, await readChannelRow(ctx.tx, channelId));
    }
    if (channel.pauseCause === 'unauthorised')
      throw new HubError(
        'conflict',
        `${channel.name} refused the key. Reconnect it with a new one; then it goes on by itself.`,
      );
    const held = await readHeld(ctx.tx, channelId);
    if (held && !held.readAt)
      throw new HubError(
        'conflict',
        `This hub was put back from a backup, and not every listing of ${channel.name} was read again yet.${held.problem ? ` The last try: ${held.problem}` : ''} Spindle goes on reading by itself; nothing is written until then.`,
      );
    if (held) await letGo(ctx.tx, channelId, ctx.clock.now());
    await updateChannelRow(ctx.tx, channelId, {
      pausedAt: null,
      pauseCause: null,
      pauseReason: null,
      ...noOwnPause,
      breakerFailures: 0,
      breakerOpenUntil: null,
    });
    await tell(ctx, { sentence: `${channel.name} goes on.`, channelId });
    await ctx.signal(channelReady, { channelId });
    if (held) {
      // Whatever the hub wants there is planned anew from what was read.
      await ctx.signal(channelChanged, { channelId });
      await ctx.signal(channelLetGo, { channelId });
    }
    ctx.announce({ topic: 'channel', id: channelId });
    return viewOf(ctx, await readChannelRow(ctx.tx, channelId));
  },
});
