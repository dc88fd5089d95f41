import { HubError } from '../../kit/errors.ts';
import { defineOperation } from '../../kit/operation.ts';
import { changeListing, OneListing, onListing } from './change-listing.ts';

export const pauseListing = defineOperation({
  ...onListing,
  name: 'listings.pauseListing',
  summary: 'Take one listing off sale on its shop; it can come back',
  route: { method: 'POST', path: '/listings/{listingId}/pause' },
  input: OneListing,
  run: (ctx, input) => changeListing(ctx, input, () => ({ wantedState: 'paused' })),
});

export const resumeListing = defineOperation({
  ...onListing,
  name: 'listings.resumeListing',
  summary: 'Put a paused listing back on sale; it waits for your click',
  route: { method: 'POST', path: '/listings/{listingId}/resume' },
  input: OneListing,
  run: (ctx, input) =>
    changeListing(ctx, input, (_, listing) => {
      if (listing.ownValues.isPutBack)
        throw new HubError(
          'conflict',
          'This listing was put back as it was. Let it follow the master again first.',
        );
      return { wantedState: 'live' };
    }),
});
