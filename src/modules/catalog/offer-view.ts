import { z } from 'zod';
import { Id, Sha256 } from '../../kit/ids.ts';
import { Currency, Money } from '../../kit/money.ts';
import { At } from '../../kit/time.ts';

export const OfferKind = z.enum(['whole', 'part', 'bundle']).meta({
  description: 'A whole pattern, a part of it (some roles, sizes or languages), or a bundle of offers.',
});
export const PatternState = z.enum(['draft', 'active', 'archived']);
export const OfferState = z.enum(['active', 'archived']);

export const PatternImage = z.object({
  id: Id,
  sha256: Sha256,
  alt: z.string(),
  position: z.int(),
  contentType: z.string(),
  sizeBytes: z.int(),
});
export type PatternImage = z.infer<typeof PatternImage>;

/** A price for a time, everywhere or (with `channelId`) on one shop. Open ends are null. */
export const TimedPrice = z.object({
  id: Id,
  channelId: Id.nullable(),
  amountMinor: z.int(),
  currency: Currency,
  startsAt: At.nullable(),
  endsAt: At.nullable(),
});
export type TimedPrice = z.input<typeof TimedPrice>;

/** What one pattern contributes to an offer; null means all of them. */
export const OfferPart = z.object({
  offerId: Id,
  patternId: Id,
  roles: z.array(z.string()).nullable(),
  sizes: z.array(z.string()).nullable(),
  languages: z.array(z.string()).nullable(),
});
export type OfferPart = z.infer<typeof OfferPart>;

/** An offer with everything that a listing shows of it. For a bundle, `pattern` is put together from its members. */
export const OfferView = z.object({
  id: Id,
  kind: OfferKind,
  name: z.string(),
  sku: z.string(),
  state: OfferState,
  designerId: Id,
  /** Null for a bundle. */
  patternId: Id.nullable(),
  pattern: z.object({
    title: z.string(),
    story: z.string(),
    tags: z.array(z.string()),
    category: z.string().nullable(),
    craft: z.string(),
    sizes: z.array(z.string()),
    languages: z.array(z.string()),
    state: PatternState,
  }),
  /** Each pattern once, in the bundle's order. */
  memberPatternIds: z.array(Id),
  /** The parts that a buyer of this offer gets, bundles expanded. */
  parts: z.array(OfferPart),
  roles: z.array(z.string()).nullable(),
  sizes: z.array(z.string()).nullable(),
  languages: z.array(z.string()).nullable(),
  images: z.array(PatternImage),
  /** The regular price. */
  price: Money,
  prices: z.array(TimedPrice),
  version: z.int(),
});
export type OfferView = z.input<typeof OfferView>;

/**
 * The price at a moment: a running timed price of this shop, else a running one for everywhere, else the regular one.
 * Of several that run, the one that began last wins, then the lower one. `channelId` null: outside any shop.
 */
export function currentPrice(
  view: Pick<OfferView, 'price' | 'prices'>,
  channelId: string | null,
  at: Date,
): Money {
  const running = view.prices.filter(
    (timed) =>
      (timed.channelId === null || timed.channelId === channelId) &&
      (timed.startsAt === null || timed.startsAt <= at) &&
      (timed.endsAt === null || at < timed.endsAt),
  );
  const own = running.filter((timed) => timed.channelId !== null);
  const [best] = (own.length > 0 ? own : running).toSorted(
    (a, b) => (b.startsAt?.getTime() ?? 0) - (a.startsAt?.getTime() ?? 0) || a.amountMinor - b.amountMinor,
  );
  return best ? { amountMinor: best.amountMinor, currency: best.currency } : view.price;
}
