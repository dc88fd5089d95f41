import { and, asc, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { insertRows } from '../../db/insert-rows.ts';
import {
  asset,
  buyer,
  channel,
  download,
  entitlement,
  libraryKey,
  link,
  message,
  offer,
  release,
  releaseFile,
  sale,
  saleLine,
  studio,
} from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';
import { numberOf } from './release-number.ts';

export type EntitlementRow = typeof entitlement.$inferSelect;

/** One parameter however many they are: the statement stays the same and is planned once. */
const isOneOf = (column: AnyPgColumn, ids: readonly string[]): SQL =>
  sql`${column} = any(${sql.param([...ids])}::uuid[])`;

// Granting -------------------------------------------------------------------------------------------------------------

export interface SaleToGrant {
  id: string;
  number: string;
  status: string;
  code: string;
  placedAt: Date;
  isTest: boolean;
  channelId: string | null;
  channelKind: string | null;
  channelName: string | null;
  channelSince: Date | null;
  buyerId: string;
  buyerEmail: string | null;
  buyerName: string | null;
}

const saleColumns = {
  id: sale.id,
  number: sale.number,
  status: sale.status,
  code: sale.code,
  placedAt: sale.placedAt,
  isTest: sale.isTest,
  channelId: sale.channelId,
  channelKind: channel.kind,
  channelName: channel.name,
  channelSince: channel.createdAt,
  buyerId: sale.buyerId,
  buyerEmail: buyer.email,
  buyerName: buyer.name,
};

/** `designerId`: only a sale with something of that designer. */
export async function selectSaleToGrant(
  tx: Tx,
  id: string,
  designerId: string | null = null,
): Promise<SaleToGrant | null> {
  const rows = await tx
    .select(saleColumns)
    .from(sale)
    .innerJoin(buyer, eq(buyer.id, sale.buyerId))
    .leftJoin(channel, eq(channel.id, sale.channelId))
    .where(
      and(
        eq(sale.id, id),
        designerId
          ? sql`exists (select 1 from sale_line l join offer o on o.id = l.offer_id where l.sale_id = ${sale.id} and o.designer_id = ${designerId})`
          : undefined,
      ),
    );
  return rows[0] ?? null;
}

export const selectSalesToGrant = (tx: Tx, ids: readonly string[]): Promise<SaleToGrant[]> =>
  tx
    .select(saleColumns)
    .from(sale)
    .innerJoin(buyer, eq(buyer.id, sale.buyerId))
    .leftJoin(channel, eq(channel.id, sale.channelId))
    .where(isOneOf(sale.id, ids))
    .orderBy(asc(sale.id));

/** Lines that are known to the hub and have nothing granted yet. */
export const selectUngrantedLines = (
  tx: Tx,
  saleIds: readonly string[],
): Promise<{ id: string; offerId: string | null; saleId: string }[]> =>
  tx
    .select({ id: saleLine.id, offerId: saleLine.offerId, saleId: saleLine.saleId })
    .from(saleLine)
    .where(
      and(
        isOneOf(saleLine.saleId, saleIds),
        sql`${saleLine.offerId} is not null`,
        sql`not exists (select 1 from entitlement e where e.sale_line_id = ${saleLine.id})`,
      ),
    );

export async function insertEntitlements(tx: Tx, rows: (typeof entitlement.$inferInsert)[]): Promise<void> {
  await insertRows(tx, entitlement, rows, 'on conflict do nothing');
}

const ofSale = (saleId: string) =>
  sql`${entitlement.saleLineId} in (select l.id from sale_line l where l.sale_id = ${saleId})`;

/** What these sales grant belongs to the sale's buyer and is open. */
export async function openEntitlements(tx: Tx, saleIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    update entitlement e set buyer_id = s.buyer_id, revoked_at = null, revoke_reason = null
    from sale_line l join sale s on s.id = l.sale_id
    where l.sale_id = any(${sql.param([...saleIds])}::uuid[]) and e.sale_line_id = l.id
      and (e.buyer_id <> s.buyer_id or e.revoked_at is not null or e.revoke_reason is not null)`);
}

export const revokeEntitlements = (tx: Tx, saleId: string, buyerId: string, reason: string, at: Date) =>
  tx
    .update(entitlement)
    .set({
      buyerId,
      revokedAt: sql`coalesce(${entitlement.revokedAt}, ${at.toISOString()}::timestamptz)`,
      revokeReason: reason,
    })
    .where(ofSale(saleId));

export const selectEntitlementsOfSale = (tx: Tx, saleId: string): Promise<EntitlementRow[]> =>
  tx.select().from(entitlement).where(ofSale(saleId)).orderBy(asc(entitlement.id));

export const selectEntitlementsOfSales = (
  tx: Tx,
  saleIds: readonly string[],
): Promise<{ id: string; saleId: string }[]> =>
  tx
    .select({ id: entitlement.id, saleId: saleLine.saleId })
    .from(entitlement)
    .innerJoin(saleLine, eq(saleLine.id, entitlement.saleLineId))
    .where(isOneOf(saleLine.saleId, saleIds))
    .orderBy(asc(entitlement.id));

export async function moveBuyer(tx: Tx, fromId: string, toId: string): Promise<void> {
  await tx.update(entitlement).set({ buyerId: toId }).where(eq(entitlement.buyerId, fromId));
  await tx.update(libraryKey).set({ buyerId: toId }).where(eq(libraryKey.buyerId, fromId));
}

// Entitlements with their order ------------------------------------------------------------------------------------------

export interface Granted {
  entitlementId: string;
  offerId: string;
  patternId: string | null;
  grantedAt: Date;
  orderId: string;
  orderNumber: string;
  orderCode: string;
  placedAt: Date;
  channelKind: string | null;
  channelName: string | null;
}

const granted = (tx: Tx) =>
  tx
    .select({
      entitlementId: entitlement.id,
      offerId: entitlement.offerId,
      patternId: offer.patternId,
      grantedAt: entitlement.grantedAt,
      orderId: sale.id,
      orderNumber: sale.number,
      orderCode: sale.code,
      placedAt: sale.placedAt,
      channelKind: channel.kind,
      channelName: channel.name,
    })
    .from(entitlement)
    .innerJoin(offer, eq(offer.id, entitlement.offerId))
    .innerJoin(saleLine, eq(saleLine.id, entitlement.saleLineId))
    .innerJoin(sale, eq(sale.id, saleLine.saleId))
    .leftJoin(channel, eq(channel.id, sale.channelId));

/** Newest order first. */
export const selectGrantedToBuyer = (tx: Tx, buyerId: string): Promise<Granted[]> =>
  granted(tx)
    .where(and(eq(entitlement.buyerId, buyerId), isNull(entitlement.revokedAt)))
    .orderBy(sql`${sale.placedAt} desc`, asc(entitlement.id));

export const selectGranted = (tx: Tx, entitlementIds: readonly string[]): Promise<Granted[]> =>
  granted(tx).where(and(isOneOf(entitlement.id, entitlementIds), isNull(entitlement.revokedAt)));

/** In steps, by id: for a pattern that thousands have bought. */
export const selectGrantedOfPattern = (
  tx: Tx,
  patternId: string,
  afterId: string | null,
  limit: number,
): Promise<Granted[]> =>
  granted(tx)
    .where(
      and(
        eq(offer.patternId, patternId),
        isNull(entitlement.revokedAt),
        afterId ? gt(entitlement.id, afterId) : undefined,
      ),
    )
    .orderBy(asc(entitlement.id))
    .limit(limit);

// Links ----------------------------------------------------------------------------------------------------------------

export async function insertLinks(tx: Tx, rows: (typeof link.$inferInsert)[]): Promise<void> {
  await insertRows(tx, link, rows);
}

export async function countFreshLinks(tx: Tx, entitlementId: string, since: Date): Promise<number> {
  const rows = await tx
    .select({ n: sql<number>`count(*)::int` })
    .from(link)
    .where(and(eq(link.entitlementId, entitlementId), gt(link.createdAt, since)));
  return rows[0]?.n ?? 0;
}

export type FoundLink = NonNullable<Awaited<ReturnType<typeof findLink>>>;

export async function findLink(tx: Tx, tokenHash: string) {
  const rows = await tx
    .select({
      id: link.id,
      expiresAt: link.expiresAt,
      maxDownloads: link.maxDownloads,
      downloads: link.downloads,
      revokedAt: link.revokedAt,
      entitlementId: link.entitlementId,
      entitlementRevokedAt: entitlement.revokedAt,
      revokeReason: entitlement.revokeReason,
      buyerId: entitlement.buyerId,
      offerId: entitlement.offerId,
      orderCode: sale.code,
      patternId: release.patternId,
      releaseState: release.state,
      role: releaseFile.role,
      name: releaseFile.name,
      language: releaseFile.language,
      sha256: releaseFile.sha256,
      contentType: asset.contentType,
      sizeBytes: asset.sizeBytes,
    })
    .from(link)
    .innerJoin(entitlement, eq(entitlement.id, link.entitlementId))
    .innerJoin(saleLine, eq(saleLine.id, entitlement.saleLineId))
    .innerJoin(sale, eq(sale.id, saleLine.saleId))
    .innerJoin(releaseFile, eq(releaseFile.id, link.releaseFileId))
    .innerJoin(release, eq(release.id, releaseFile.releaseId))
    .innerJoin(asset, eq(asset.sha256, releaseFile.sha256))
    .where(eq(link.tokenHash, tokenHash));
  return rows[0] ?? null;
}

/** Counts and notes a download at once; false when the last one was taken in the meantime. */
export async function takeDownload(
  tx: Tx,
  taken: { id: string; linkId: string; sha256: string; sizeBytes: number; at: Date },
): Promise<boolean> {
  const result = await tx.execute(sql`
    with taken as (
      update link set downloads = downloads + 1
      where id = ${taken.linkId} and downloads < max_downloads and revoked_at is null
      returning id, entitlement_id)
    insert into download (id, link_id, entitlement_id, sha256, size_bytes, at)
    select ${taken.id}::uuid, id, entitlement_id, ${taken.sha256}, ${taken.sizeBytes}::bigint, ${taken.at.toISOString()}::timestamptz
    from taken`);
  return (result.rowCount ?? 0) > 0;
}

export const insertDownload = (tx: Tx, row: typeof download.$inferInsert) => tx.insert(download).values(row);

export async function revokeLinksOfSale(tx: Tx, saleId: string, at: Date): Promise<number> {
  const result = await tx
    .update(link)
    .set({ revokedAt: at })
    .where(
      and(
        isNull(link.revokedAt),
        sql`${link.entitlementId} in (select e.id from entitlement e join sale_line l on l.id = e.sale_line_id where l.sale_id = ${saleId})`,
      ),
    )
    .returning({ id: link.id });
  return result.length;
}

// Library keys -----------------------------------------------------------------------------------------------------------

export async function insertKeys(tx: Tx, rows: (typeof libraryKey.$inferInsert)[]): Promise<void> {
  await insertRows(tx, libraryKey, rows);
}

export async function findKey(tx: Tx, tokenHash: string): Promise<typeof libraryKey.$inferSelect | null> {
  const rows = await tx.select().from(libraryKey).where(eq(libraryKey.tokenHash, tokenHash));
  return rows[0] ?? null;
}

export const revokeKeys = (tx: Tx, buyerId: string, at: Date) =>
  tx
    .update(libraryKey)
    .set({ revokedAt: at })
    .where(and(eq(libraryKey.buyerId, buyerId), isNull(libraryKey.revokedAt)));

// Reading ----------------------------------------------------------------------------------------------------------------

export interface PastRelease {
  patternId: string;
  releaseId: string;
  number: string;
  changeKind: string;
  notes: string;
  publishedAt: Date;
}

/** What was published of these patterns, newest first; withdrawn ones are not shown to buyers. */
export async function selectHistory(tx: Tx, patternIds: readonly string[]): Promise<PastRelease[]> {
  if (patternIds.length === 0) return [];
  const rows = await tx
    .select()
    .from(release)
    .where(
      and(inArray(release.patternId, [...patternIds]), inArray(release.state, ['published', 'superseded'])),
    )
    .orderBy(sql`${release.major} desc`, sql`${release.minor} desc`, sql`${release.patch} desc`);
  return rows.map((row) => ({
    patternId: row.patternId,
    releaseId: row.id,
    number: numberOf(row),
    changeKind: row.changeKind,
    notes: row.notes,
    publishedAt: row.publishedAt ?? row.createdAt,
  }));
}

export const selectDownloadsOfSale = (tx: Tx, saleId: string) =>
  tx
    .select({ at: download.at, sha256: download.sha256, entitlementId: download.entitlementId })
    .from(download)
    .where(
      sql`${download.entitlementId} in (select e.id from entitlement e join sale_line l on l.id = e.sale_line_id where l.sale_id = ${saleId})`,
    )
    .orderBy(sql`${download.at} desc`)
    .limit(200);

/** Whether this buyer has something of another designer too. */
export async function buysElsewhere(tx: Tx, buyerId: string, designerId: string): Promise<boolean> {
  const result = await tx.execute(sql`
    select 1 from sale s join sale_line l on l.sale_id = s.id join offer o on o.id = l.offer_id
    where s.buyer_id = ${buyerId} and o.designer_id <> ${designerId} limit 1`);
  return result.rows.length > 0;
}

export async function countDelivered(
  tx: Tx,
  designerId: string | null,
): Promise<{ entitlements: number; links: number; downloads: number }> {
  const result = await tx.execute<{ entitlements: number; links: number; downloads: number }>(sql`
    with real as (
      select e.id from entitlement e join sale_line l on l.id = e.sale_line_id join sale s on s.id = l.sale_id
      where not s.is_test and ${
        designerId
          ? sql`exists (select 1 from offer o where o.id = e.offer_id and o.designer_id = ${designerId})`
          : sql`true`
      })
    select (select count(*)::int from entitlement e join real r on r.id = e.id where e.revoked_at is null) as entitlements,
      (select count(*)::int from link k join real r on r.id = k.entitlement_id) as links,
      (select count(*)::int from download d where (d.listing_id is not null and ${designerId === null})
        or d.entitlement_id in (select id from real)) as downloads`);
  return result.rows[0] ?? { entitlements: 0, links: 0, downloads: 0 };
}

/** Looked at first, so that links are not made for a mail that is already written. */
export async function selectWrittenCauses(tx: Tx, causes: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .select({ cause: message.cause })
    .from(message)
    .where(sql`${message.cause} = any(${sql.param([...causes])}::text[])`);
  return new Set(rows.map((row) => row.cause));
}

/** Whose patterns these are, for the head of the buyer's pages. */
export async function readStudioName(tx: Tx): Promise<string> {
  const rows = await tx.select({ name: studio.name }).from(studio).limit(1);
  return rows[0]?.name ?? 'Patterns';
}
