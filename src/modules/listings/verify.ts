import type { FieldName, ObservedListing } from '../../connectors/connector.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { tell } from '../audit/index.ts';
import { openIo } from '../channels/index.ts';
import { readAddressRows } from './address-store.ts';
import { driftOf, withLedger } from './drift.ts';
import type { Listing } from './listing.ts';
import { ownedFields } from './ownership.ts';
import { addressUrl } from './prepare.ts';
import { listingsOfChannel, observedSet, readListings, readPlaced, updateListing } from './store.ts';
import { isAtRest } from './work-store.ts';

export interface Verified {
  checked: number;
  drifted: number;
}

/**
 * Reads listings again from the shop and compares them with what was last proved to be there. Without ids: every one of
 * the channel, in bulk. Only reads the shop; what differs is marked as drift and left to the seller.
 */
export async function verifyChannel(
  host: Host,
  channelId: string,
  options: { listingIds?: readonly string[]; onProgress?: (done: number, total: number) => unknown } = {},
): Promise<Verified> {
  const ids = options.listingIds ?? (await listingsOfChannel(host.db, channelId));
  const listings = (await readListings(host.db, ids)).filter((one) => one.remoteId && one.applied);
  const { io, connector, channel } = await openIo(host, channelId, { priority: 200 });
  const seen = new Map<string, ObservedListing>();
  if (!options.listingIds) {
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof connector.list>> = await connector.list(io, cursor);
      for (const one of page.listings) seen.set(one.remoteId, one);
      cursor = page.nextCursor;
    } while (cursor);
  }
  let drifted = 0;
  for (const [index, listing] of listings.entries()) {
    const compare = async (fresh: ObservedListing): Promise<FieldName[]> => {
      const observed = await knownAs(host, listing, fresh);
      const owned = ownedFields({
        ownedByShop: connector.ownedByShop,
        writable: connector.capabilities.writable,
        channel: channel.ownership,
        listing: listing.ownership,
        wantedState: listing.wantedState,
        observed,
        drift: [],
      });
      return listing.applied ? driftOf(connector, listing.applied, observed, owned) : [];
    };
    let fresh: ObservedListing | null = seen.get(listing.remoteId ?? '') ?? null;
    let fields = fresh ? await compare(fresh) : [];
    // The list may be behind or shorter than the listing itself: look at it alone before saying so.
    if (!fresh || fields.length > 0) {
      fresh = await connector.observe(io, listing.remoteId ?? '');
      fields = fresh ? await compare(fresh) : [];
    }
    if (!fresh || fields.length > 0) drifted += 1;
    await noteSeen(host, listing, channel.name, fresh, fields);
    await options.onProgress?.(index + 1, listings.length);
  }
  return { checked: listings.length, drifted };
}

async function knownAs(host: Host, listing: Listing, fresh: ObservedListing): Promise<ObservedListing> {
  const addresses = (await readAddressRows(host.db, listing.id))
    .filter((row) => row.kind === 'file')
    .map((row) => ({ ...row, url: addressUrl(host.ports.address.url, row) }));
  return withLedger(fresh, await readPlaced(host.db, listing.id), addresses, listing.ownValues.files);
}

const momentsOf = (one: Listing | undefined): string =>
  [one?.remoteId, one?.observedAt?.getTime(), one?.appliedAt?.getTime()].join();

/** Only a listing that nobody works on may be called drifted: half-done steps of ours look the same. */
async function noteSeen(
  host: Host,
  listing: Listing,
  shop: string,
  fresh: ObservedListing | null,
  fields: FieldName[],
): Promise<void> {
  await inTransaction(host, systemActor, async (ctx) => {
    if (!(await isAtRest(ctx.tx, listing.id))) return;
    // A run that ended since has seen more than this reading.
    const [now] = await readListings(ctx.tx, [listing.id]);
    if (!now || momentsOf(now) !== momentsOf(listing)) return;
    const at = ctx.clock.now();
    if (!fresh) {
      await updateListing(ctx.tx, listing.id, {
        status: 'needs-you',
        problem: {
          kind: 'gone',
          message: `This listing is no longer on ${shop}. Make it again, or let it go.`,
        },
      });
    } else {
      const isNews = fields.some((field) => !now.drift.includes(field));
      const isSettled = ['in-step', 'drifted'].includes(now.status);
      await updateListing(ctx.tx, listing.id, {
        ...observedSet(fresh, at),
        drift: fields,
        ...(isSettled ? { status: fields.length > 0 ? 'drifted' : 'in-step' } : {}),
      });
      if (isNews)
        await tell(ctx, {
          tone: 'needs-you',
          sentence: `${listing.applied?.title ?? 'A listing'} was changed on ${shop} itself: ${fields.join(', ')}.`,
          listingId: listing.id,
          channelId: listing.channelId,
        });
    }
    ctx.announce({ topic: 'listing', id: listing.id });
  });
}
