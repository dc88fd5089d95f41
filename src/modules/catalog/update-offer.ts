import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { together } from '../../kit/together.ts';
import { OfferState, OfferView } from './offer-view.ts';
import { assertMembers, readOneOffer } from './offers.ts';
import { assertVersion, NewPrice, noSuchOffer } from './pattern.ts';
import { offersChanged, pricePriority, textPriority } from './signals.ts';
import { lockOffer, type OfferRow, withBundles } from './store.ts';
import { replaceMembers, writeOffer } from './write-store.ts';

const some = z.array(z.string().trim().min(1).max(120)).min(1).max(200).nullable().optional();

export const updateOffer = defineOperation({
  name: 'catalog.updateOffer',
  kind: 'command',
  summary: 'Change an offer’s price, name or contents, archive or restore it',
  route: { method: 'PATCH', path: '/offers/{offerId}' },
  scope: 'catalog:write',
  versioned: true,
  input: z.object({
    offerId: Id,
    expectedVersion: z.int().optional(),
    name: z.string().trim().min(1).max(255).optional(),
    priceMinor: NewPrice.priceMinor.optional(),
    currency: NewPrice.currency.optional(),
    state: OfferState.optional(),
    roles: some,
    sizes: some,
    languages: some,
    memberOfferIds: z.array(Id).min(1).max(200).optional(),
  }),
  output: OfferView,
  subject: (input) => ({ kind: 'offer', id: input.offerId }),
  async run(ctx, { offerId, expectedVersion, memberOfferIds, ...wanted }) {
    // What is written together goes to the database together: the caller waits for few answers.
    const [before, shown] = await together(
      lockOffer(ctx.tx, ctx.actor, offerId),
      withBundles(ctx.tx, [offerId]),
    );
    if (!before) throw noSuchOffer();
    assertVersion(before, expectedVersion);
    if (before.kind !== 'part' && (wanted.roles || wanted.sizes || wanted.languages)) {
      throw new HubError(
        'invalid',
        'Only an offer of a part of a pattern can be limited to roles, sizes or languages.',
      );
    }
    if (memberOfferIds) {
      if (before.kind !== 'bundle') throw new HubError('invalid', 'Only a bundle has offers in it.');
      const memberIds = [...new Set(memberOfferIds)];
      await assertMembers(ctx, before.designerId, memberIds);
      await replaceMembers(ctx.tx, offerId, memberIds);
    }
    const changed = Object.entries(wanted).filter(
      ([field, value]) => value !== undefined && !isDeepStrictEqual(before[field as keyof OfferRow], value),
    );
    if (changed.length === 0 && !memberOfferIds) return readOneOffer(ctx, offerId);
    const isPrice = changed.some(([field]) => field === 'priceMinor' || field === 'currency');
    const [, , after] = await together(
      writeOffer(ctx.tx, {
        ...before,
        ...Object.fromEntries(changed),
        ...{ version: before.version + 1, updatedAt: ctx.clock.now() },
      }),
      ctx.signal(offersChanged, {
        offerIds: shown,
        priority: isPrice ? pricePriority : textPriority,
        why: `${isPrice ? 'the price' : changed.map(([field]) => field).join(', ') || 'what is in it'} of “${wanted.name ?? before.name}” changed`,
      }),
      readOneOffer(ctx, offerId),
    );
    if (before.patternId) ctx.announce({ topic: 'pattern', id: before.patternId });
    return after;
  },
});
