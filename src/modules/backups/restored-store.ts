import { eq, sql } from 'drizzle-orm';
import { stopperOf } from '../../backup/index.ts';
import { studio } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';

export interface HeldShop {
  channelId: string;
  name: string;
  readAt: string | null;
  problem: string | null;
  needsKey: boolean;
  /** Listings that the hub knows there; those not seen since the restore; those that differ; those that are gone there. */
  listings: number;
  unread: number;
  different: number;
  gone: number;
}

export interface OpenRestore {
  takenAt: Date;
  restoredAt: Date;
  /** Everything is stopped by the restore itself. */
  isStopped: boolean;
  shops: HeldShop[];
  heldMessages: number;
}

/** Of a listing `l` on a held shop `h`: known there, and not seen since. */
const isKnown = sql`l.remote_id is not null and l.applied is not null`;
const isGone = sql`(l.problem->>'kind' = 'gone' and l.updated_at >= h.restored_at)`;
const isUnread = sql`${isKnown} and (l.observed_at is null or l.observed_at < h.restored_at) and ${isGone} is not true`;

/** What a hub that was put back still holds; null: nothing, or it never was. */
export async function selectOpenRestore(tx: Tx): Promise<OpenRestore | null> {
  const { rows } = await tx.execute<{
    taken_at: string;
    restored_at: string;
    shops: HeldShop[] | null;
    messages: number;
    is_open: boolean;
    stopped_by: string | null;
  }>(sql`
    select r.taken_at, r.restored_at, r.released_at is null as is_open,
      (select jsonb_agg(jsonb_build_object('channelId', c.id, 'name', c.name, 'readAt', h.read_at, 'problem', h.problem,
          'needsKey', c.pause_cause is not distinct from 'unauthorised', 'listings', n.listings, 'unread', n.unread,
          'different', n.different, 'gone', n.gone) order by c.name)
        from restored_channel h join channel c on c.id = h.channel_id
        cross join lateral (select count(*) filter (where ${isKnown}) as listings, count(*) filter (where ${isUnread}) as unread,
            count(*) filter (where l.status = 'drifted') as different, count(*) filter (where ${isGone}) as gone
          from listing l where l.channel_id = c.id) n
        where h.released_at is null and c.state <> 'disconnected') as shops,
      (select count(*)::int from message where state = 'held') as messages,
      (select stopped_by from studio limit 1) as stopped_by
    from restored r where r.held_at is not null order by r.restored_at desc limit 1`);
  const row = rows[0];
  if (!row || (!row.is_open && row.shops === null)) return null;
  const takenAt = new Date(row.taken_at);
  return {
    takenAt,
    restoredAt: new Date(row.restored_at),
    isStopped: row.stopped_by === stopperOf(takenAt),
    shops: row.shops ?? [],
    heldMessages: row.messages,
  };
}

/** Nothing is held any more: mail leaves as ever. Answers whether that is news. */
export async function endWhenNothingIsHeld(tx: Tx): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    update restored set released_at = now() where released_at is null and held_at is not null
      and not exists (select 1 from message where state = 'held')
      and not exists (select 1 from restored_channel h join channel c on c.id = h.channel_id
        where h.released_at is null and c.state <> 'disconnected')
    returning id`);
  return rows.length > 0;
}

/** The restore stopped everything; the first shop that the seller lets go on ends that, the others are held by themselves. */
export async function endRestoreStop(tx: Tx): Promise<boolean> {
  const [last] = (
    await tx.execute<{ taken_at: string }>(
      sql`select taken_at from restored order by restored_at desc limit 1`,
    )
  ).rows;
  if (!last) return false;
  const rows = await tx
    .update(studio)
    .set({ stoppedAt: null, stoppedBy: null })
    .where(eq(studio.stoppedBy, stopperOf(new Date(last.taken_at))))
    .returning({ id: studio.id });
  return rows.length > 0;
}

/** Listings of a shop that the hub knows there and has not seen since. */
export async function countUnread(tx: Tx, channelId: string): Promise<number> {
  const { rows } = await tx.execute<{ n: number }>(sql`
    select count(*)::int as n from listing l join restored_channel h on h.channel_id = l.channel_id
    where l.channel_id = ${channelId} and ${isUnread}`);
  return rows[0]?.n ?? 0;
}
