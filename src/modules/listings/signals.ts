import { defineSignal } from '../../kit/signal.ts';

/** A listing that was already on the shop belongs to an offer from now on. */
export const listingAdopted = defineSignal<{ channelId: string; remoteId: string; offerId: string }>(
  'listings.listingAdopted',
);
