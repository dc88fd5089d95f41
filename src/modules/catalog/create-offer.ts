import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id, newId } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { designerFor, insertOfferNamed } from './new-patterns.ts';
import { OfferView } from './offer-view.ts';
import { assertMembers, readOneOffer } from './offers.ts';
import { NewPrice, noSuchPattern, slugOf } from './pattern.ts';
import { offersChanged, textPriority } from './signals.ts';
import { selectPattern, selectStudioCurrency } from './store.ts';
import { insertMembers } from './write-store.ts';

const some = z.array(z.string().trim().min(1).max(120)).min(1).max(200).nullable().default(null);

export const createOffer = defineOperation({
  name: 'catalog.createOffer',
  kind: 'command',
  summary: 'Sell a part of a pattern, or a bundle of offers',
  route: { method: 'POST', path: '/offers' },
  scope: 'catalog:write',
  input: z.object({
    name: z.string().trim().min(1).max(255),
    patternId: Id.nullable()
      .default(null)
      .meta({ description: 'The pattern that a part is of; null for a bundle.' }),
    roles: some.meta({ description: 'Only files with these roles; null: all.' }),
    sizes: some,
    languages: some,
    memberOfferIds: z
      .array(Id)
      .max(200)
      .default([])
      .meta({ description: 'For a bundle: the offers in it, in order.' }),
    priceMinor: NewPrice.priceMinor,
    currency: NewPrice.currency.optional(),
  }),
  output: OfferView,
  subject: (_, output) => ({ kind: 'offer', id: output.id }),
  async run(ctx, input) {
    const memberIds = [...new Set(input.memberOfferIds)];
    const isBundle = input.patternId === null;
    if (isBundle === (memberIds.length === 0)) {
      throw new HubError('invalid', 'Name either one pattern (for a part of it) or the offers of a bundle.');
    }
    const pattern = input.patternId ? await selectPattern(ctx.tx, ctx.actor, input.patternId) : null;
    if (input.patternId && !pattern) throw noSuchPattern();
    const designerId = pattern?.designerId ?? (await designerOfMembers(ctx, memberIds));
    if (isBundle) await assertMembers(ctx, designerId, memberIds);
    const stem =
      pattern && input.roles?.[0]
        ? `${pattern.slug}-${slugOf(input.roles[0])}`.slice(0, 26)
        : slugOf(input.name);
    const id = newId();
    const at = ctx.clock.now();
    await insertOfferNamed(
      ctx,
      {
        id,
        designerId,
        patternId: input.patternId,
        kind: isBundle ? 'bundle' : 'part',
        name: input.name,
        sku: '',
        roles: input.roles,
        sizes: input.sizes,
        languages: input.languages,
        priceMinor: input.priceMinor,
        currency: input.currency ?? (await selectStudioCurrency(ctx.tx)),
        createdAt: at,
        updatedAt: at,
      },
      stem,
    );
    if (isBundle) await insertMembers(ctx.tx, id, memberIds);
    await ctx.signal(offersChanged, {
      offerIds: [id],
      priority: textPriority,
      why: `“${input.name}” is new`,
    });
    if (input.patternId) ctx.announce({ topic: 'pattern', id: input.patternId });
    return readOneOffer(ctx, id);
  },
});

async function designerOfMembers(
  ctx: Parameters<typeof readOneOffer>[0],
  memberIds: string[],
): Promise<string> {
  const [first] = memberIds;
  return first ? (await readOneOffer(ctx, first)).designerId : designerFor(ctx, undefined);
}
