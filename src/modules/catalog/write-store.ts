import { and, eq, inArray, sql } from 'drizzle-orm';
import { rowsOf } from '../../db/query.ts';
import { type offer, offerMember, offerPrice, pattern, patternImage } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';
import type { OfferRow, PatternRow } from './store.ts';

type NewPatternRow = Omit<typeof pattern.$inferInsert, 'state' | 'version'>;
type NewOfferRow = Omit<typeof offer.$inferInsert, 'state' | 'version'>;

/** A date as JSON, names as the columns have them: what `jsonb_populate_recordset` reads. */
const asRecords = (rows: readonly object[]): string =>
  JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
          value,
        ]),
      ),
    ),
  );

const offerColumns =
  'id, designer_id, pattern_id, kind, name, sku, roles, sizes, languages, price_minor, currency, created_at, updated_at';

/**
 * Patterns, each with its offer, whose names are free: answers which patterns and which offers there are now. A name that
 * somebody takes at the same moment is waited for and then left out, never doubled.
 */
export async function insertPatterns(
  tx: Tx,
  patterns: readonly NewPatternRow[],
  offers: readonly NewOfferRow[],
): Promise<{ patternIds: Set<string>; offerIds: Set<string> }> {
  const made = await rowsOf<{ patternId: string; offerId: string | null }>(
    tx,
    `with p as (
      insert into pattern (id, designer_id, craft, title, slug, story, tags, category, sizes, languages, attributes,
        created_at, updated_at)
      select id, designer_id, craft, title, slug, story, tags, category, sizes, languages, attributes, created_at, updated_at
      from jsonb_populate_recordset(null::pattern, $1::jsonb) on conflict (designer_id, slug) do nothing returning id),
    o as (
      insert into offer (${offerColumns}) select ${offerColumns} from jsonb_populate_recordset(null::offer, $2::jsonb)
      where pattern_id in (select id from p) on conflict (sku) do nothing returning id, pattern_id)
    select p.id as "patternId", o.id as "offerId" from p left join o on o.pattern_id = p.id`,
    [asRecords(patterns), asRecords(offers)],
  );
  return {
    patternIds: new Set(made.map((row) => row.patternId)),
    offerIds: new Set(made.flatMap((row) => row.offerId ?? [])),
  };
}

/** Answers which offers there are now: one whose SKU somebody has is left out. */
export async function insertOffers(tx: Tx, offers: readonly NewOfferRow[]): Promise<Set<string>> {
  const made = await rowsOf<{ id: string }>(
    tx,
    `insert into offer (${offerColumns}) select ${offerColumns} from jsonb_populate_recordset(null::offer, $1::jsonb)
     on conflict (sku) do nothing returning id`,
    [asRecords(offers)],
  );
  return new Set(made.map((row) => row.id));
}

export async function insertMembers(
  tx: Tx,
  offerId: string,
  memberOfferIds: readonly string[],
): Promise<void> {
  await tx
    .insert(offerMember)
    .values(memberOfferIds.map((memberOfferId, position) => ({ offerId, memberOfferId, position })));
}

export async function replaceMembers(
  tx: Tx,
  offerId: string,
  memberOfferIds: readonly string[],
): Promise<void> {
  await tx.delete(offerMember).where(eq(offerMember.offerId, offerId));
  await insertMembers(tx, offerId, memberOfferIds);
}

export async function updatePatternRow(
  tx: Tx,
  id: string,
  at: Date,
  changes: Partial<typeof pattern.$inferInsert>,
): Promise<PatternRow> {
  const [row] = await tx
    .update(pattern)
    .set({ ...changes, version: sql`${pattern.version} + 1`, updatedAt: at })
    .where(eq(pattern.id, id))
    .returning();
  return row as PatternRow;
}

/** Every word of a pattern at once, under the lock of its row. */
export async function writePattern(tx: Tx, row: PatternRow): Promise<void> {
  await rowsOf(
    tx,
    `update pattern set craft = $2, title = $3, story = $4, tags = $5, category = $6, sizes = $7, languages = $8,
      attributes = $9, version = $10, updated_at = $11 where id = $1`,
    [
      ...[row.id, row.craft, row.title, row.story, row.tags, row.category, row.sizes, row.languages],
      ...[JSON.stringify(row.attributes), row.version, row.updatedAt],
    ],
  );
}

