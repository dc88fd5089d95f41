import type { Tx } from '../../kit/ctx.ts';
import type { OfferView } from './offer-view.ts';
import { type OfferParts, selectOfferParts } from './store.ts';

/** Offers with all that a listing shows of them, in the order asked for; ids that are not there are left out. */
export async function readOffers(tx: Tx, offerIds: readonly string[]): Promise<OfferView[]> {
  const byId = new Map((await selectOfferParts(tx, offerIds)).map((row) => [row.id, row]));
  return offerIds.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const isBundle = row.kind === 'bundle';
    return viewOf(row, isBundle ? row.memberIds.flatMap((member) => byId.get(member) ?? []) : [row]);
  });
}

/** `sold`: what a buyer gets; the offer itself where it is no bundle. */
function viewOf(row: OfferParts, sold: OfferParts[]): OfferView {
  const shown = sold.flatMap((part) => part.pattern ?? []);
  const [first] = shown;
  const images =
    row.kind === 'bundle'
      ? // A bundle shows each member's first picture, then the rest.
        [...sold.flatMap((part) => part.images.slice(0, 1)), ...sold.flatMap((part) => part.images.slice(1))]
      : row.images;
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    sku: row.sku,
    state: row.state,
    designerId: row.designerId,
    patternId: row.patternId,
    pattern: row.kind !== 'bundle' && first ? wordsOf(first) : bundleWords(row, shown, sold),
    memberPatternIds: [...new Set(shown.map((pattern) => pattern.id))],
    parts: sold.flatMap(({ id: offerId, patternId, roles, sizes, languages }) =>
      patternId ? { offerId, patternId, roles, sizes, languages } : [],
    ),
    roles: row.roles,
    sizes: row.sizes,
    languages: row.languages,
    images: images.map((image, position) => ({ ...image, position })),
    price: { amountMinor: row.priceMinor, currency: row.currency },
    prices: row.prices,
    version: row.version,
  };
}

type Shown = NonNullable<OfferParts['pattern']>;

const wordsOf = ({ id: _, ...words }: Shown): OfferView['pattern'] => words;

function bundleWords(row: OfferParts, shown: Shown[], sold: OfferParts[]): OfferView['pattern'] {
  const all = (of: (pattern: Shown) => string[]) => [...new Set(shown.flatMap(of))];
  const isSold = sold.length > 0 && sold.every((part) => part.state === 'active');
  return {
    title: row.name,
    story: [
      `In this bundle:`,
      ...shown.map((p) => `• ${p.title}`),
      ...shown.map((p) => `\n${p.title}\n${p.story}`),
    ]
      .join('\n')
      .trim(),
    tags: all((p) => p.tags),
    category: shown[0]?.category ?? null,
    craft: shown[0]?.craft ?? '',
    sizes: all((p) => p.sizes),
    languages: all((p) => p.languages),
    state:
      isSold && shown.every((p) => p.state === 'active')
        ? 'active'
        : shown.some((p) => p.state === 'draft')
          ? 'draft'
          : 'archived',
  };
}
