import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { Id } from '../../kit/ids.ts';
import type { Operation } from '../../kit/operation.ts';
import { selectListings } from './board-store.ts';
import type { Listing } from './listing.ts';
import { markDirty, priorities } from './mark-dirty.ts';
import { type ListingInsert, lockListings, readListing, updateListingVersion } from './store.ts';
import { ListingView, toListingView } from './view.ts';
import { clearBackoff } from './work-store.ts';

/** Input of what changes one listing. */
export const OneListing = z.object({ listingId: Id, expectedVersion: z.int().optional() });

type Change = (ctx: Ctx, listing: Listing) => Promise<Partial<ListingInsert>> | Partial<ListingInsert>;

/** The seller changes one listing: locked, checked, marked, shown. */
export async function changeListing(
  ctx: Ctx,
  input: { listingId: string; expectedVersion?: number | undefined },
  change: Change,
): Promise<z.input<typeof ListingView>> {
  await lockListings(ctx.tx, [input.listingId]);
  const listing = await readListing(ctx.tx, input.listingId, ctx.actor);
  const set = await change(ctx, listing);
  await updateListingVersion(ctx.tx, listing.id, input.expectedVersion, {
    status: 'on-its-way',
    problem: null,
    ...set,
  });
  await clearBackoff(ctx.tx, [listing.id]);
  await markDirty(ctx, [listing.id], priorities.price);
  return showListing(ctx, listing.id);
}

export async function showListing(ctx: Ctx, listingId: string): Promise<z.input<typeof ListingView>> {
  const [row] = await selectListings(ctx.tx, ctx.actor, { ids: [listingId] });
  if (!row) {
    const listing = await readListing(ctx.tx, listingId, ctx.actor);
    return toListingView({
      listing,
      channelName: 'Disconnected shop',
      channelKind: '',
      patternId: null,
      title: listing.desired?.title ?? '',
      sku: listing.desired?.sku ?? '',
    });
  }
  return toListingView(row);
}

/** What operations on one listing have in common. */
export const onListing = {
  kind: 'command',
  scope: 'listings:write',
  versioned: true,
  output: ListingView,
  subject: (input: { listingId: string }) => ({ kind: 'listing', id: input.listingId }),
} satisfies Partial<Operation>;
