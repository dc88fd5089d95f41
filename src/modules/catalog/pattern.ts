import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { Currency, Money } from '../../kit/money.ts';
import { At } from '../../kit/time.ts';
import { OfferKind, OfferState, PatternImage, PatternState } from './offer-view.ts';

const words = (most: number) => z.array(z.string().trim().min(1).max(120)).max(most);

/** What the seller writes about a pattern. */
export const PatternFields = {
  craft: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .meta({ description: 'sewing, knitting, embroidery, woodworking …' }),
  title: z.string().trim().min(1, 'The title is empty.').max(255),
  story: z.string().max(50_000).meta({ description: 'What buyers read about it. Plain text.' }),
  tags: words(100),
  category: z.string().trim().max(255).nullable(),
  sizes: words(200),
  languages: z
    .array(
      z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/, 'Languages are codes such as en, de or pt-BR.'),
    )
    .min(1)
    .max(50),
  attributes: z
    .record(z.string().max(60), z.string().max(2000))
    .meta({ description: 'Anything else, by name.' }),
};

/** An integer in minor units, so 12.50 EUR is 1250. */
export const PriceMinor = z
  .int('A price is a whole number in the smallest unit: 12.50 EUR is 1250.')
  .min(0, 'A price is never below zero.')
  .max(2_000_000_000, 'That price is too large.');

export const OfferSummary = z.object({
  id: Id,
  kind: OfferKind,
  name: z.string(),
  sku: z.string(),
  state: OfferState,
  price: Money,
});

export const Pattern = z.object({
  id: Id,
  designerId: Id,
  craft: z.string(),
  title: z.string(),
  slug: z.string(),
  story: z.string(),
  tags: z.array(z.string()),
  category: z.string().nullable(),
  sizes: z.array(z.string()),
  languages: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
  state: PatternState,
  version: z.int(),
  createdAt: At,
  updatedAt: At,
  images: z.array(PatternImage),
  offers: z.array(OfferSummary),
});
export type Pattern = z.input<typeof Pattern>;

export const NewPrice = { priceMinor: PriceMinor, currency: Currency };

/** Lower-case letters, digits and hyphens, at most 24 long, so that `SPN-` and a number still fit a 32-character SKU. */
export function slugOf(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/[̀-ͯ]/g, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const cut =
    plain.length <= 24 ? plain : (/^.{8,24}(?=-)/.exec(plain.slice(0, 25))?.[0] ?? plain.slice(0, 24));
  return cut.replace(/-+$/, '') || 'pattern';
}

/** The first of `stem`, `stem-2`, `stem-3` … that is free; takes it. */
export function freeName(stem: string, taken: Set<string>): string {
  let name = stem;
  for (let count = 2; taken.has(name); count += 1) name = `${stem}-${count}`;
  taken.add(name);
  return name;
}

/** Trimmed, each once, in order. */
export const eachOnce = (list: readonly string[]): string[] => [...new Set(list.map((word) => word.trim()))];

export const noSuchPattern = () =>
  new HubError('not-found', 'There is no such pattern. It may have been made under another designer.');
export const noSuchOffer = () => new HubError('not-found', 'There is no such offer.');

/** Throws HubError `stale` unless the caller saw the newest version; without an expected version anything goes. */
export function assertVersion(row: { version: number }, expected: number | undefined): void {
  if (expected !== undefined && expected !== row.version) {
    throw new HubError(
      'stale',
      'Somebody changed it after you opened it. Look at the newest version, then make your change again.',
    );
  }
}
