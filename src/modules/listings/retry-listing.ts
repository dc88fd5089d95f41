import { defineOperation } from '../../kit/operation.ts';
import { changeListing, OneListing, onListing } from './change-listing.ts';

export const retryListing = defineOperation({
  ...onListing,
  name: 'listings.retryListing',
  summary: 'Try a listing again now',
  route: { method: 'POST', path: '/listings/{listingId}/retry' },
  input: OneListing,
  run: (ctx, input) => changeListing(ctx, input, () => ({})),
});
