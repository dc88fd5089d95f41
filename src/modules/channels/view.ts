import type { Ctx } from '../../kit/ctx.ts';
import { type Channel, type ChannelView, toView } from './channel.ts';
import { readBucket } from './store.ts';

/** A channel with what is left of its allowance. */
export async function viewOf(ctx: Ctx, channel: Channel): Promise<ChannelView> {
  const row = channel.bucketKey ? await readBucket(ctx.tx, channel.bucketKey) : null;
  const quota = row && {
    perSecond: row.perSecond,
    perDay: row.perDay,
    usedToday: row.dayUsed,
    blockedUntil:
      row.blockedMs > 0 ? new Date(ctx.clock.now().getTime() + row.blockedMs).toISOString() : null,
  };
  return toView(channel, { hubUrl: ctx.ports.address.url, now: ctx.clock.now(), quota });
}
