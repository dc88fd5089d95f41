import { and, asc, eq, gt, ilike, inArray, or, type SQL, sql } from 'drizzle-orm';
import { isAmong, rowsOf } from '../../db/query.ts';
import { asset, offer, pattern, patternImage, studio } from '../../db/tables/index.ts';
import type { Actor, Tx } from '../../kit/ctx.ts';
import type { OfferView, PatternImage, TimedPrice } from './offer-view.ts';

export type PatternRow = Omit<typeof pattern.$inferSelect, 'state'> & {
  state: OfferView['pattern']['state'];
};
export type OfferRow = Omit<typeof offer.$inferSelect, 'state' | 'kind'> & Pick<OfferView, 'state' | 'kind'>;

/** A designer's actor meets only that designer's rows; everybody else's answer is "not there". */
const patternsOf = (actor: Actor): SQL | undefined =>
  actor.designerId ? eq(pattern.designerId, actor.designerId) : undefined;
const offersOf = (actor: Actor): SQL | undefined =>
  actor.designerId ? eq(offer.designerId, actor.designerId) : undefined;

export async function selectOffers(tx: Tx, ids: readonly string[]): Promise<OfferRow[]> {
  if (ids.length === 0) return [];
  return (await tx.select().from(offer).where(isAmong(offer.id, ids))) as OfferRow[];
}

/** An offer with the pattern that it sells and what a listing shows of both. */
export interface OfferParts extends Omit<OfferRow, 'createdAt' | 'updatedAt'> {
  /** Null for a bundle. */
  pattern: (OfferView['pattern'] & { id: string }) | null;
  images: PatternImage[];
  prices: TimedPrice[];
  /** Of a bundle, in its order. */
  memberIds: string[];
}

/** These offers and the members of those that are bundles, in one statement. */
export async function selectOfferParts(tx: Tx, ids: readonly string[]): Promise<OfferParts[]> {
  const [one, ...others] = ids;
  if (one === undefined) return [];
  const [are, given] = others.length === 0 ? ['$1::uuid', one] : ['unnest($1::uuid[])', ids];
  const rows = await rowsOf<OfferParts & { images: PatternImage[] | null; memberIds: string[] | null }>(
    tx,
    `select o.id, o.designer_id as "designerId", o.pattern_id as "patternId", o.kind, o.name, o.sku, o.roles, o.sizes,
      o.languages, o.price_minor as "priceMinor", o.currency, o.state, o.version,
      case when p.id is not null then json_build_object('id', p.id, 'title', p.title, 'story', p.story, 'tags', p.tags,
        'category', p.category, 'craft', p.craft, 'sizes', p.sizes, 'languages', p.languages, 'state', p.state) end as pattern,
      (select json_agg(json_build_object('id', i.id, 'sha256', i.sha256, 'alt', i.alt, 'position', i.position,
          'contentType', a.content_type, 'sizeBytes', a.size_bytes) order by i.position, i.id)
        from pattern_image i join asset a on a.sha256 = i.sha256 where i.pattern_id = o.pattern_id) as images,
      (select json_agg(json_build_object('id', t.id, 'channelId', t.channel_id, 'amountMinor', t.amount_minor,
          'currency', t.currency, 'startsAt', t.starts_at, 'endsAt', t.ends_at) order by t.starts_at, t.id)
        from offer_price t where t.offer_id = o.id) as prices,
      (select json_agg(m.member_offer_id order by m.position) from offer_member m where m.offer_id = o.id) as "memberIds"
    from offer o left join pattern p on p.id = o.pattern_id
    where o.id in (with asked (id) as (select ${are}) select id from asked
      union select m.member_offer_id from offer_member m join asked on asked.id = m.offer_id)`,
    [given],
  );
  const moment = (text: unknown) => (text === null ? null : new Date(text as string));
  return rows.map((row) => ({
    ...row,
    images: row.images ?? [],
    prices: (row.prices ?? []).map((timed) => ({
      ...timed,
      startsAt: moment(timed.startsAt),
      endsAt: moment(timed.endsAt),
    })),
    memberIds: row.memberIds ?? [],
  }));
}

