import { isHubError } from '../../kit/errors.ts';
import { defineJob } from '../../kit/module.ts';
import type { Host } from '../../kit/run-operation.ts';
import { on } from '../../kit/signal.ts';
import { readOffers } from '../catalog/index.ts';
import { type Channel, readChannel } from '../channels/index.ts';
import { type CurrentFile, draftReady, type Release, readRelease } from '../files/index.ts';
import { planFiles } from './file-plan.ts';
import type { Listing } from './listing.ts';
import { copyForShop } from './prepare.ts';
import { listingsOfPattern, readListings } from './store.ts';

const name = 'listings.makeCopiesAhead';

/** While a draft waits for the seller, the shops' copies of its files are made: after the click only the calls are left. */
export const copiesAhead = on(draftReady, name, async (ctx, { patternId, releaseId }) => {
  if ((await listingsOfPattern(ctx.tx, patternId)).length > 0)
    await ctx.ports.queue.enqueue(ctx.tx, name, { releaseId });
});

/** A copy that cannot be made is told of when the listing needs it. */
export const copiesAheadJob = defineJob<{ releaseId: string }>({
  name,
  retries: 3,
  run: async (host, { releaseId }) => {
    const release = await readRelease(host.db, releaseId);
    if (release?.state !== 'draft') return;
    const listings = await readListings(host.db, await listingsOfPattern(host.db, release.patternId));
    const byChannel = Map.groupBy(listings, (one) => one.channelId);
    for (const [channelId, theirs] of byChannel) {
      const channel = await readChannel(host.db, channelId);
      if (channel.state === 'disconnected') continue;
      for (const file of await plannedFor(host, channel, theirs, release)) {
        try {
          await copyForShop(host, channel, file);
        } catch (error) {
          if (!isHubError(error)) throw error;
        }
      }
    }
  },
});

/** What these listings will carry of the release. */
async function plannedFor(
  host: Host,
  channel: Channel,
  listings: readonly Listing[],
  release: Release,
): Promise<CurrentFile[]> {
  const offers = await readOffers(
    host.db,
    listings.map((one) => one.offerId),
  );
  const files = release.files.map(({ id, position: _, ...file }) => ({
    ...file,
    patternId: release.patternId,
    releaseId: release.id,
    releaseNumber: release.number,
    releaseFileId: id,
  }));
  const planned = listings.flatMap(({ offerId, language, ownValues }) => {
    const offer = offers.find((one) => one.id === offerId);
    if (!offer || ownValues.isPutBack) return [];
    const { parts } = offer;
    const { limits } = host.ports.connectors.get(channel.kind);
    return planFiles({ files, parts, language, rule: channel.filePlan, limits }).files;
  });
  const members = planned.flatMap((file) => file.members);
  return [...new Map(members.map((file) => [file.sha256, file])).values()];
}
