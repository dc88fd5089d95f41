import { z } from 'zod';
import { fromDecimal, minorDigits, toDecimal } from '../../../kit/money.ts';
import { PatternFields } from '../pattern.ts';
import type { OfferRow } from '../store.ts';
import type { TableRow } from './read-table.ts';

/** More than so many times the present price, or less than the same part of it, needs the seller's eye. */
const farFactor = 5;
/** In major units: dearer patterns exist, but a typing error is likelier. */
const dearMajor = 500;

export const JudgedRow = z.object({
  line: z.int(),
  sku: z.string().nullable(),
  title: z.string().nullable(),
  /** What would be done. `flagged` rows are only done when they are accepted by line. */
  action: z.enum(['create', 'price', 'unchanged', 'flagged', 'refused']),
  from: z.string().nullable().meta({ description: 'The present price, as a decimal.' }),
  to: z.string().nullable(),
  message: z.string().nullable(),
});
export type JudgedRow = z.infer<typeof JudgedRow>;

export interface PlannedRow {
  shown: JudgedRow;
  /** Set when the row can be done: an offer's new price, or a new pattern. */
  price?: { offerId: string; patternId: string | null; priceMinor: number; currency: string };
  pattern?: {
    title: string;
    craft: string;
    story: string;
    tags: string[];
    category: string | null;
    sizes: string[];
    languages: string[];
    sku: string | null;
    priceMinor: number;
    currency: string;
  };
}

/** What each row would do, judged one by one. Pure. `offers`: those that the rows' SKUs or titles name. */
export function judgeRows(
  rows: readonly TableRow[],
  offers: readonly { offer: OfferRow; title: string | null }[],
  studioCurrency: string,
): PlannedRow[] {
  const bySku = new Map(offers.map((found) => [found.offer.sku.toLowerCase(), found]));
  const byTitle = Map.groupBy(
    offers.filter((found) => found.offer.kind === 'whole'),
    (found) => (found.title ?? '').toLowerCase(),
  );
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const sku = row.cells.sku || null;
    const title = row.cells.title || row.cells.name || null;
    const same = title ? (byTitle.get(title.toLowerCase()) ?? []) : [];
    const found =
      (sku ? bySku.get(sku.toLowerCase()) : undefined) ?? (same.length === 1 && !sku ? same[0] : undefined);
    const shown: JudgedRow = {
      line: row.line,
      sku: found?.offer.sku ?? sku,
      title: found?.offer.name ?? title,
      action: 'refused',
      from: null,
      to: null,
      message: null,
    };
    const refuse = (message: string): PlannedRow => ({ shown: { ...shown, message } });
    if (!sku && !title) return refuse('The row names neither a SKU nor a title.');
    if (!sku && same.length > 1)
      return refuse(`${same.length} patterns are called “${title}”. Name the one you mean by its SKU.`);
    const key = (found?.offer.id ?? sku ?? title ?? '').toLowerCase();
    const before = seen.get(key);
    if (before !== undefined) return refuse(`The same one stands in line ${before} already.`);
    seen.set(key, row.line);
    const currency = (row.cells.currency || found?.offer.currency || studioCurrency).toUpperCase();
    if (!isCurrency(currency))
      return refuse(`“${row.cells.currency}” is no currency. Write a code such as EUR or USD.`);
    const priced = readPrice(row.cells.price ?? '', currency);
    if (typeof priced === 'string') return refuse(priced);
    const to = toDecimal({ amountMinor: priced, currency });
    if (found) return judgePrice(found.offer, priced, currency, { ...shown, to: `${to} ${currency}` });
    if (!title) return refuse(`There is no offer with the SKU ${sku}, and without a title none can be made.`);
    const fields = readFields(row.cells, title);
    if (typeof fields === 'string') return refuse(fields);
    const doubt = doubtOf(null, priced, currency);
    return {
      shown: { ...shown, action: doubt ? 'flagged' : 'create', to: `${to} ${currency}`, message: doubt },
      pattern: { ...fields, sku, priceMinor: priced, currency },
    };
  });
}

function judgePrice(offer: OfferRow, priceMinor: number, currency: string, shown: JudgedRow): PlannedRow {
  const from = `${toDecimal({ amountMinor: offer.priceMinor, currency: offer.currency })} ${offer.currency}`;
  if (offer.priceMinor === priceMinor && offer.currency === currency)
    return { shown: { ...shown, from, action: 'unchanged' } };
  const price = { offerId: offer.id, patternId: offer.patternId, priceMinor, currency };
  const doubt =
    offer.currency === currency
      ? doubtOf(offer.priceMinor, priceMinor, currency)
      : `The currency would change from ${offer.currency} to ${currency}.`;
  return { shown: { ...shown, from, action: doubt ? 'flagged' : 'price', message: doubt }, price };
}

/** Minor units, or a sentence that says why it is no price. */
function readPrice(text: string, currency: string): number | string {
  if (text === '') return 'The row has no price.';
  // Half of Europe writes 12,50; more digits after the comma may be thousands, which is not for us to guess.
  const plain = /^-?\d+,\d{1,2}$/.test(text) ? text.replace(',', '.') : text;
  const amount = fromDecimal(plain, currency);
  if (amount === null) return `“${text.slice(0, 40)}” is no price in ${currency}. Write it like 12.50.`;
  if (amount < 0) return `The price ${text} is below zero.`;
  if (amount > 2_000_000_000) return `The price ${text} is too large.`;
  return amount;
}

function doubtOf(before: number | null, after: number, currency: string): string | null {
  if (after === 0) return before === 0 ? null : 'The price would be zero: the pattern would be free.';
  if (before && after >= before * farFactor)
    return `The price would be ${Math.round(after / before)} times what it is now.`;
  if (before && after <= before / farFactor)
    return `The price would be a ${Math.round(before / after)}th of what it is now.`;
  const isDear = after > dearMajor * 10 ** minorDigits(currency) * (minorDigits(currency) === 0 ? 100 : 1);
  return isDear && !before ? 'The price is unusually high for a pattern.' : null;
}

const Fields = z.object({
  title: PatternFields.title,
  craft: PatternFields.craft,
  story: PatternFields.story,
  tags: PatternFields.tags,
  category: PatternFields.category,
  sizes: PatternFields.sizes,
  languages: PatternFields.languages,
});

function readFields(cells: Record<string, string>, title: string): z.infer<typeof Fields> | string {
  const list = (text: string | undefined) => (text ?? '').split(/[|,;]/).flatMap((word) => word.trim() || []);
  const parsed = Fields.safeParse({
    title,
    craft: cells.craft || 'sewing',
    story: cells.story ?? cells.description ?? '',
    tags: list(cells.tags),
    category: cells.category || null,
    sizes: list(cells.sizes),
    languages: cells.languages ? list(cells.languages) : ['en'],
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `${String(issue?.path[0] ?? 'The row')}: ${issue?.message ?? 'does not fit.'}`;
}

function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code) && Intl.supportedValuesOf('currency').includes(code);
}
