import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { HubError } from '../../../kit/errors.ts';
import { Id } from '../../../kit/ids.ts';
import { defineOperation } from '../../../kit/operation.ts';
import { type Told, tell, tellAll } from '../../audit/index.ts';
import { addPatterns, designerFor } from '../new-patterns.ts';
import { offersChanged, pricePriority } from '../signals.ts';
import { selectOffersForImport, selectStudioCurrency, withBundles } from '../store.ts';
import { setPrices } from '../write-store.ts';
import { JudgedRow, judgeRows, type PlannedRow } from './judge-rows.ts';
import { readTable } from './read-table.ts';

const Source = {
  format: z.enum(['csv', 'json']),
  text: z.string().min(1, 'There is nothing in it.').max(5_000_000).meta({
    description:
      'The table. Columns: sku or title, price; for new patterns also currency, craft, story, tags, category, sizes, languages.',
  }),
};

const counts = z.object({
  create: z.int(),
  price: z.int(),
  unchanged: z.int(),
  flagged: z.int(),
  refused: z.int(),
});

export const previewImport = defineOperation({
  name: 'catalog.previewImport',
  kind: 'query',
  summary: 'Show what an import of patterns and prices would do, row by row, and change nothing',
  route: { method: 'POST', path: '/patterns/import/preview' },
  scope: 'catalog:read',
  input: z.object(Source),
  output: z.object({ counts, rows: z.array(JudgedRow) }),
  async run(ctx, { format, text }) {
    const rows = (await planImport(ctx, format, text)).map((row) => row.shown);
    return { counts: countsOf(rows), rows };
  },
});

export const importCatalog = defineOperation({
  name: 'catalog.importCatalog',
  kind: 'command',
  summary: 'Import patterns and prices from CSV or JSON; doubtful rows only where you accept them',
  route: { method: 'POST', path: '/patterns/import' },
  scope: 'catalog:write',
  // Megabytes of table have no place in the audit; the counts are told in the activity.
  secretFields: ['text'],
  input: z.object({
    ...Source,
    designerId: Id.optional(),
    acceptLines: z
      .array(z.int())
      .max(20_000)
      .default([])
      .meta({ description: 'Lines that were flagged and are meant so.' }),
    isPartial: z
      .boolean()
      .default(false)
      .meta({ description: 'Do the good rows although others are refused.' }),
  }),
  output: z.object({ counts, created: z.int(), priced: z.int(), rows: z.array(JudgedRow) }),
  async run(ctx, { format, text, designerId, acceptLines, isPartial }) {
    const planned = await planImport(ctx, format, text);
    const accepted = new Set(acceptLines);
    const shown = planned.map((row) => row.shown);
    const refused = shown.filter((row) => row.action === 'refused');
    if (refused[0] && !isPartial) {
      throw new HubError(
        'invalid',
        `${refused.length} of ${shown.length} rows cannot be imported, so nothing was. Line ${refused[0].line}: ${refused[0].message}`,
        {
          fields: refused
            .slice(0, 50)
            .map((row) => ({ path: `/rows/${row.line}`, message: row.message ?? '' })),
        },
      );
    }
    const wanted = planned.filter(
      ({ shown: { action, line } }) =>
        action === 'create' || action === 'price' || (action === 'flagged' && accepted.has(line)),
    );
    const prices = wanted.flatMap((row) => row.price ?? []);
    const patterns = wanted.flatMap((row) => row.pattern ?? []);
    const made =
      patterns.length > 0 ? await addPatterns(ctx, await designerFor(ctx, designerId), patterns) : [];
    if (prices.length > 0) {
      await setPrices(ctx.tx, prices, ctx.clock.now());
      await ctx.signal(offersChanged, {
        offerIds: await withBundles(
          ctx.tx,
          prices.map((price) => price.offerId),
        ),
        priority: pricePriority,
        why: `an import changed ${prices.length} prices`,
      });
    }
    await tellAll(ctx, [
      ...made.map(({ patternId }, index) =>
        historyLine(patternId, `“${patterns[index]?.title}” was imported.`),
      ),
      ...wanted.flatMap(({ shown: row, price }) =>
        price?.patternId
          ? [
              historyLine(
                price.patternId,
                `An import changed the price of “${row.title}” from ${row.from} to ${row.to}.`,
              ),
            ]
          : [],
      ),
    ]);
    const left = shown.length - wanted.length;
    await tell(ctx, {
      sentence: `Imported: ${patterns.length} new patterns, ${prices.length} prices; ${left} rows changed nothing.`,
    });
    return { counts: countsOf(shown), created: patterns.length, priced: prices.length, rows: shown };
  },
});

const historyLine = (patternId: string, sentence: string): Told => ({
  patternId,
  sentence,
  isOneOfMany: true,
});

async function planImport(ctx: Ctx, format: 'csv' | 'json', text: string): Promise<PlannedRow[]> {
  const rows = readTable(format, text);
  const skus = rows.flatMap((row) => row.cells.sku || []);
  const titles = rows.flatMap((row) => row.cells.title || row.cells.name || []);
  const offers = await selectOffersForImport(ctx.tx, ctx.actor, skus, titles);
  return judgeRows(rows, offers, await selectStudioCurrency(ctx.tx));
}

function countsOf(rows: readonly JudgedRow[]): z.infer<typeof counts> {
  const sum = { create: 0, price: 0, unchanged: 0, flagged: 0, refused: 0 };
  for (const row of rows) sum[row.action] += 1;
  return sum;
}
