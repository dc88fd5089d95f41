import type { Ctx } from '../../kit/ctx.ts';
import { noSuchPattern, type Pattern } from './pattern.ts';
import { type PatternView, selectPatternView } from './view-store.ts';

export const toPattern = (row: PatternView): Pattern => ({
  ...row,
  attributes: row.attributes as Record<string, string>,
  images: row.images ?? [],
  offers: row.offers ?? [],
});

/** As it stands now. Throws HubError `not-found`, also for another designer's. */
export async function readPattern(ctx: Ctx, id: string): Promise<Pattern> {
  const row = await selectPatternView(ctx.tx, ctx.actor, id);
  if (!row) throw noSuchPattern();
  return toPattern(row);
}
