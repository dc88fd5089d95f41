import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { addPatterns, placeFor } from './new-patterns.ts';
import { eachOnce, NewPrice, Pattern, PatternFields } from './pattern.ts';
import { offersToList } from './signals.ts';

export const createPattern = defineOperation({
  name: 'catalog.createPattern',
  kind: 'command',
  summary: 'Add a pattern, with one offer of everything in it',
  route: { method: 'POST', path: '/patterns' },
  scope: 'catalog:write',
  input: z.object({
    designerId: Id.optional(),
    craft: PatternFields.craft,
    title: PatternFields.title,
    story: PatternFields.story.optional(),
    tags: PatternFields.tags.optional(),
    category: PatternFields.category.optional(),
    sizes: PatternFields.sizes.optional(),
    languages: PatternFields.languages.optional(),
    attributes: PatternFields.attributes.optional(),
    priceMinor: NewPrice.priceMinor,
    currency: NewPrice.currency.optional(),
    channelIds: z.array(Id).max(50).optional().meta({
      description: 'Shops to list it on, as a draft; the listings wait for your click on their plan.',
    }),
  }),
  output: Pattern,
  subject: (_, output) => ({ kind: 'pattern', id: output.id }),
  async run(ctx, { designerId: asked, channelIds = [], ...fields }) {
    const place = await placeFor(ctx, asked);
    const { designerId } = place;
    const currency = fields.currency ?? place.currency;
    const [made] = await addPatterns(ctx, designerId, [{ ...fields, currency }]);
    if (!made) throw new Error('One new pattern gives one row');
    const { patternId, offerId, slug, sku, at } = made;
    if (channelIds.length > 0)
      await ctx.signal(offersToList, {
        designerId,
        offerIds: [offerId],
        channelIds: [...new Set(channelIds)],
      });
    const { title, craft, story = '', tags = [], category = null, sizes = [], attributes = {} } = fields;
    return {
      ...{ id: patternId, designerId, craft, title, slug, story, tags: eachOnce(tags), category, attributes },
      ...{ sizes: eachOnce(sizes), languages: eachOnce(fields.languages ?? ['en']) },
      ...{ state: 'draft' as const, version: 1, createdAt: at, updatedAt: at, images: [] },
      offers: [
        {
          ...{ id: offerId, kind: 'whole' as const, name: title, sku, state: 'active' as const },
          price: { amountMinor: fields.priceMinor, currency },
        },
      ],
    };
  },
});
