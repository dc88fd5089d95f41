import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { defineOperation } from '../../kit/operation.ts';
import { changeListing, OneListing, onListing } from './change-listing.ts';
import type { Listing, OwnValues } from './listing.ts';
import { ownValue } from './take-over.ts';
import { Field } from './view.ts';

const Input = OneListing.extend({
  fields: z.array(Field).optional().meta({ description: 'Left out: every field that was changed there.' }),
});

function drifted(listing: Listing, asked: readonly string[] | undefined) {
  const fields = listing.drift.filter((field) => !asked || asked.includes(field));
  if (fields.length === 0)
    throw new HubError('conflict', 'Nothing of that was changed on the shop, as far as Spindle knows.');
  const rest = listing.drift.filter((field) => !fields.includes(field));
  return { fields, rest };
}

export const acceptDrift = defineOperation({
  ...onListing,
  name: 'listings.acceptDrift',
  summary: 'Take over what was changed on the shop, as this shop’s own value',
  route: { method: 'POST', path: '/listings/{listingId}/drift/accept' },
  input: Input,
  run: (ctx, input) =>
    changeListing(ctx, input, (_, listing) => {
      const { fields, rest } = drifted(listing, input.fields);
      const ownership = { ...listing.ownership };
      const ownValues: Record<string, unknown> = { ...listing.ownValues };
      for (const field of fields) {
        const value = listing.observed ? ownValue(field, listing.observed) : undefined;
        if (value === undefined) ownership[field] = 'shop';
        else ownValues[field] = value;
      }
      const price = fields.includes('price') ? listing.observed?.price : null;
      return {
        ownership,
        ownValues: ownValues as OwnValues,
        drift: rest,
        ...(price ? { clickedPrice: price } : {}),
      };
    }),
});

export const overwriteDrift = defineOperation({
  ...onListing,
  name: 'listings.overwriteDrift',
  summary: 'Put your values back over what was changed on the shop',
  route: { method: 'POST', path: '/listings/{listingId}/drift/overwrite' },
  input: Input,
  run: (ctx, input) =>
    changeListing(ctx, input, (_, listing) => ({ drift: drifted(listing, input.fields).rest })),
});

export const keepForThisShop = defineOperation({
  ...onListing,
  name: 'listings.keepForThisShop',
  summary: 'Leave these fields of the listing to the shop from now on',
  route: { method: 'POST', path: '/listings/{listingId}/drift/keep' },
  input: Input,
  run: (ctx, input) =>
    changeListing(ctx, input, (_, listing) => {
      const { fields, rest } = drifted(listing, input.fields);
      const left = Object.fromEntries(fields.map((field) => [field, 'shop' as const]));
      return { ownership: { ...listing.ownership, ...left }, drift: rest };
    }),
});
