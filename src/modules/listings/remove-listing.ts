import { defineOperation } from '../../kit/operation.ts';
import { changeListing, OneListing, onListing } from './change-listing.ts';

export const removeListing = defineOperation({
  ...onListing,
  name: 'listings.removeListing',
  summary:
    'Take a listing off sale for good; it waits for your click. The shop keeps its page, its buyers their files',
  route: { method: 'DELETE', path: '/listings/{listingId}' },
  input: OneListing,
  run: (ctx, input) => changeListing(ctx, input, () => ({ wantedState: 'removed' })),
});
