import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { together } from '../../kit/together.ts';
import { assertVersion, eachOnce, noSuchPattern, Pattern, PatternFields } from './pattern.ts';
import { toPattern } from './read-patterns.ts';
import { offersChanged, textPriority } from './signals.ts';
import { type PatternRow, selectOfferIdsOfPatterns } from './store.ts';
import { selectPatternView } from './view-store.ts';
import { renameWholeOffer, writePattern } from './write-store.ts';

const lists = ['tags', 'sizes', 'languages'] as const;

export const updatePattern = defineOperation({
  name: 'catalog.updatePattern',
  kind: 'command',
  summary: 'Change a pattern’s title, story, tags or other words',
  route: { method: 'PATCH', path: '/patterns/{patternId}' },
  scope: 'catalog:write',
  versioned: true,
  input: z.object({
    patternId: Id,
    expectedVersion: z.int().optional(),
    craft: PatternFields.craft.optional(),
    title: PatternFields.title.optional(),
    story: PatternFields.story.optional(),
    tags: PatternFields.tags.optional(),
    category: PatternFields.category.optional(),
    sizes: PatternFields.sizes.optional(),
    languages: PatternFields.languages.optional(),
    attributes: PatternFields.attributes.optional(),
  }),
  output: Pattern,
  subject: (input) => ({ kind: 'pattern', id: input.patternId }),
  async run(ctx, { patternId, expectedVersion, ...wanted }) {
    // What is written together goes to the database together: the caller waits for few answers.
    const [before, offerIds] = await together(
      selectPatternView(ctx.tx, ctx.actor, patternId, true),
      selectOfferIdsOfPatterns(ctx.tx, [patternId]),
    );
    if (!before) throw noSuchPattern();
    assertVersion(before, expectedVersion);
    for (const list of lists) if (wanted[list]) wanted[list] = eachOnce(wanted[list]);
    const changed = Object.entries(wanted).filter(
      ([field, value]) => value !== undefined && !isDeepStrictEqual(before[field as keyof PatternRow], value),
    );
    if (changed.length === 0) return toPattern(before);
    const at = ctx.clock.now();
    const after = { ...before, ...Object.fromEntries(changed), version: before.version + 1, updatedAt: at };
    await together(
      writePattern(ctx.tx, after),
      after.title === before.title
        ? undefined
        : renameWholeOffer(ctx.tx, patternId, before.title, after.title, at),
      ctx.signal(offersChanged, {
        offerIds,
        priority: textPriority,
        why: `${changed.map(([field]) => field).join(', ')} of “${after.title}” changed`,
      }),
    );
    ctx.announce({ topic: 'pattern', id: patternId });
    const offers = after.offers?.map((offer) =>
      offer.kind === 'whole' && offer.name === before.title ? { ...offer, name: after.title } : offer,
    );
    return toPattern({ ...after, offers: offers ?? null });
  },
});