export async function selectImages(
  tx: Tx,
  patternIds: readonly string[],
): Promise<(PatternImage & { patternId: string })[]> {
  if (patternIds.length === 0) return [];
  return tx
    .select({
      id: patternImage.id,
      patternId: patternImage.patternId,
      sha256: patternImage.sha256,
      alt: patternImage.alt,
      position: patternImage.position,
      contentType: asset.contentType,
      sizeBytes: asset.sizeBytes,
    })
    .from(patternImage)
    .innerJoin(asset, eq(asset.sha256, patternImage.sha256))
    .where(isAmong(patternImage.patternId, patternIds))
    .orderBy(asc(patternImage.patternId), asc(patternImage.position), asc(patternImage.id));
}

/** Every offer that shows these patterns: their own ones and the bundles that hold them. */
export async function selectOfferIdsOfPatterns(tx: Tx, patternIds: readonly string[]): Promise<string[]> {
  // One is by far the commonest, and a list of unknown length makes PostgreSQL plan anew each time.
  const [one, ...others] = patternIds;
  if (one === undefined) return [];
  const [are, given] = others.length === 0 ? ['= $1', one] : ['= any($1)', patternIds];
  const rows = await rowsOf<{ id: string }>(
    tx,
    `select id from offer where pattern_id ${are} union select m.offer_id from offer_member m
     join offer o on o.id = m.member_offer_id where o.pattern_id ${are}`,
    [given],
  );
  return rows.map((row) => row.id);
}

/** These offers and the bundles that hold one of them. */
export async function withBundles(tx: Tx, offerIds: readonly string[]): Promise<string[]> {
  const [one, ...others] = offerIds;
  if (one === undefined) return [];
  const [are, given] = others.length === 0 ? ['= $1', one] : ['= any($1)', offerIds];
  const rows = await rowsOf<{ id: string }>(
    tx,
    `select distinct offer_id as id from offer_member where member_offer_id ${are}`,
    [given],
  );
  return [...new Set([...offerIds, ...rows.map((row) => row.id)])];
}

/** Offers for sale whose patterns are active too; `designerId` null: of the whole studio. */
export async function listActiveOfferIds(tx: Tx, designerId: string | null): Promise<string[]> {
  const rows = await tx
    .select({ id: offer.id })
    .from(offer)
    .leftJoin(pattern, eq(pattern.id, offer.patternId))
    .where(
      and(
        eq(offer.state, 'active'),
        designerId ? eq(offer.designerId, designerId) : undefined,
        or(
          eq(pattern.state, 'active'),
          and(
            eq(offer.kind, 'bundle'),
            sql`not exists (select 1 from offer_member m join offer o on o.id = m.member_offer_id
              join pattern p on p.id = o.pattern_id
              where m.offer_id = ${offer.id} and (o.state <> 'active' or p.state <> 'active'))`,
          ),
        ),
      ),
    )
    .orderBy(asc(offer.id));
  return rows.map((row) => row.id);
}

export async function selectPattern(tx: Tx, actor: Actor, id: string): Promise<PatternRow | null> {
  const [row] = await tx
    .select()
    .from(pattern)
    .where(and(eq(pattern.id, id), patternsOf(actor)));
  return (row as PatternRow | undefined) ?? null;
}

/** Locks the row until the transaction ends, so that version checks hold. */
export async function lockPattern(tx: Tx, actor: Actor, id: string): Promise<PatternRow | null> {
  const [row] = await tx
    .select()
    .from(pattern)
    .where(and(eq(pattern.id, id), patternsOf(actor)))
    .for('no key update');
  return (row as PatternRow | undefined) ?? null;
}

export async function lockPatterns(tx: Tx, actor: Actor, ids: readonly string[]): Promise<PatternRow[]> {
  if (ids.length === 0) return [];
  return (await tx
    .select()
    .from(pattern)
    .where(and(inArray(pattern.id, [...ids]), patternsOf(actor)))
    .orderBy(asc(pattern.id))
    .for('no key update')) as PatternRow[];
}

export async function lockOffer(tx: Tx, actor: Actor, id: string): Promise<OfferRow | null> {
  const [row] = await tx
    .select()
    .from(offer)
    .where(and(eq(offer.id, id), offersOf(actor)))
    .for('no key update');
  return (row as OfferRow | undefined) ?? null;
}

