import { ConnectorError } from '../../connectors/connector.ts';
import { HubError } from '../../kit/errors.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { tell } from '../audit/index.ts';
import { noteFailure, noteSuccess } from './breaker.ts';
import type { Channel } from './channel.ts';
import { openIo } from './open-io.ts';
import { channelRead, channelReady } from './signals.ts';
import {
  findSameShop,
  markUnseenGone,
  putRemoteListings,
  readChannelRow,
  updateChannelRow,
} from './store.ts';

/**
 * Reads who the key belongs to and every listing of the shop, drafts included. Only reads. Answers how many there are.
 * Throws ConnectorError as the shop fails, HubError `conflict` when this shop is connected already.
 */
export async function readShop(
  host: Host,
  channelId: string,
  onProgress: (done: number) => Promise<void> | void = () => {},
): Promise<number> {
  const startedAt = host.clock.now();
  try {
    const { io, connector, channel } = await openIo(host, channelId, { priority: 50 });
    const shop = await connector.identify(io);
    if (channel.remoteId && channel.remoteId !== shop.remoteId)
      throw await refuseOtherShop(host, channel, shop.name);
    const same = await findSameShop(host.db, channel.kind, shop.remoteId, channelId);
    if (same)
      throw new HubError(
        'conflict',
        `${shop.name} is connected already, as “${same.name}”. Disconnect one of the two.`,
      );
    await updateChannelRow(host.db, channelId, {
      remoteId: shop.remoteId,
      shopUrl: shop.url,
      currency: shop.currency,
      settings: { ...channel.settings, ...shop.settings },
      ...(channel.name === connector.name ? { name: shop.name } : {}),
    });
    // The settings that identify answered (the shop's id) are needed from here on.
    const opened = await openIo(host, channelId, { priority: 50 });
    let count = 0;
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof connector.list>> = await opened.connector.list(opened.io, cursor);
      await putRemoteListings(host.db, channelId, page.listings, host.clock.now());
      count += page.listings.length;
      cursor = page.nextCursor;
      await onProgress(count);
    } while (cursor);
    await noteSuccess(host, channelId);
    await inTransaction(host, systemActor, async (ctx) => {
      await markUnseenGone(ctx.tx, channelId, startedAt);
      const now = await readChannelRow(ctx.tx, channelId);
      await updateChannelRow(ctx.tx, channelId, {
        readAt: ctx.clock.now(),
        // A new key for a shop that was adopted before: it goes on.
        ...(now.state === 'reading' ? { state: now.adoptedAt ? 'active' : 'adopting' } : {}),
      });
      await tell(ctx, {
        tone: 'good',
        sentence: `${now.name} was read: ${count} listings. Nothing was written.`,
        channelId,
      });
      ctx.announce({ topic: 'channel', id: channelId });
      await ctx.signal(channelRead, { channelId });
      if (now.state === 'reading') await ctx.signal(channelReady, { channelId });
    });
    return count;
  } catch (error) {
    throw error instanceof ConnectorError ? await noteFailure(host, channelId, error) : error;
  }
}

/** Ids of one shop mean other things in another: nothing may go there under this channel. */
async function refuseOtherShop(host: Host, channel: Channel, name: string): Promise<HubError> {
  const message = `This key belongs to another shop, “${name}”. Reconnect ${channel.name} with its own key, and connect “${name}” as a shop of its own.`;
  await inTransaction(host, systemActor, async (ctx) => {
    await updateChannelRow(ctx.tx, channel.id, {
      state: 'reading',
      pausedAt: ctx.clock.now(),
      pauseCause: 'unauthorised',
      pauseReason: message,
    });
    await tell(ctx, { tone: 'needs-you', sentence: message, channelId: channel.id });
    ctx.announce({ topic: 'channel', id: channel.id });
  });
  return new HubError('conflict', message);
}
