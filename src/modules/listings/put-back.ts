import { z } from 'zod';
import type { DesiredFile, FieldName, ObservedListing } from '../../connectors/connector.ts';
import { HubError } from '../../kit/errors.ts';
import { defineOperation } from '../../kit/operation.ts';
import { readChannel } from '../channels/index.ts';
import { readAddressRows } from './address-store.ts';
import { changeListing, OneListing, onListing } from './change-listing.ts';
import { keptMark, type PlacedRow } from './drift.ts';
import type { Listing, OwnValues, WantedState } from './listing.ts';
import { addressUrl } from './prepare.ts';
import { readPlaced } from './store.ts';
import { ownValue } from './take-over.ts';
import { Field, ListingView } from './view.ts';

export const putBack = defineOperation({
  ...onListing,
  name: 'listings.putBack',
  summary: 'Put a listing back as it was before Spindle first wrote to it; it waits for your click',
  route: { method: 'POST', path: '/listings/{listingId}/put-back' },
  input: OneListing,
  output: ListingView.extend({
    /** What cannot be put back, and why. */
    cannot: z.array(z.object({ field: Field, why: z.string() })),
  }),
  async run(ctx, input) {
    const cannot: { field: FieldName; why: string }[] = [];
    const view = await changeListing(ctx, input, async (_, listing) => {
      if (!listing.original || !listing.remoteId)
        throw new HubError(
          'conflict',
          'Spindle made this listing itself: there is nothing to put back. Remove it instead.',
        );
      const placed = await readPlaced(ctx.tx, listing.id);
      const addresses = (await readAddressRows(ctx.tx, listing.id)).map((row) => ({
        ...row,
        url: addressUrl(ctx.ports.address.url, row),
      }));
      const channel = await readChannel(ctx.tx, listing.channelId);
      const { writable } = ctx.ports.connectors.get(channel.kind).capabilities;
      const back = asItWas(listing, listing.original, placed, addresses, writable);
      cannot.push(...back.cannot);
      return { ...back.set, drift: [], approvedHash: null };
    });
    return { ...view, cannot };
  },
});

/** Pure: own values that say what the shop showed before our first write. */
export function asItWas(
  listing: Pick<Listing, 'observed' | 'ownership'>,
  original: ObservedListing,
  placed: readonly PlacedRow[],
  addresses: readonly { slot: string; sha256: string; url: string }[],
  writable: readonly FieldName[],
): {
  set: { ownValues: OwnValues; ownership: Listing['ownership']; wantedState: WantedState };
  cannot: { field: FieldName; why: string }[];
} {
  const cannot: { field: FieldName; why: string }[] = [];
  const ownership: Listing['ownership'] = {};
  const ownValues: Record<string, unknown> = { isPutBack: true };
  for (const field of ['title', 'description', 'price', 'tags', 'category', 'sku'] as const) {
    if (!writable.includes(field)) continue;
    const value = ownValue(field, original);
    if (value === undefined) ownership[field] = 'shop';
    else ownValues[field] = value;
  }
  const present = new Set(listing.observed?.files.map((file) => file.remoteId));
  const pinned: DesiredFile[] = [];
  for (const file of original.files) {
    const known = placed.find((row) => row.kind === 'file' && row.remoteId === file.remoteId);
    const contentType = file.name.toLowerCase().endsWith('.pdf') ? 'application/pdf' : 'application/zip';
    const shape = { name: file.name, contentType, sizeBytes: file.sizeBytes ?? 0 };
    const address = file.url ? { address: file.url } : {};
    if (known?.slot) pinned.push({ ...shape, slot: known.slot, sha256: known.sha256, ...address });
    else if (present.has(file.remoteId))
      pinned.push({ ...shape, slot: keptMark(file.remoteId), sha256: keptMark(file.remoteId), ...address });
    else
      cannot.push({
        field: 'files',
        why: `${file.name} was only on the shop and is gone there. Upload it again by hand.`,
      });
  }
  const kept = pinned.filter((file) => file.sha256.startsWith('kept:'));
  ownValues.files = {
    slots: {},
    keep: kept.map((file) => ({
      remoteId: file.slot.slice('kept:'.length),
      name: file.name,
      sizeBytes: file.sizeBytes,
      ...(file.address ? { url: file.address } : {}),
    })),
    pinned,
  };
  if (cannot.length > 0 || !writable.includes('files')) ownership.files = 'shop';
  ownership.images = 'shop';
  const images = new Set(listing.observed?.images.map((image) => image.remoteId));
  if (original.images.some((image) => !images.has(image.remoteId)))
    cannot.push({
      field: 'images',
      why: 'Pictures that were only on the shop are gone there; the present ones stay.',
    });
  if (original.state === 'ended' || !writable.includes('state')) {
    ownership.state = 'shop';
    if (listing.observed && listing.observed.state !== original.state)
      cannot.push({ field: 'state', why: 'The listing had ended on the shop. It stays as it is now.' });
  }
  const isFromAddress = addresses.length > 0 && pinned.some((file) => !file.address);
  if (isFromAddress) cannot.push({ field: 'files', why: 'The shop does not say where its own files lay.' });
  return {
    set: {
      ownValues: ownValues as OwnValues,
      ownership,
      wantedState: wantedAsBefore(original.state, listing.observed?.state),
    },
    cannot,
  };
}

/** What was published cannot become a draft again everywhere; off sale is as near as it gets. */
function wantedAsBefore(before: string, now: string | undefined): WantedState {
  if (before === 'live' || before === 'ended') return 'live';
  return before === 'draft' && now === 'draft' ? 'draft' : 'paused';
}
