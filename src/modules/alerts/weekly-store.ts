import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../../kit/ctx.ts';

export interface WeekOnShop {
  name: string;
  state: string;
  isPaused: boolean;
  inStep: number;
  /** Paused, or left as they are by the seller's wish. */
  left: number;
  total: number;
  /** Orders were asked for within the last two hours. */
  isAsked: boolean;
}

export interface Week {
  shops: WeekOnShop[];
  /** Listings that were changed. */
  changed: number;
  /** By currency. */
  orders: { currency: string; n: number; totalMinor: number }[];
  downloads: number;
  /** Things that need somebody. */
  open: number;
  /** Listings that wait for longer than an hour. */
  late: number;
  isStopped: boolean;
  sleeps: { fromAt: Date; untilAt: Date }[];
  /** The last whole backup; null: there is none. */
  backupAt: Date | null;
}

/** What the last seven days were like, for one designer or the whole studio. */
export async function readWeek(tx: Tx, designerId: string | null, now: Date): Promise<Week> {
  const since = sql`${now}::timestamptz - interval '7 days'`;
  const own = (column: SQL): SQL => (designerId ? sql`${column} = ${designerId}` : sql`true`);
  const one = async <T extends Record<string, unknown>>(query: SQL): Promise<T> =>
    (await tx.execute<T>(query)).rows[0] as T;
  const shops = await tx.execute<{ [K in keyof WeekOnShop]: WeekOnShop[K] }>(sql`
    select c.name, c.state, c.paused_at is not null as "isPaused",
      coalesce(c.orders_polled_at > ${now}::timestamptz - interval '2 hours', false) as "isAsked",
      (count(*) filter (where l.status = 'in-step'))::int as "inStep",
      (count(*) filter (where l.status in ('paused', 'resting')))::int as "left", count(l.id)::int as total
    from channel c left join listing l on l.channel_id = c.id
    where c.state <> 'disconnected' and ${own(sql`c.designer_id`)}
    group by c.id order by c.name, c.id`);
  const counts = await one<{
    changed: number;
    downloads: number;
    open: number;
    late: number;
    isStopped: boolean;
  }>(sql`
    select
      (select count(distinct s.listing_id)::int from step s join listing l on l.id = s.listing_id
        join channel c on c.id = l.channel_id
        where s.ended_at > ${since} and s.outcome = 'done' and ${own(sql`c.designer_id`)}) as changed,
      (select count(*)::int from download d
        left join entitlement e on e.id = d.entitlement_id left join listing l on l.id = d.listing_id
        left join offer o on o.id = coalesce(e.offer_id, l.offer_id)
        where d.at > ${since} and ${own(sql`o.designer_id`)}) as downloads,
      (select count(*)::int from alert a where a.solved_at is null and a.kind <> 'hub-slept'
        and ${designerId ? sql`(a.designer_id is null or a.designer_id = ${designerId})` : sql`true`}) as open,
      (select count(*)::int from work w join channel c on c.id = w.channel_id
        where w.dirty > w.synced and w.due_at < ${now}::timestamptz - interval '1 hour' and ${own(sql`c.designer_id`)}) as late,
      exists (select 1 from studio where stopped_at is not null) as "isStopped"`);
  const orders = await tx.execute<{ currency: string; n: number; totalMinor: number }>(sql`
    select s.currency, count(*)::int as n, sum(s.total_minor - s.refunded_minor)::int8 as "totalMinor"
    from sale s join channel c on c.id = s.channel_id
    where s.placed_at > ${since} and not s.is_test and s.status in ('paid', 'partly-refunded') and ${own(sql`c.designer_id`)}
    group by s.currency order by n desc, s.currency`);
  const sleeps = await tx.execute<{ from_at: Date; until_at: Date }>(sql`
    select from_at, until_at from hub_sleep where until_at > ${since} order by until_at`);
  const backup = await one<{ at: Date | null }>(
    sql`select max(started_at) as at from backup_run where state = 'done'`,
  );
  return {
    ...counts,
    backupAt: backup.at ? new Date(backup.at) : null,
    shops: shops.rows,
    orders: orders.rows.map((row) => ({ ...row, totalMinor: Number(row.totalMinor) })),
    sleeps: sleeps.rows.map((row) => ({ fromAt: new Date(row.from_at), untilAt: new Date(row.until_at) })),
  };
}
