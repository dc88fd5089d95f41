import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { readOffers } from '../catalog/index.ts';
import { readCurrentFiles } from '../files/index.ts';
import { lockRemote, type RemoteRow, setRemote } from './adoption-store.ts';
import type { WantedState } from './listing.ts';
import { markDirty, priorities } from './mark-dirty.ts';
import { listingAdopted } from './signals.ts';
import { insertListings } from './store.ts';
import { insertWork } from './work-store.ts';

/** Throws HubError `not-found` or `conflict` unless it is still to be decided. */
export async function openRemote(ctx: Ctx, channelId: string, remoteId: string): Promise<RemoteRow> {
  const remote = await lockRemote(ctx.tx, channelId, remoteId);
  if (!remote) throw new HubError('not-found', 'The shop does not carry this listing. Read the shop again.');
  if (remote.state === 'adopted')
    throw new HubError('conflict', 'This listing was adopted already. Let it go first to choose again.');
  return remote;
}

/** From now on the listing belongs to the offer. The shop's values are taken over by the engine's first, reading run. */
export async function adoptRemote(
  ctx: Ctx,
  channelId: string,
  remote: RemoteRow,
  offerId: string,
): Promise<string> {
  const [offer] = await readOffers(ctx.tx, [offerId]);
  if (!offer) throw new HubError('not-found', 'There is no such offer in the catalogue.');
  const files = await readCurrentFiles(ctx.tx, offer.memberPatternIds);
  const releases = [...new Set(files.map((file) => file.releaseId))];
  const at = ctx.clock.now();
  const id = newId(at.getTime());
  const made = await insertListings(ctx.tx, [
    {
      id,
      channelId,
      offerId,
      remoteId: remote.remoteId,
      remoteUrl: remote.observed.url,
      wantedState: wantedFrom(remote.observed.state),
      observed: remote.observed,
      observedAt: remote.observedAt,
      original: remote.observed,
      originalAt: remote.observedAt,
      appliedReleaseId: releases.length === 1 ? (releases[0] ?? null) : null,
      isAdopted: true,
      status: 'on-its-way',
    },
  ]);
  if (made.length === 0)
    throw new HubError(
      'conflict',
      `“${offer.pattern.title}” is on this shop already. Set this listing aside, or let the other one go first.`,
    );
  await insertWork(ctx.tx, channelId, [id]);
  await setRemote(ctx.tx, channelId, remote.remoteId, { state: 'adopted', decidedBy: ctx.actor.name });
  await markDirty(ctx, [id], priorities.text);
  await ctx.signal(listingAdopted, { channelId, remoteId: remote.remoteId, offerId });
  return id;
}

/** What an adopted listing is wanted to be: what it is. */
export const wantedFrom = (state: string): WantedState =>
  state === 'draft' ? 'draft' : state === 'paused' ? 'paused' : 'live';
