import { addMonths } from '../kit/clock.ts';
import type { EtsyContext } from './context.ts';
import { refuse } from './errors.ts';
import type { EtsyFee, EtsyListing, ListingState } from './state.ts';

const lifeMonths = 4;
const feeMinor = 20;

export function touch(context: EtsyContext, listing: EtsyListing): void {
  listing.updatedAt = context.clock.seconds();
}

export function setState(context: EtsyContext, listing: EtsyListing, state: ListingState): void {
  listing.state = state;
  listing.stateAt = context.clock.seconds();
  touch(context, listing);
}

export const endOfLife = (fromMs: number): number => Math.floor(addMonths(fromMs, lifeMonths) / 1000);

function charge(context: EtsyContext, listing: EtsyListing, kind: EtsyFee['kind'], at: number): void {
  context.state.fees.push({ listingId: listing.listingId, at, amountMinor: feeMinor, currency: 'USD', kind });
}

/** Puts a listing on sale; costs a fee unless it is only switched on again within its paid four months. */
export function activate(context: EtsyContext, listing: EtsyListing): void {
  if (listing.state === 'active') return;
  if (listing.images.length === 0) throw refuse(400, 'A listing must have at least one image to be active');
  if (listing.type !== 'physical' && listing.whenMade !== 'made_to_order' && listing.files.length === 0)
    throw refuse(400, 'A digital listing must have at least one file to be active');
  if (listing.type !== 'download' && listing.shippingProfileId === null)
    throw refuse(400, 'A shipping_profile_id is required for physical listings.');
  if (listing.quantity < 1) throw refuse(400, 'The quantity must be at least 1 to be active');
  const now = context.clock.now();
  const isPaidFor = listing.state === 'inactive' && listing.endingAt * 1000 > now && wasPublished(listing);
  if (!isPaidFor) {
    charge(context, listing, wasPublished(listing) ? 'renew' : 'publish', Math.floor(now / 1000));
    listing.endingAt = endOfLife(now);
  }
  setState(context, listing, 'active');
}

/** A draft has never been given an end. */
const wasPublished = (listing: EtsyListing): boolean => listing.endingAt > listing.createdAt;

/** Lets the four months pass: renews with a fee, or takes the listing off sale. */
export function expireDue(context: EtsyContext): void {
  const now = context.clock.seconds();
  for (const listing of Object.values(context.state.listings)) {
    while (listing.state === 'active' && listing.endingAt <= now) {
      if (listing.shouldAutoRenew) {
        charge(context, listing, 'auto-renew', listing.endingAt);
        listing.endingAt = endOfLife(listing.endingAt * 1000);
        touch(context, listing);
      } else setState(context, listing, 'expired');
    }
  }
}

/** Never published: the vendor's field still needs a date, so it is the day of creation. */
export const neverPublished = (createdAt: number): number => createdAt;
