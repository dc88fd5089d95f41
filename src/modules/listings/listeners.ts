import { on } from '../../kit/signal.ts';
import { offersChanged, offersToList } from '../catalog/index.ts';
import { channelChanged, channelRead, channelReady } from '../channels/index.ts';
import { releasePublished, releaseWithdrawn } from '../files/index.ts';
import { copiesAhead } from './copies-ahead.ts';
import { listNew } from './list-new.ts';
import { markDirty, markOffers, priorities } from './mark-dirty.ts';
import { matchChannel } from './match-channel.ts';
import { listingsOfChannel, listingsOfPattern } from './store.ts';
import { clearBackoff, notifyDirty } from './work-store.ts';

export const listeners = [
  on(offersChanged, 'listings.markOffers', (ctx, { offerIds, priority }) =>
    markOffers(ctx, offerIds, priority),
  ),
  on(offersToList, 'listings.listNew', listNew),
  on(releasePublished, 'listings.markRelease', async (ctx, { patternId, changeKind }) =>
    markDirty(
      ctx,
      await listingsOfPattern(ctx.tx, patternId),
      changeKind === 'erratum' ? priorities.erratum : priorities.text,
    ),
  ),
  copiesAhead,
  on(releaseWithdrawn, 'listings.markWithdrawal', async (ctx, { patternId }) =>
    markDirty(ctx, await listingsOfPattern(ctx.tx, patternId), priorities.recall),
  ),
  on(channelChanged, 'listings.markChannel', async (ctx, { channelId }) =>
    markDirty(ctx, await listingsOfChannel(ctx.tx, channelId), priorities.text),
  ),
  on(channelReady, 'listings.goOn', async (ctx, { channelId }) => {
    await clearBackoff(ctx.tx, await listingsOfChannel(ctx.tx, channelId));
    await notifyDirty(ctx.tx);
  }),
  on(channelRead, 'listings.matchChannel', (ctx, { channelId }) => matchChannel(ctx, channelId)),
];
