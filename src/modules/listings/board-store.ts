import { and, asc, eq, gt, inArray, ne, or, sql } from 'drizzle-orm';
import { channel, listing, offer, pattern, patternImage } from '../../db/tables/index.ts';
import type { Actor, Tx } from '../../kit/ctx.ts';
import { type Listing, type Status, toListing } from './listing.ts';

export interface ListingRow {
  listing: Listing;
  channelName: string;
  channelKind: string;
  patternId: string | null;
  title: string;
  sku: string;
}

export interface ListingFilter {
  ids?: readonly string[];
  channelId?: string | undefined;
  offerId?: string | undefined;
  offerIds?: readonly string[];
  patternId?: string | undefined;
  statuses?: readonly Status[] | undefined;
  /** Only those whose stored plan has steps. */
  hasPlan?: boolean;
  /** Sort values of the last row seen. */
  after?: { title: string; id: string };
  limit?: number;
}

const shownTitle = sql<string>`coalesce(${pattern.title}, ${offer.name})`;

const isVisible = (actor: Actor) => (actor.designerId ? eq(channel.designerId, actor.designerId) : undefined);

/** Listings of connected shops with what names them, by title. */
export async function selectListings(tx: Tx, actor: Actor, filter: ListingFilter): Promise<ListingRow[]> {
  const rows = await tx
    .select({
      listing,
      channelName: channel.name,
      channelKind: channel.kind,
      patternId: offer.patternId,
      title: shownTitle,
      sku: offer.sku,
    })
    .from(listing)
    .innerJoin(channel, eq(channel.id, listing.channelId))
    .innerJoin(offer, eq(offer.id, listing.offerId))
    .leftJoin(pattern, eq(pattern.id, offer.patternId))
    .where(
      and(
        isVisible(actor),
        ne(channel.state, 'disconnected'),
        filter.ids ? inArray(listing.id, [...filter.ids]) : undefined,
        filter.channelId ? eq(listing.channelId, filter.channelId) : undefined,
        filter.offerId ? eq(listing.offerId, filter.offerId) : undefined,
        filter.offerIds ? inArray(listing.offerId, [...filter.offerIds]) : undefined,
        filter.patternId
          ? sql`(${offer.patternId} = ${filter.patternId} or exists (select 1 from offer_member m join offer p on p.id = m.member_offer_id where m.offer_id = ${offer.id} and p.pattern_id = ${filter.patternId}))`
          : undefined,
        filter.statuses ? inArray(listing.status, [...filter.statuses]) : undefined,
        filter.hasPlan
          ? sql`${listing.status} = 'needs-you' and jsonb_array_length(coalesce(${listing.plan}->'steps', '[]')) > 0`
          : undefined,
        filter.after
          ? or(
              gt(shownTitle, filter.after.title),
              and(eq(shownTitle, filter.after.title), gt(listing.id, filter.after.id)),
            )
          : undefined,
      ),
    )
    .orderBy(asc(shownTitle), asc(listing.id))
    .limit(filter.limit ?? 100_000);
  return rows.map((row) => ({ ...row, listing: toListing(row.listing) }));
}

export async function countByStatus(
  tx: Tx,
  actor: Actor,
  channelId?: string,
): Promise<{ channelId: string; status: Status; n: number }[]> {
  const rows = await tx
    .select({ channelId: listing.channelId, status: listing.status, n: sql<number>`count(*)::int` })
    .from(listing)
    .innerJoin(channel, eq(channel.id, listing.channelId))
    .where(
      and(
        isVisible(actor),
        ne(channel.state, 'disconnected'),
        channelId ? eq(listing.channelId, channelId) : undefined,
      ),
    )
    .groupBy(listing.channelId, listing.status);
  return rows.map((row) => ({ ...row, status: row.status as Status }));
}

/** Offers for sale or listed somewhere, by title, with the first picture. */
export async function selectBoardOffers(
  tx: Tx,
  actor: Actor,
  filter: {
    after?: { title: string; id: string };
    limit: number;
    search?: string | undefined;
    statuses?: readonly Status[] | undefined;
  },
): Promise<
  { offerId: string; patternId: string | null; title: string; sku: string; coverSha256: string | null }[]
> {
  return tx
    .select({
      offerId: offer.id,
      patternId: offer.patternId,
      title: shownTitle,
      sku: offer.sku,
      coverSha256: sql<
        string | null
      >`(select i.sha256 from ${patternImage} i where i.pattern_id = ${offer.patternId} order by i.position limit 1)`,
    })
    .from(offer)
    .leftJoin(pattern, eq(pattern.id, offer.patternId))
    .where(
      and(
        actor.designerId ? eq(offer.designerId, actor.designerId) : undefined,
        sql`((${offer.state} = 'active' and coalesce(${pattern.state}, 'active') <> 'archived') or exists (select 1 from ${listing} l where l.offer_id = ${offer.id}))`,
        filter.search
          ? sql`${shownTitle} ilike ${`%${filter.search.replace(/[\\%_]/g, '\\$&')}%`}`
          : undefined,
        filter.statuses
          ? sql`exists (select 1 from ${listing} l where l.offer_id = ${offer.id} and l.status = any(${`{${filter.statuses.join(',')}}`}::text[]))`
          : undefined,
        filter.after
          ? or(
              gt(shownTitle, filter.after.title),
              and(eq(shownTitle, filter.after.title), gt(offer.id, filter.after.id)),
            )
          : undefined,
      ),
    )
    .orderBy(asc(shownTitle), asc(offer.id))
    .limit(filter.limit);
}
