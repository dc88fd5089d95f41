import { and, eq, inArray, sql } from 'drizzle-orm';
import type { ObservedListing } from '../../connectors/connector.ts';
import { isAmong, rowsOf, uuids } from '../../db/query.ts';
import { listing, studio } from '../../db/tables/index.ts';
import type { Actor, Tx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { together } from '../../kit/together.ts';
import { type Listing, toListing } from './listing.ts';

export * from './step-store.ts';

export type ListingInsert = typeof listing.$inferInsert;

const noSuchListing = () => new HubError('not-found', 'There is no such listing. It may have been removed.');

/** Throws HubError `not-found`, also for another designer's listing. */
export async function readListing(tx: Tx, id: string, actor: Actor | null = null): Promise<Listing> {
  const [row] = await readListings(tx, [id], actor);
  if (!row) throw noSuchListing();
  return row;
}

/** In the order of the ids; those that are not there, or another designer's, are left out. */
export async function readListings(
  tx: Tx,
  ids: readonly string[],
  actor: Actor | null = null,
): Promise<Listing[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select()
    .from(listing)
    .where(
      and(
        isAmong(listing.id, ids),
        actor?.designerId
          ? sql`exists (select 1 from channel c where c.id = ${listing.channelId} and c.designer_id = ${actor.designerId})`
          : undefined,
      ),
    );
  const byId = new Map(rows.map((row) => [row.id, toListing(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Answers the ids of those that were not there yet. */
export async function insertListings(tx: Tx, rows: ListingInsert[]): Promise<string[]> {
  const inserted: string[] = [];
  // PostgreSQL takes 65,535 parameters a statement.
  for (let at = 0; at < rows.length; at += 1000) {
    const part = rows.slice(at, at + 1000);
    const made = await tx.insert(listing).values(part).onConflictDoNothing().returning({ id: listing.id });
    inserted.push(...made.map((row) => row.id));
  }
  return inserted;
}

export async function updateListing(tx: Tx, id: string, set: Partial<ListingInsert>): Promise<void> {
  await tx
    .update(listing)
    .set({ ...set, updatedAt: sql`now()` })
    .where(eq(listing.id, id));
}

/** What the engine writes of a listing; what the seller says (`wanted_state`, `own_values`, …) is not among it. */
const engineColumns = [
  'remoteId',
  'remoteUrl',
  'desired',
  'observed',
  'observedAt',
  'applied',
  'appliedAt',
  'appliedReleaseId',
  'original',
  'originalAt',
  'status',
  'problem',
  'drift',
  'plan',
  'planHash',
  'planAt',
  'approvedHash',
  'approvedBy',
  'approvedAt',
  'clickedPrice',
] as const satisfies readonly (keyof ListingInsert)[];
export type EngineSet = Partial<Pick<ListingInsert, (typeof engineColumns)[number]>>;

/** What is written of one listing. */
export interface EngineWrite {
  id: string;
  set: EngineSet;
  /** What the row holds as wanted is what was proved to be there. */
  isDesiredApplied?: boolean;
}

const updates = new Map<string, string>();

/** The statement for rows that set the same columns. */
function updateOf(columns: string, isDesiredApplied: boolean): string {
  const names = engineColumns.filter((name) => columns.split(' ').includes(name));
  const set = names.map((name) => `${listing[name].name} = d."${name}"`);
  if (isDesiredApplied) set.push(`applied = ${names.includes('desired') ? 'd' : 'l'}.desired`);
  return `update listing l set ${[...set, 'updated_at = now()'].join(', ')}
    from jsonb_to_recordset($1::jsonb) as d(${['id uuid', ...names.map((name) => `"${name}" ${listing[name].getSQLType()}`)].join(', ')})
    where l.id = d.id`;
}

/** Like updateListing, for many at once: each its own columns, the others stay. */
export async function updateListings(tx: Tx, rows: readonly EngineWrite[]): Promise<void> {
  const alike = Map.groupBy(rows, ({ set, isDesiredApplied }) =>
    [...engineColumns.filter((name) => set[name] !== undefined), isDesiredApplied ? '+' : ''].join(' '),
  );
  await together(
    ...[...alike].map(([columns, some]) => {
      const text = updates.get(columns) ?? updateOf(columns, columns.endsWith('+'));
      updates.set(columns, text);
      return rowsOf(tx, text, [JSON.stringify(some.map(({ id, set }) => ({ id, ...set })))]);
    }),
  );
}

/** Like updateListing, for what the seller edits. */
export async function updateListingVersion(
  tx: Tx,
  id: string,
  expected: number | undefined,
  set: Partial<ListingInsert>,
): Promise<void> {
  const rows = await tx
    .update(listing)
    .set({ ...set, version: sql`${listing.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(listing.id, id), expected === undefined ? undefined : eq(listing.version, expected)))
    .returning({ id: listing.id });
  if (rows.length === 0)
    throw new HubError('stale', 'This listing was changed in the meantime. Look again, then change it.');
}

const ifItRests = `status not in ('drifted', 'paused', 'resting', 'on-its-way')`;

export async function setOnItsWay(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await rowsOf(tx, `update listing set status = 'on-its-way' where id = any($1) and ${ifItRests}`, [ids]);
}

/** The same for every listing that carries one of these offers. */
export async function setOffersOnItsWay(tx: Tx, offerIds: readonly string[]): Promise<void> {
  const [one, ...others] = offerIds;
  if (one === undefined) return;
  const are = others.length === 0 ? '= $1' : '= any($1)';
  await rowsOf(tx, `update listing set status = 'on-its-way' where offer_id ${are} and ${ifItRests}`, [
    others.length === 0 ? one : offerIds,
  ]);
}

/** Listings of every offer that contains the pattern, bundles included. */
export async function listingsOfPattern(tx: Tx, patternId: string): Promise<string[]> {
  const result = await tx.execute<{ id: string }>(sql`
    select l.id from listing l join offer o on o.id = l.offer_id
    where o.pattern_id = ${patternId} or exists (select 1 from offer_member m join offer p on p.id = m.member_offer_id
      where m.offer_id = o.id and p.pattern_id = ${patternId})`);
  return result.rows.map((row) => row.id);
}

export async function listingsOfChannel(tx: Tx, channelId: string): Promise<string[]> {
  const rows = await tx.select({ id: listing.id }).from(listing).where(eq(listing.channelId, channelId));
  return rows.map((row) => row.id);
}

/** The shop's id → our listing. */
export async function findListingsByRemote(
  tx: Tx,
  channelId: string,
  remoteIds: readonly string[],
): Promise<Map<string, { id: string; offerId: string }>> {
  if (remoteIds.length === 0) return new Map();
  const rows = await tx
    .select({ id: listing.id, offerId: listing.offerId, remoteId: listing.remoteId })
    .from(listing)
    .where(and(eq(listing.channelId, channelId), inArray(listing.remoteId, [...remoteIds])));
  return new Map(rows.map(({ remoteId, ...row }) => [remoteId ?? '', row]));
}

export async function findListingByRemote(
  tx: Tx,
  channelId: string,
  remoteId: string,
): Promise<{ id: string; offerId: string } | null> {
  const [row] = await tx
    .select({ id: listing.id, offerId: listing.offerId })
    .from(listing)
    .where(and(eq(listing.channelId, channelId), eq(listing.remoteId, remoteId)));
  return row ?? null;
}

// The wave -------------------------------------------------------------------------------------------------------------

const wentAloneMinutes = 5;

/** How things stand on a channel before something goes up without a click. */
export interface Standing {
  /**
   * Listings that change together: those still to be planned without a click, those that wait because there were too many, and
   * those that went alone a moment ago (a script that changes one a second).
   */
  changing: number;
  /** A plan was carried out before, or since the hub was put back from a backup: what was written in between nobody here knows. */
  hasWritten: boolean;
}

/**
 * Counts no further than `most`, and a listing that is two of these twice while even then they are fewer by more than two: in a
 * wave of thousands telling them apart would cost more than the rest of a run.
 */
export async function readStanding(tx: Tx, channelId: string, most: number): Promise<Standing> {
  const rows = await rowsOf<Standing>(
    tx,
    `with bound as materialized (select (select count(*) from (
          select 1 from work where channel_id = $1 and dirty > synced limit $2::int) dirty)
        + (select count(*) from (select 1 from listing where channel_id = $1 and status = 'needs-you'
          and plan->'reasons' ? 'many-at-once' limit $2::int) held)
        + (select count(*) from (select 1 from listing where channel_id = $1 and plan->>'wentAlone' = 'true'
          and applied_at > now() - ${wentAloneMinutes} * interval '1 minute' limit $2::int) alone) as n)
      select case when bound.n < $2::int - 2 then bound.n::int else (select count(*)::int from (
        (select w.listing_id from work w join listing l on l.id = w.listing_id
          where w.channel_id = $1 and w.dirty > w.synced and l.approved_hash is null limit $2::int)
        union (select id from listing where channel_id = $1 and status = 'needs-you'
          and plan->'reasons' ? 'many-at-once' limit $2::int)
        union (select id from listing where channel_id = $1 and plan->>'wentAlone' = 'true'
          and applied_at > now() - ${wentAloneMinutes} * interval '1 minute' limit $2::int)) together) end as changing,
      exists (select 1 from listing l where l.channel_id = $1
        and exists (select 1 from step s where s.listing_id = l.id and s.outcome = 'done' and s.started_at
          > coalesce((select restored_at from restored_channel where channel_id = $1), '-infinity'))) as "hasWritten" from bound`,
    [channelId, most],
  );
  return rows[0] ?? { changing: 0, hasWritten: false };
}

/** Whether this listing is among those that `readStanding` counts. */
export const isChanging = (one: Listing, now: Date): boolean =>
  one.approvedHash === null ||
  (one.status === 'needs-you' && one.plan?.reasons.includes('many-at-once') === true) ||
  (one.plan?.wentAlone === true &&
    one.appliedAt !== null &&
    one.appliedAt.getTime() > now.getTime() - wentAloneMinutes * 60_000);

/** Listings that wait only because others might have changed with them, on channels where that turned out untrue. */
export async function findFalseWaves(tx: Tx): Promise<string[]> {
  const result = await tx.execute<{ id: string }>(sql`
    with waiting as (
      select l.channel_id, l.id, l.plan->'reasons' = '["many-at-once"]'::jsonb as only_wave
      from listing l where l.status = 'needs-you' and l.plan->'reasons' ? 'many-at-once'),
    busy as (
      select c.id, coalesce((c.approval->>'listingsAtOnce')::int, 20) as allowed,
        (select count(*) from waiting w where w.channel_id = c.id)
        + (select count(*) from work w where w.channel_id = c.id and w.dirty > w.synced)
        + (select count(*) from listing l where l.channel_id = c.id and l.plan->>'wentAlone' = 'true'
            and l.applied_at > now() - ${wentAloneMinutes}::int * interval '1 minute') as changing
      from channel c where c.id in (select channel_id from waiting))
    select w.id from waiting w join busy b on b.id = w.channel_id
    where w.only_wave and b.changing <= b.allowed`);
  return result.rows.map((row) => row.id);
}

/** Listings whose timed price began or ended since they were last planned. */
export async function findPriceTurns(tx: Tx): Promise<string[]> {
  const result = await tx.execute<{ id: string }>(sql`
    select distinct l.id from listing l join work w on w.listing_id = l.id join offer_price p on p.offer_id = l.offer_id
    where w.dirty = w.synced and (p.channel_id is null or p.channel_id = l.channel_id)
      and ((p.starts_at <= now() and p.starts_at > coalesce(l.plan_at, '-infinity'))
        or (p.ends_at <= now() and p.ends_at > coalesce(l.plan_at, '-infinity')))`);
  return result.rows.map((row) => row.id);
}

// Stop everything ------------------------------------------------------------------------------------------------------

export async function setStopped(tx: Tx, stopped: { at: Date; by: string } | null): Promise<void> {
  await tx.update(studio).set({ stoppedAt: stopped?.at ?? null, stoppedBy: stopped?.by ?? null });
}

export async function readStopped(tx: Tx): Promise<{ at: Date; by: string } | null> {
  const [row] = await tx.select({ at: studio.stoppedAt, by: studio.stoppedBy }).from(studio).limit(1);
  return row?.at ? { at: row.at, by: row.by ?? '' } : null;
}

/** The shop's pictures and files that other listings of the hub stand for, and what was set aside. */
export async function takenRemoteIds(tx: Tx, channelId: string, exceptListing: string): Promise<Set<string>> {
  const result = await tx.execute<{ remote_id: string }>(sql`
    select remote_id from listing where channel_id = ${channelId} and id <> ${exceptListing} and remote_id is not null
    union select remote_id from remote_listing where channel_id = ${channelId} and state in ('set-aside', 'adopted')`);
  return new Set(result.rows.map((row) => row.remote_id));
}

export const observedSet = (observed: ObservedListing, at: Date): Partial<ListingInsert> => ({
  observed,
  observedAt: at,
  remoteId: observed.remoteId,
  remoteUrl: observed.url,
});

/**
 * Work rows first, then listings, each in the order of their ids: the engine records in that order too, so nobody waits for
 * one another in a circle.
 */
export async function lockListings(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(
    sql`select 1 from work where listing_id = any(${uuids(ids)}) order by listing_id for no key update`,
  );
  await tx.execute(sql`select 1 from listing where id = any(${uuids(ids)}) order by id for no key update`);
}

/** The click, on what the rows hold: the caller has locked and compared them. */
export async function approveRows(tx: Tx, ids: readonly string[], by: string, at: Date): Promise<void> {
  await tx
    .update(listing)
    .set({
      approvedHash: sql`${listing.planHash}`,
      approvedBy: by,
      approvedAt: at,
      status: 'on-its-way',
      problem: null,
      updatedAt: at,
    })
    .where(sql`${listing.id} = any(${uuids(ids)})`);
}
