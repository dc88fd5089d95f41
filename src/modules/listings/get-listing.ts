import { z } from 'zod';
import type { ObservedListing } from '../../connectors/connector.ts';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { At } from '../../kit/time.ts';
import { readChannel } from '../channels/index.ts';
import { readAddressRows } from './address-store.ts';
import { selectListings } from './board-store.ts';
import { withLedger } from './drift.ts';
import type { Listing } from './listing.ts';
import { ownedFields } from './ownership.ts';
import { addressUrl } from './prepare.ts';
import { readPlaced, readSteps } from './store.ts';
import { Field, ListingView, toListingView } from './view.ts';

const Difference = z.object({
  field: Field,
  wanted: z.unknown(),
  onShop: z.unknown(),
  owner: z.enum(['hub', 'shop']),
});

export const getListing = defineOperation({
  name: 'listings.getListing',
  kind: 'query',
  summary: 'Show one listing: what is wanted, what is on the shop, and every step taken',
  route: { method: 'GET', path: '/listings/{listingId}' },
  scope: 'listings:read',
  versioned: true,
  input: z.object({ listingId: Id }),
  output: ListingView.extend({
    differences: z.array(Difference),
    desired: z.unknown(),
    observed: z.unknown(),
    original: z.unknown(),
    history: z.array(
      z.object({
        id: Id,
        kind: z.string(),
        summary: z.string(),
        startedAt: At,
        endedAt: At.nullable(),
        outcome: z.string().nullable(),
        message: z.string().nullable(),
      }),
    ),
  }),
  async run(ctx, { listingId }) {
    const [row] = await selectListings(ctx.tx, ctx.actor, { ids: [listingId] });
    if (!row) throw new HubError('not-found', 'There is no such listing. It may have been removed.');
    const { listing } = row;
    const channel = await readChannel(ctx.tx, listing.channelId);
    const connector = ctx.ports.connectors.get(channel.kind);
    const addresses = (await readAddressRows(ctx.tx, listingId))
      .filter((one) => one.kind === 'file')
      .map((one) => ({ ...one, url: addressUrl(ctx.ports.address.url, one) }));
    const placed = await readPlaced(ctx.tx, listingId);
    const observed =
      listing.observed && withLedger(listing.observed, placed, addresses, listing.ownValues.files);
    const owned = ownedFields({
      ownedByShop: connector.ownedByShop,
      writable: connector.capabilities.writable,
      channel: channel.ownership,
      listing: listing.ownership,
      wantedState: listing.wantedState,
      observed,
      drift: [],
    });
    const steps = await readSteps(ctx.tx, listingId);
    return {
      ...toListingView(row),
      differences: differencesOf(listing, observed, (all) =>
        connector.differences({ ...all, owned: new Set(connector.capabilities.writable) }),
      ).map((field) => ({
        field,
        wanted: listing.desired?.[field] ?? null,
        onShop: observed?.[field] ?? null,
        owner: owned.has(field) ? ('hub' as const) : ('shop' as const),
      })),
      desired: listing.desired,
      observed,
      original: listing.original,
      history: steps.map(({ id, kind, summary, startedAt, endedAt, outcome, message }) => ({
        id,
        kind,
        summary,
        startedAt,
        endedAt,
        outcome,
        message,
      })),
    };
  },
});

function differencesOf<F>(
  listing: Listing,
  observed: ObservedListing | null,
  compare: (all: { desired: NonNullable<Listing['desired']>; observed: ObservedListing }) => F[],
): F[] {
  return listing.desired && observed ? compare({ desired: listing.desired, observed }) : [];
}
