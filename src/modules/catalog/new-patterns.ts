import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { freeNames, plainNames, type Wish } from './free-names.ts';
import { eachOnce, slugOf } from './pattern.ts';
import { lockNames, selectPlace } from './store.ts';
import { insertOffers, insertPatterns } from './write-store.ts';

export interface NewPattern {
  title: string;
  craft: string;
  story?: string | undefined;
  tags?: string[] | undefined;
  category?: string | null | undefined;
  sizes?: string[] | undefined;
  languages?: string[] | undefined;
  attributes?: Record<string, string> | undefined;
  /** Null: made from the title. */
  sku?: string | null | undefined;
  priceMinor: number;
  currency: string;
}

export interface MadePattern {
  patternId: string;
  offerId: string;
  slug: string;
  sku: string;
  at: Date;
}

const atOnce = 500;
/** Somebody else may take a name between our look and our insert: then the next free one is looked for. */
const mostLooks = 8;

/** Draft patterns, each with one offer of everything, in few statements however many there are. */
export async function addPatterns(
  ctx: Ctx,
  designerId: string,
  patterns: readonly NewPattern[],
): Promise<MadePattern[]> {
  const at = ctx.clock.now();
  const wanted = patterns.map((pattern) => ({
    pattern,
    wish: { stem: slugOf(pattern.title), sku: pattern.sku ?? null },
    patternId: newId(at.getTime()),
    offerId: newId(at.getTime()),
  }));
  const made: MadePattern[] = [];
  for (let from = 0; from < wanted.length; from += atOnce)
    made.push(...(await addSome(ctx, designerId, wanted.slice(from, from + atOnce), at)));
  for (const { patternId } of made.slice(0, 100)) ctx.announce({ topic: 'pattern', id: patternId });
  return made;
}

interface Wanted {
  pattern: NewPattern;
  wish: Wish;
  patternId: string;
  offerId: string;
}

async function addSome(
  ctx: Ctx,
  designerId: string,
  wanted: readonly Wanted[],
  at: Date,
): Promise<MadePattern[]> {
  const made = new Map<string, MadePattern>();
  let open = wanted;
  for (let look = 0; open.length > 0; look += 1) {
    if (look === mostLooks) throw noFreeName();
    const wishes = open.map((one) => one.wish);
    // One name is nearly always free: lock and look are saved until it shows not to be.
    const isGuess = look === 0 && wanted.length === 1;
    if (!isGuess && look < 2) await lockNames(ctx.tx);
    const names = isGuess ? plainNames(wishes) : await freeNames(ctx.tx, designerId, wishes);
    const rows = open.map((one, index) =>
      rowsFor(designerId, one, names[index] ?? { slug: '', sku: '' }, at),
    );
    const { patternIds, offerIds } = await insertPatterns(
      ctx.tx,
      rows.map((row) => row.pattern),
      rows.map((row) => row.offer),
    );
    for (const { pattern, offer } of rows)
      if (patternIds.has(pattern.id))
        made.set(pattern.id, {
          ...{ patternId: pattern.id, offerId: offer.id, slug: pattern.slug, at },
          sku: offerIds.has(offer.id) ? offer.sku : await insertOfferUnder(ctx, offer, wanted),
        });
    open = open.filter((one) => !patternIds.has(one.patternId));
  }
  return wanted.flatMap((one) => made.get(one.patternId) ?? []);
}

/** The slug was free and the SKU was not: another designer's pattern, or a part, has it. */
async function insertOfferUnder(
  ctx: Ctx,
  offer: ReturnType<typeof rowsFor>['offer'],
  wanted: readonly Wanted[],
): Promise<string> {
  const wish = wanted.find((one) => one.offerId === offer.id)?.wish;
  if (wish?.sku)
    throw new HubError('conflict', `The SKU ${wish.sku} is taken already. Give the new pattern another one.`);
  return insertOfferNamed(ctx, offer, wish?.stem ?? 'pattern');
}

/** Puts an offer in under the first free SKU of this stem, and answers it. */
export async function insertOfferNamed(
  ctx: Ctx,
  offer: Parameters<typeof insertOffers>[1][number],
  stem: string,
): Promise<string> {
  await lockNames(ctx.tx);
  for (let look = 0; look < mostLooks; look += 1) {
    const [names] = await freeNames(ctx.tx, offer.designerId, [{ stem, sku: null }]);
    const sku = names?.sku ?? '';
    if ((await insertOffers(ctx.tx, [{ ...offer, sku }])).size > 0) return sku;
  }
  throw noFreeName();
}

const noFreeName = (): HubError =>
  new HubError('conflict', 'Many things of this name are being made at the same time. Try again.');

function rowsFor(
  designerId: string,
  { pattern, patternId, offerId }: Wanted,
  { slug, sku }: { slug: string; sku: string },
  at: Date,
) {
  return {
    pattern: {
      id: patternId,
      designerId,
      craft: pattern.craft,
      title: pattern.title,
      slug,
      story: pattern.story ?? '',
      tags: eachOnce(pattern.tags ?? []),
      category: pattern.category ?? null,
      sizes: eachOnce(pattern.sizes ?? []),
      languages: eachOnce(pattern.languages ?? ['en']),
      attributes: pattern.attributes ?? {},
      createdAt: at,
      updatedAt: at,
    },
    offer: {
      id: offerId,
      designerId,
      patternId,
      kind: 'whole',
      name: pattern.title,
      sku,
      priceMinor: pattern.priceMinor,
      currency: pattern.currency,
      createdAt: at,
      updatedAt: at,
    },
  };
}

/** Whose rows a new thing becomes: the actor's designer, the one asked for, or the studio's only one. */
export const designerFor = async (ctx: Ctx, asked: string | undefined): Promise<string> =>
  (await placeFor(ctx, asked)).designerId;

/** `designerFor`, with the studio's currency. */
export async function placeFor(
  ctx: Ctx,
  asked: string | undefined,
): Promise<{ designerId: string; currency: string }> {
  const own = ctx.actor.designerId;
  if (own && asked && asked !== own)
    throw new HubError('forbidden', 'You can only add patterns under your own designer.');
  const { isThere, onlyDesignerId, currency } = await selectPlace(ctx.tx, asked ?? null);
  if (own) return { designerId: own, currency };
  if (asked && !isThere) throw new HubError('not-found', 'There is no such designer.');
  const designerId = asked ?? onlyDesignerId;
  if (designerId) return { designerId, currency };
  throw new HubError('invalid', 'The studio has several designers: say which one it is for.', {
    fields: [{ path: '/designerId', message: 'Which designer?' }],
  });
}
