import { defineOperation } from '../../kit/operation.ts';
import { OwnershipSchema } from '../channels/index.ts';
import { changeListing, OneListing, onListing } from './change-listing.ts';

export const setOwnership = defineOperation({
  ...onListing,
  name: 'listings.setOwnership',
  summary: 'Say for one listing which fields Spindle decides and which the shop',
  route: { method: 'PUT', path: '/listings/{listingId}/ownership' },
  input: OneListing.extend({ ownership: OwnershipSchema }),
  run: (ctx, input) => changeListing(ctx, input, () => ({ ownership: input.ownership })),
});