export async function searchOffers(
  tx: Tx,
  actor: Actor,
  filter: { search?: string | undefined; state?: string | undefined; patternId?: string | undefined },
  after: { name: string; id: string } | null,
  count: number,
): Promise<OfferRow[]> {
  return (await tx
    .select()
    .from(offer)
    .where(
      and(
        offersOf(actor),
        filter.search
          ? or(
              ilike(offer.name, `%${escapeLike(filter.search)}%`),
              ilike(offer.sku, `%${escapeLike(filter.search)}%`),
            )
          : undefined,
        filter.state ? eq(offer.state, filter.state) : undefined,
        filter.patternId ? eq(offer.patternId, filter.patternId) : undefined,
        after
          ? or(gt(offer.name, after.name), and(eq(offer.name, after.name), gt(offer.id, after.id)))
          : undefined,
      ),
    )
    .orderBy(asc(offer.name), asc(offer.id))
    .limit(count)) as OfferRow[];
}

export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Offers of one pattern, or every offer that an actor may see, by SKU or pattern title: for imports. */
export async function selectOffersForImport(
  tx: Tx,
  actor: Actor,
  skus: readonly string[],
  titles: readonly string[],
): Promise<{ offer: OfferRow; title: string | null }[]> {
  const wanted = [
    skus.length > 0
      ? inArray(
          sql`lower(${offer.sku})`,
          skus.map((sku) => sku.toLowerCase()),
        )
      : undefined,
    titles.length > 0
      ? and(
          eq(offer.kind, 'whole'),
          inArray(
            sql`lower(${pattern.title})`,
            titles.map((title) => title.toLowerCase()),
          ),
        )
      : undefined,
  ].filter((part) => part !== undefined);
  if (wanted.length === 0) return [];
  const rows = await tx
    .select({ offer, title: pattern.title })
    .from(offer)
    .leftJoin(pattern, eq(pattern.id, offer.patternId))
    .where(and(offersOf(actor), or(...wanted)));
  return rows as { offer: OfferRow; title: string | null }[];
}

export async function selectAsset(tx: Tx, sha256: string): Promise<typeof asset.$inferSelect | null> {
  const [row] = await tx.select().from(asset).where(eq(asset.sha256, sha256));
  return row ?? null;
}

/** Those who look for a free name go one after the other until they commit. */
export async function lockNames(tx: Tx): Promise<void> {
  await rowsOf(tx, `select pg_advisory_xact_lock(hashtextextended('catalog.names', $1))`, [0]);
}

/** Which of these names are taken: slugs of this designer's patterns, SKUs of anybody's offers. */
export async function selectTakenNames(
  tx: Tx,
  designerId: string,
  slugs: readonly string[],
  skus: readonly string[],
): Promise<{ slugs: Set<string>; skus: Set<string> }> {
  const [row] = await rowsOf<{ slugs: string[]; skus: string[] }>(
    tx,
    `select array(select slug from pattern where designer_id = $1 and slug = any($2)) as slugs,
      array(select sku from offer where sku = any($3)) as skus`,
    [designerId, slugs, skus],
  );
  return { slugs: new Set(row?.slugs), skus: new Set(row?.skus) };
}

/** The designer that was asked for, or else the studio's only one (null when there are several or none), and its currency. */
export async function selectPlace(
  tx: Tx,
  askedDesignerId: string | null,
): Promise<{ isThere: boolean; onlyDesignerId: string | null; currency: string }> {
  const [row] = await rowsOf<{ isThere: boolean; designers: string[]; currency: string | null }>(
    tx,
    `select exists (select 1 from designer where id = $1) as "isThere",
      array(select id::text from designer limit 2) as designers, (select currency from studio limit 1) as currency`,
    [askedDesignerId],
  );
  const designers = row?.designers ?? [];
  return {
    isThere: row?.isThere === true,
    onlyDesignerId: designers.length === 1 ? (designers[0] ?? null) : null,
    currency: row?.currency ?? 'EUR',
  };
}

export async function selectStudioCurrency(tx: Tx): Promise<string> {
  const [row] = await tx.select({ currency: studio.currency }).from(studio).limit(1);
  return row?.currency ?? 'EUR';
}
