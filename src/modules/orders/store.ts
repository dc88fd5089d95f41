import {
  and,
  desc,
  eq,
  getTableColumns,
  ilike,
  inArray,
  isNull,
  lt,
  notInArray,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { insertRows } from '../../db/insert-rows.ts';
import { buyer, buyerAccount, channel, offer, sale, saleLine } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';

export type SaleRow = typeof sale.$inferSelect;
export type LineRow = typeof saleLine.$inferSelect;
export type BuyerRow = typeof buyer.$inferSelect;

/** Serialises everybody who works on the same orders or buyers, until the transaction ends; always in the same order. */
export async function lockNames(tx: Tx, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(name, 7))
    from unnest(${sql.param([...new Set(names)].sort())}::text[]) with ordinality as t(name, position) order by position`);
}

export const findSales = (tx: Tx, channelId: string, remoteIds: readonly string[]): Promise<SaleRow[]> =>
  tx
    .select()
    .from(sale)
    .where(
      and(eq(sale.channelId, channelId), sql`${sale.remoteId} = any(${sql.param([...remoteIds])}::text[])`),
    );

/** Orders of a shop's listing that belonged to nothing when they came. */
export const selectSalesOfUnknown = (
  tx: Tx,
  channelId: string,
  remoteListingId: string,
): Promise<{ remoteId: string }[]> =>
  tx
    .selectDistinct({ remoteId: sale.remoteId })
    .from(saleLine)
    .innerJoin(sale, eq(sale.id, saleLine.saleId))
    .where(
      and(
        eq(saleLine.remoteListingId, remoteListingId),
        isNull(saleLine.offerId),
        eq(sale.channelId, channelId),
      ),
    );

export const insertSale = (tx: Tx, row: typeof sale.$inferInsert) => tx.insert(sale).values(row);

export async function insertSales(tx: Tx, rows: (typeof sale.$inferInsert)[]): Promise<void> {
  await insertRows(tx, sale, rows);
}

/** Lines of orders that are new. */
export async function insertLines(tx: Tx, rows: (typeof saleLine.$inferInsert)[]): Promise<void> {
  await insertRows(tx, saleLine, rows);
}

export const updateSale = (tx: Tx, id: string, set: Partial<typeof sale.$inferInsert>) =>
  tx.update(sale).set(set).where(eq(sale.id, id));

export const deleteSale = (tx: Tx, id: string) => tx.delete(sale).where(eq(sale.id, id));

export const selectLines = (tx: Tx, saleIds: readonly string[]): Promise<LineRow[]> =>
  saleIds.length === 0
    ? Promise.resolve([])
    : tx
        .select()
        .from(saleLine)
        .where(inArray(saleLine.saleId, [...saleIds]))
        .orderBy(saleLine.saleId, saleLine.remoteId);

/** Writes the lines as the shop tells them now; what was matched to an offer stays matched. */
export async function putLines(
  tx: Tx,
  saleId: string,
  lines: (typeof saleLine.$inferInsert)[],
): Promise<void> {
  const remoteIds = lines.map((line) => line.remoteId);
  await tx
    .delete(saleLine)
    .where(
      and(
        eq(saleLine.saleId, saleId),
        remoteIds.length > 0 ? notInArray(saleLine.remoteId, remoteIds) : undefined,
      ),
    );
  if (lines.length === 0) return;
  await tx
    .insert(saleLine)
    .values(lines)
    .onConflictDoUpdate({
      target: [saleLine.saleId, saleLine.remoteId],
      set: {
        remoteListingId: sql`excluded.remote_listing_id`,
        listingId: sql`coalesce(sale_line.listing_id, excluded.listing_id)`,
        offerId: sql`coalesce(sale_line.offer_id, excluded.offer_id)`,
        sku: sql`excluded.sku`,
        title: sql`excluded.title`,
        quantity: sql`excluded.quantity`,
        totalMinor: sql`excluded.total_minor`,
        taxMinor: sql`excluded.tax_minor`,
      },
    });
}

export const matchLine = (tx: Tx, id: string, offerId: string, listingId: string | null) =>
  tx
    .update(saleLine)
    .set({ offerId, listingId })
    .where(and(eq(saleLine.id, id), isNull(saleLine.offerId)));

/** SKU → offer. */
export async function findOffersBySku(tx: Tx, skus: readonly string[]): Promise<Map<string, string>> {
  if (skus.length === 0) return new Map();
  const rows = await tx
    .select({ id: offer.id, sku: offer.sku })
    .from(offer)
    .where(inArray(offer.sku, [...skus]));
  return new Map(rows.map((row) => [row.sku, row.id]));
}

// Buyers ---------------------------------------------------------------------------------------------------------------

export async function findBuyerByEmail(tx: Tx, email: string, isTest: boolean): Promise<BuyerRow | null> {
  const rows = await tx
    .select()
    .from(buyer)
    .where(and(sql`lower(${buyer.email}) = ${email.toLowerCase()}`, eq(buyer.isTest, isTest)));
  return rows[0] ?? null;
}

/** Lower-case address → its person. */
export async function findBuyersByEmail(tx: Tx, emails: readonly string[]): Promise<Map<string, BuyerRow>> {
  if (emails.length === 0) return new Map();
  const rows = await tx
    .select({ buyer, key: sql<string>`wanted.key` })
    .from(sql`unnest(${sql.param([...emails])}::text[]) as wanted(key)`)
    .innerJoin(buyer, and(sql`lower(${buyer.email}) = wanted.key`, eq(buyer.isTest, false)));
  return new Map(rows.map((row) => [row.key, row.buyer]));
}

/** A shop's account → its person. */
export async function findBuyersByAccount(
  tx: Tx,
  channelId: string,
  remoteIds: readonly string[],
): Promise<Map<string, BuyerRow>> {
  if (remoteIds.length === 0) return new Map();
  const rows = await tx
    .select({ buyer, remoteId: buyerAccount.remoteId })
    .from(buyerAccount)
    .innerJoin(buyer, eq(buyer.id, buyerAccount.buyerId))
    .where(and(eq(buyerAccount.channelId, channelId), inArray(buyerAccount.remoteId, [...remoteIds])));
  return new Map(rows.map((row) => [row.remoteId, row.buyer]));
}

export async function insertBuyers(tx: Tx, rows: (typeof buyer.$inferInsert)[]): Promise<void> {
  await insertRows(tx, buyer, rows);
}

export async function putAccounts(tx: Tx, rows: (typeof buyerAccount.$inferInsert)[]): Promise<void> {
  await insertRows(tx, buyerAccount, rows, 'on conflict do nothing');
}

export async function findBuyerByAccount(
  tx: Tx,
  channelId: string,
  remoteId: string,
): Promise<BuyerRow | null> {
  const rows = await tx
    .select({ buyer })
    .from(buyerAccount)
    .innerJoin(buyer, eq(buyer.id, buyerAccount.buyerId))
    .where(and(eq(buyerAccount.channelId, channelId), eq(buyerAccount.remoteId, remoteId)));
  return rows[0]?.buyer ?? null;
}

export async function selectBuyer(tx: Tx, id: string): Promise<BuyerRow | null> {
  const rows = await tx.select().from(buyer).where(eq(buyer.id, id));
  return rows[0] ?? null;
}

export const insertBuyer = (tx: Tx, row: typeof buyer.$inferInsert) => tx.insert(buyer).values(row);

export const updateBuyer = (tx: Tx, id: string, set: Partial<typeof buyer.$inferInsert>) =>
  tx.update(buyer).set(set).where(eq(buyer.id, id));

export const deleteBuyer = (tx: Tx, id: string) => tx.delete(buyer).where(eq(buyer.id, id));

export const putAccount = (tx: Tx, channelId: string, remoteId: string, buyerId: string) =>
  tx.insert(buyerAccount).values({ channelId, remoteId, buyerId }).onConflictDoNothing();

export async function moveSalesAndAccounts(tx: Tx, fromId: string, toId: string): Promise<void> {
  await tx.update(sale).set({ buyerId: toId }).where(eq(sale.buyerId, fromId));
  await tx.update(buyerAccount).set({ buyerId: toId }).where(eq(buyerAccount.buyerId, fromId));
}

export async function hasSales(tx: Tx, buyerId: string): Promise<boolean> {
  const rows = await tx.select({ id: sale.id }).from(sale).where(eq(sale.buyerId, buyerId)).limit(1);
  return rows.length > 0;
}

/** Only what a designer's actor may see: sales with a line of that designer's offers. */
export const salesOfDesigner = (designerId: string | null): SQL | undefined =>
  designerId
    ? sql`exists (select 1 from sale_line l join offer o on o.id = l.offer_id where l.sale_id = ${sale.id} and o.designer_id = ${designerId})`
    : undefined;

// Lists ----------------------------------------------------------------------------------------------------------------

export interface SaleFilter {
  channelId?: string | undefined;
  status?: string | undefined;
  buyerId?: string | undefined;
  patternId?: string | undefined;
  tests: 'without' | 'with' | 'only';
  unknownOnly: boolean;
  words?: string | undefined;
  designerId: string | null;
  before?: { at: Date; id: string } | undefined;
  limit: number;
}

export interface SaleWithBuyer {
  sale: SaleRow;
  buyer: BuyerRow;
  channelName: string | null;
}

const saleColumns = { sale, buyer, channelName: channel.name };

export function selectSales(tx: Tx, filter: SaleFilter): Promise<SaleWithBuyer[]> {
  const { before, words } = filter;
  const where: (SQL | undefined)[] = [
    filter.channelId ? eq(sale.channelId, filter.channelId) : undefined,
    filter.status ? eq(sale.status, filter.status) : undefined,
    filter.buyerId ? eq(sale.buyerId, filter.buyerId) : undefined,
    filter.tests === 'with' ? undefined : eq(sale.isTest, filter.tests === 'only'),
    filter.patternId
      ? sql`exists (select 1 from sale_line l join entitlement e on e.sale_line_id = l.id join offer o on o.id = e.offer_id where l.sale_id = ${sale.id} and o.pattern_id = ${filter.patternId})`
      : undefined,
    filter.unknownOnly
      ? sql`exists (select 1 from sale_line l where l.sale_id = ${sale.id} and l.offer_id is null)`
      : undefined,
    words
      ? or(
          eq(sale.number, words),
          eq(sale.code, words.toUpperCase()),
          ilike(buyer.name, contains(words)),
          ilike(buyer.email, contains(words)),
        )
      : undefined,
    salesOfDesigner(filter.designerId),
    before
      ? or(lt(sale.placedAt, before.at), and(eq(sale.placedAt, before.at), lt(sale.id, before.id)))
      : undefined,
  ];
  return tx
    .select(saleColumns)
    .from(sale)
    .innerJoin(buyer, eq(buyer.id, sale.buyerId))
    .leftJoin(channel, eq(channel.id, sale.channelId))
    .where(and(...where))
    .orderBy(desc(sale.placedAt), desc(sale.id))
    .limit(filter.limit);
}

export async function selectSaleWithBuyer(
  tx: Tx,
  id: string,
  designerId: string | null,
): Promise<SaleWithBuyer | null> {
  const rows = await tx
    .select(saleColumns)
    .from(sale)
    .innerJoin(buyer, eq(buyer.id, sale.buyerId))
    .leftJoin(channel, eq(channel.id, sale.channelId))
    .where(and(eq(sale.id, id), salesOfDesigner(designerId)));
  return rows[0] ?? null;
}

const contains = (words: string): string => `%${words.replace(/[\\%_]/g, '\\$&')}%`;

export interface BuyerWithSales extends BuyerRow {
  orders: number;
  lastOrderAt: Date | null;
}

const buyerColumns = {
  ...getTableColumns(buyer),
  orders: sql<number>`(select count(*)::int from sale s where s.buyer_id = ${buyer.id} and not s.is_test)`,
  lastOrderAt: sql<Date | null>`(select max(s.placed_at) from sale s where s.buyer_id = ${buyer.id})`.mapWith(
    (value: string | null) => (value === null ? null : new Date(value)),
  ),
};

const buyersOfDesigner = (designerId: string | null): SQL | undefined =>
  designerId
    ? sql`exists (select 1 from sale s join sale_line l on l.sale_id = s.id join offer o on o.id = l.offer_id where s.buyer_id = ${buyer.id} and o.designer_id = ${designerId})`
    : undefined;

export function selectBuyers(
  tx: Tx,
  filter: {
    words?: string | undefined;
    designerId: string | null;
    beforeId?: string | undefined;
    limit: number;
  },
): Promise<BuyerWithSales[]> {
  return tx
    .select(buyerColumns)
    .from(buyer)
    .where(
      and(
        eq(buyer.isTest, false),
        buyersOfDesigner(filter.designerId),
        filter.words
          ? or(ilike(buyer.name, contains(filter.words)), ilike(buyer.email, contains(filter.words)))
          : undefined,
        filter.beforeId ? lt(buyer.id, filter.beforeId) : undefined,
      ),
    )
    .orderBy(desc(buyer.id))
    .limit(filter.limit);
}

export async function selectBuyerWithSales(
  tx: Tx,
  id: string,
  designerId: string | null,
): Promise<BuyerWithSales | null> {
  const rows = await tx
    .select(buyerColumns)
    .from(buyer)
    .where(and(eq(buyer.id, id), buyersOfDesigner(designerId)));
  return rows[0] ?? null;
}

export async function countSales(
  tx: Tx,
  designerId: string | null,
): Promise<{ orders: number; buyers: number; unknownLines: number }> {
  const result = await tx.execute<{ orders: number; buyers: number; unknown_lines: number }>(sql`
    select (select count(*)::int from ${sale} where not is_test and ${salesOfDesigner(designerId) ?? sql`true`}) as orders,
      (select count(*)::int from ${buyer} where not is_test and ${buyersOfDesigner(designerId) ?? sql`true`}) as buyers,
      (select count(*)::int from sale_line l join ${sale} on ${sale.id} = l.sale_id
        where l.offer_id is null and not ${sale.isTest} and ${salesOfDesigner(designerId) ?? sql`true`}) as unknown_lines`);
  const row = result.rows[0];
  return { orders: row?.orders ?? 0, buyers: row?.buyers ?? 0, unknownLines: row?.unknown_lines ?? 0 };
}
