import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { tell, tellAll } from '../audit/index.ts';
import { assertVersion, noSuchPattern, Pattern } from './pattern.ts';
import { readPattern } from './read-patterns.ts';
import { offersChanged, textPriority } from './signals.ts';
import { lockPattern, lockPatterns, selectOfferIdsOfPatterns } from './store.ts';
import { setPatternStates } from './write-store.ts';

const One = z.object({ patternId: Id, expectedVersion: z.int().optional() });

export const archivePattern = defineOperation({
  name: 'catalog.archivePattern',
  kind: 'command',
  summary: 'Archive a pattern: kept with its buyers, no longer for sale',
  route: { method: 'POST', path: '/patterns/{patternId}/archive' },
  scope: 'catalog:write',
  input: One,
  output: Pattern,
  subject: (input) => ({ kind: 'pattern', id: input.patternId }),
  run: (ctx, input) => setOne(ctx, input, 'archived'),
});

export const restorePattern = defineOperation({
  name: 'catalog.restorePattern',
  kind: 'command',
  summary: 'Take a pattern out of the archive',
  route: { method: 'POST', path: '/patterns/{patternId}/restore' },
  scope: 'catalog:write',
  input: One,
  output: Pattern,
  subject: (input) => ({ kind: 'pattern', id: input.patternId }),
  run: (ctx, input) => setOne(ctx, input, 'active'),
});

export const archivePatterns = defineOperation({
  name: 'catalog.archivePatterns',
  kind: 'command',
  summary: 'Archive many patterns at once',
  route: { method: 'POST', path: '/patterns/archive' },
  scope: 'catalog:write',
  input: z.object({ patternIds: z.array(Id).min(1).max(10_000) }),
  output: z.object({ archived: z.int(), alreadyArchived: z.int() }),
  async run(ctx, { patternIds }) {
    const wanted = [...new Set(patternIds)];
    const rows = await lockPatterns(ctx.tx, ctx.actor, wanted);
    if (rows.length !== wanted.length) {
      throw new HubError(
        'not-found',
        `${wanted.length - rows.length} of the ${wanted.length} patterns are not there. Nothing was archived.`,
      );
    }
    const changed = rows.filter((row) => row.state !== 'archived');
    const ids = changed.map((row) => row.id);
    await setStates(ctx, ids, 'archived', `${ids.length} patterns were archived`);
    await tellAll(
      ctx,
      changed.map(({ id, title }) => ({
        patternId: id,
        sentence: `“${title}” was archived.`,
        isOneOfMany: changed.length > 1,
      })),
    );
    if (ids.length > 1) await tell(ctx, { sentence: `${ids.length} patterns were archived.` });
    return { archived: ids.length, alreadyArchived: rows.length - ids.length };
  },
});

async function setOne(
  ctx: Ctx,
  { patternId, expectedVersion }: z.output<typeof One>,
  state: 'archived' | 'active',
): Promise<Pattern> {
  const before = await lockPattern(ctx.tx, ctx.actor, patternId);
  if (!before) throw noSuchPattern();
  assertVersion(before, expectedVersion);
  if (state === 'active' && before.state === 'draft') {
    throw new HubError(
      'conflict',
      'This pattern is a draft: it becomes active when its first release is published.',
    );
  }
  if (before.state !== state) {
    const verb = state === 'archived' ? 'was archived' : 'was taken out of the archive';
    await setStates(ctx, [patternId], state, `“${before.title}” ${verb}`);
    await tell(ctx, { patternId, sentence: `“${before.title}” ${verb}.` });
  }
  return readPattern(ctx, patternId);
}

async function setStates(ctx: Ctx, ids: string[], state: string, why: string): Promise<void> {
  if (ids.length === 0) return;
  await setPatternStates(ctx.tx, ids, state, ctx.clock.now());
  await ctx.signal(offersChanged, {
    offerIds: await selectOfferIdsOfPatterns(ctx.tx, ids),
    priority: textPriority,
    why,
  });
  for (const id of ids.slice(0, 100)) ctx.announce({ topic: 'pattern', id });
}

/** A draft pattern becomes active with its first published release; anything else stays as it is. */
export async function activatePattern(ctx: Ctx, patternId: string): Promise<void> {
  const [row] = await lockPatterns(ctx.tx, ctx.actor, [patternId]);
  if (row?.state === 'draft') await setStates(ctx, [patternId], 'active', `“${row.title}” is ready for sale`);
}
