import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { defineOperation } from '../../kit/operation.ts';
import { revokeAddresses } from './address-store.ts';
import { changeListing, OneListing, onListing } from './change-listing.ts';
import type { OwnValues } from './listing.ts';
import { allShop } from './ownership.ts';
import { forgetPlaced } from './store.ts';
import { Field } from './view.ts';

export const letGo = defineOperation({
  ...onListing,
  name: 'listings.letGo',
  summary: 'Let a listing go: it stays on the shop as it is, and Spindle changes it no more',
  route: { method: 'POST', path: '/listings/{listingId}/let-go' },
  input: OneListing,
  run: (ctx, input) =>
    changeListing(ctx, input, () => ({
      ownership: allShop(),
      drift: [],
      approvedHash: null,
      plan: null,
      planHash: null,
      status: 'resting',
    })),
});

export const followMaster = defineOperation({
  ...onListing,
  name: 'listings.followMaster',
  summary: 'Give fields of a listing back to the master: this shop’s own values no longer hold',
  route: { method: 'POST', path: '/listings/{listingId}/follow-master' },
  input: OneListing.extend({ fields: z.array(Field).min(1) }),
  run: (ctx, input) =>
    changeListing(ctx, input, (_, listing) => {
      const given = new Set<string>(input.fields);
      const { isPutBack: _putBack, ...own } = listing.ownValues;
      const keep = (values: object) =>
        Object.fromEntries(Object.entries(values).filter(([field]) => !given.has(field)));
      return {
        ownValues: keep(own) as OwnValues,
        ownership: keep(listing.ownership),
        drift: listing.drift.filter((field) => !given.has(field)),
      };
    }),
});

export const recreateListing = defineOperation({
  ...onListing,
  name: 'listings.recreateListing',
  summary: 'Make a listing again that is no longer on its shop; it waits for your click',
  route: { method: 'POST', path: '/listings/{listingId}/recreate' },
  input: OneListing,
  run: (ctx, input) =>
    changeListing(ctx, input, async (_, listing) => {
      if (listing.problem?.kind !== 'gone')
        throw new HubError(
          'conflict',
          'As far as Spindle knows, this listing is still on the shop. Read it again first.',
        );
      await forgetPlaced(ctx.tx, listing.id);
      await revokeAddresses(ctx.tx, listing.id, ctx.clock.now());
      const { files: _files, isPutBack: _putBack, ...own } = listing.ownValues;
      return {
        remoteId: null,
        remoteUrl: null,
        observed: null,
        observedAt: null,
        applied: null,
        appliedAt: null,
        approvedHash: null,
        clickedPrice: null,
        isAdopted: false,
        drift: [],
        ownValues: own,
      };
    }),
});