export async function setPatternStates(
  tx: Tx,
  ids: readonly string[],
  state: string,
  at: Date,
): Promise<void> {
  await tx
    .update(pattern)
    .set({ state, version: sql`${pattern.version} + 1`, updatedAt: at })
    .where(inArray(pattern.id, [...ids]));
}

/** Everything of an offer that the seller edits, under the lock of its row. */
export async function writeOffer(tx: Tx, row: OfferRow): Promise<void> {
  await rowsOf(
    tx,
    `update offer set name = $2, price_minor = $3, currency = $4, state = $5, roles = $6, sizes = $7, languages = $8,
      version = $9, updated_at = $10 where id = $1`,
    [
      ...[row.id, row.name, row.priceMinor, row.currency, row.state, row.roles, row.sizes, row.languages],
      ...[row.version, row.updatedAt],
    ],
  );
}

/** The whole-pattern offer carries the pattern's title until the seller names it otherwise. */
export async function renameWholeOffer(
  tx: Tx,
  patternId: string,
  from: string,
  to: string,
  at: Date,
): Promise<void> {
  await rowsOf(
    tx,
    `update offer set name = $3, version = version + 1, updated_at = $4
     where pattern_id = $1 and kind = 'whole' and name = $2`,
    [patternId, from, to, at],
  );
}

export interface PriceChange {
  offerId: string;
  priceMinor: number;
  currency: string;
}

export async function setPrices(tx: Tx, changes: readonly PriceChange[], at: Date): Promise<void> {
  for (let from = 0; from < changes.length; from += 1000) {
    const some = changes.slice(from, from + 1000);
    const values = sql.join(
      some.map(
        (change) => sql`(${change.offerId}::uuid, ${change.priceMinor}::int, ${change.currency}::text)`,
      ),
      sql`, `,
    );
    await tx.execute(sql`update offer set price_minor = v.price, currency = v.currency, version = version + 1, updated_at = ${at.toISOString()}::timestamptz
      from (values ${values}) as v (id, price, currency) where offer.id = v.id`);
  }
}

export async function insertTimedPrice(tx: Tx, row: typeof offerPrice.$inferInsert): Promise<void> {
  await tx.insert(offerPrice).values(row);
}

export async function deleteTimedPrice(tx: Tx, offerId: string, id: string): Promise<boolean> {
  const rows = await tx
    .delete(offerPrice)
    .where(and(eq(offerPrice.id, id), eq(offerPrice.offerId, offerId)))
    .returning({ id: offerPrice.id });
  return rows.length > 0;
}

export async function insertImage(tx: Tx, row: typeof patternImage.$inferInsert): Promise<boolean> {
  const rows = await tx
    .insert(patternImage)
    .values(row)
    .onConflictDoNothing({ target: [patternImage.patternId, patternImage.sha256] })
    .returning({ id: patternImage.id });
  return rows.length > 0;
}

export async function deleteImage(tx: Tx, patternId: string, id: string): Promise<boolean> {
  const rows = await tx
    .delete(patternImage)
    .where(and(eq(patternImage.id, id), eq(patternImage.patternId, patternId)))
    .returning({ id: patternImage.id });
  return rows.length > 0;
}

export async function placeImages(tx: Tx, patternId: string, imageIds: readonly string[]): Promise<void> {
  for (const [position, id] of imageIds.entries()) {
    await tx
      .update(patternImage)
      .set({ position })
      .where(and(eq(patternImage.id, id), eq(patternImage.patternId, patternId)));
  }
}

export async function setImageAlt(tx: Tx, patternId: string, id: string, alt: string): Promise<void> {
  await tx
    .update(patternImage)
    .set({ alt })
    .where(and(eq(patternImage.id, id), eq(patternImage.patternId, patternId)));
}
