import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { PageInput, toPage } from '../../kit/page.ts';
import { listChannels } from '../channels/index.ts';
import { countByStatus, selectBoardOffers, selectListings } from './board-store.ts';
import { titleCursor } from './list-listings.ts';
import { type Status, statuses } from './listing.ts';
import { boardSentence, listingSentence } from './status.ts';
import { readStopped } from './store.ts';
import { ListingStatus } from './view.ts';

const Counts = z.record(z.enum(statuses), z.int());

export const board = defineOperation({
  name: 'listings.board',
  kind: 'query',
  summary: 'Show every offer on every shop, with its state and one sentence on top',
  route: { method: 'GET', path: '/board' },
  scope: 'listings:read',
  paged: true,
  input: z.object({ ...PageInput, search: z.string().max(200).optional(), status: ListingStatus.optional() }),
  output: z.object({
    sentence: z.string(),
    isStopped: z.boolean(),
    stoppedBy: z.string().nullable(),
    counts: Counts,
    channels: z.array(
      z.object({
        id: Id,
        name: z.string(),
        kind: z.string(),
        state: z.string(),
        isPaused: z.boolean(),
        counts: Counts,
      }),
    ),
    items: z.array(
      z.object({
        offerId: Id,
        patternId: Id.nullable(),
        title: z.string(),
        sku: z.string(),
        coverSha256: z.string().nullable(),
        cells: z.array(
          z.object({
            listingId: Id,
            channelId: Id,
            status: ListingStatus,
            sentence: z.string(),
            wantedState: z.string(),
            remoteUrl: z.string().nullable(),
          }),
        ),
      }),
    ),
    nextCursor: z.string().nullable(),
  }),
  async run(ctx, { cursor, limit, search, status }) {
    const channels = await listChannels(ctx.tx, ctx.actor);
    const counted = await countByStatus(ctx.tx, ctx.actor);
    const offers = await selectBoardOffers(ctx.tx, ctx.actor, {
      search,
      ...(status ? { statuses: [status] } : {}),
      ...(cursor ? { after: titleCursor(cursor) } : {}),
      limit: limit + 1,
    });
    const page = toPage(offers, limit, (offer) => [offer.title, offer.offerId]);
    const rows =
      page.items.length > 0
        ? await selectListings(ctx.tx, ctx.actor, { offerIds: page.items.map((offer) => offer.offerId) })
        : [];
    const stopped = await readStopped(ctx.tx);
    const counts = sum(counted);
    return {
      sentence: boardSentence(counts, stopped !== null),
      isStopped: stopped !== null,
      stoppedBy: stopped?.by ?? null,
      counts,
      channels: channels.map((channel) => ({
        id: channel.id,
        name: channel.name,
        kind: channel.kind,
        state: channel.state,
        isPaused: channel.pausedAt !== null,
        counts: sum(counted.filter((row) => row.channelId === channel.id)),
      })),
      items: page.items.map((offer) => ({
        ...offer,
        cells: rows
          .filter(({ listing }) => listing.offerId === offer.offerId)
          .map(({ listing }) => ({
            listingId: listing.id,
            channelId: listing.channelId,
            status: listing.status,
            sentence: listingSentence(listing),
            wantedState: listing.wantedState,
            remoteUrl: listing.remoteUrl,
          })),
      })),
      nextCursor: page.nextCursor,
    };
  },
});

function sum(rows: readonly { status: Status; n: number }[]): Record<Status, number> {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>;
  for (const { status, n } of rows) counts[status] += n;
  return counts;
}
