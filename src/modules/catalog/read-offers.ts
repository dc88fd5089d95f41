import type { Tx } from '../../kit/ctx.ts';
import type { OfferView, PatternImage } from './offer-view.ts';
import {
  type OfferRow,
  type PatternRow,
  selectImages,
  selectMembers,
  selectOffers,
  selectPatterns,
  selectTimedPrices,
} from './store.ts';

/** Offers with all that a listing shows of them, in the order asked for; ids that are not there are left out. */
export async function readOffers(tx: Tx, offerIds: readonly string[]): Promise<OfferView[]> {
  const offers = await selectOffers(tx, offerIds);
  const memberRows = await selectMembers(
    tx,
    offers.filter((row) => row.kind === 'bundle').map((row) => row.id),
  );
  const members = await selectOffers(tx, [...new Set(memberRows.map((row) => row.memberOfferId))]);
  const memberById = new Map(members.map((row) => [row.id, row]));
  const patternIds = [...new Set([...offers, ...members].flatMap((row) => row.patternId ?? []))];
  const offerIdsThere = offers.map((row) => row.id);
  const [patternRows, imageRows, priceRows] = await Promise.all([
    selectPatterns(tx, patternIds),
    selectImages(tx, patternIds),
    selectTimedPrices(tx, offerIdsThere),
  ]);
  const patterns = new Map(patternRows.map((row) => [row.id, row]));
  const images = Map.groupBy(imageRows, (row) => row.patternId);
  const prices = Map.groupBy(priceRows, (row) => row.offerId);

  const viewOf = (row: OfferRow): OfferView => {
    const sold =
      row.kind === 'bundle'
        ? memberRows
            .filter((member) => member.offerId === row.id)
            .flatMap((member) => memberById.get(member.memberOfferId) ?? [])
        : [row];
    const shown = sold.flatMap((part) => patterns.get(part.patternId ?? '') ?? []);
    const imagesOf = (pattern: PatternRow): PatternImage[] =>
      (images.get(pattern.id) ?? []).map(({ patternId: _, ...image }) => image);
    const first = shown[0];
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
      parts: sold.flatMap((part) =>
        part.patternId
          ? {
              offerId: part.id,
              patternId: part.patternId,
              roles: part.roles,
              sizes: part.sizes,
              languages: part.languages,
            }
          : [],
      ),
      roles: row.roles,
      sizes: row.sizes,
      languages: row.languages,
      // A bundle shows each member's first picture, then the rest.
      images: (row.kind === 'bundle'
        ? [...shown.flatMap((p) => imagesOf(p).slice(0, 1)), ...shown.flatMap((p) => imagesOf(p).slice(1))]
        : shown.flatMap(imagesOf)
      ).map((image, position) => ({ ...image, position })),
      price: { amountMinor: row.priceMinor, currency: row.currency },
      prices: (prices.get(row.id) ?? []).map(({ offerId: _, ...timed }) => timed),
      version: row.version,
    };
  };
  const byId = new Map(offers.map((row) => [row.id, row]));
  return offerIds.flatMap((id) => {
    const row = byId.get(id);
    return row ? viewOf(row) : [];
  });
}

const wordsOf = (row: PatternRow): OfferView['pattern'] => ({
  title: row.title,
  story: row.story,
  tags: row.tags,
  category: row.category,
  craft: row.craft,
  sizes: row.sizes,
  languages: row.languages,
  state: row.state,
});

function bundleWords(row: OfferRow, shown: PatternRow[], sold: OfferRow[]): OfferView['pattern'] {
  const all = (of: (pattern: PatternRow) => string[]) => [...new Set(shown.flatMap(of))];
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
