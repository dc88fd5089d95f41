import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../../kit/ctx.ts';
import type { Kind } from './kinds.ts';

/** Each answers kind, subject, designer_id, fact, detail: one row for each thing that needs somebody now. */
type Source = { kinds: readonly Kind[]; rows(now: Date): SQL };

const listings: Source = {
  kinds: ['plan-waits', 'listing-refused', 'drift'],
  rows: () => sql`
    select case when l.status = 'drifted' then 'drift' when l.problem->>'kind' = 'approval' then 'plan-waits'
        else 'listing-refused' end,
      l.id::text, c.designer_id,
      case when l.status = 'drifted' then array_to_string(l.drift, ',')
        when l.problem->>'kind' = 'approval' then coalesce(l.plan_hash, '')
        else md5(coalesce(l.problem->>'message', '')) end,
      jsonb_build_object('shop', c.name, 'channelId', c.id, 'title', coalesce(p.title, o.name),
        'patternId', o.pattern_id, 'message', l.problem->>'message', 'fields', to_jsonb(l.drift))
    from listing l join channel c on c.id = l.channel_id join offer o on o.id = l.offer_id
      left join pattern p on p.id = o.pattern_id
    where l.status in ('needs-you', 'drifted') and c.state <> 'disconnected'`,
};

const channels: Source = {
  kinds: ['key-refused', 'shop-silent'],
  rows: () => sql`
    select case when c.pause_cause = 'unauthorised' then 'key-refused' else 'shop-silent' end,
      c.id::text, c.designer_id, case when c.pause_cause = 'unauthorised' then coalesce(c.paused_at::text, '') else '' end,
      jsonb_build_object('shop', c.name, 'channelId', c.id, 'message', c.pause_reason)
    from channel c
    where c.state <> 'disconnected' and (c.pause_cause = 'unauthorised' or c.breaker_failures >= 10)`,
};

const files: Source = {
  kinds: ['files-block', 'files-refused', 'folder-missing'],
  rows: () => sql`
    select 'files-block', r.id::text, p.designer_id, md5(string_agg(f.sha256 || n.check_id, ',' order by f.sha256, n.check_id)),
      jsonb_build_object('title', p.title, 'patternId', p.id, 'name', min(f.name), 'count', count(distinct f.id),
        'message', min(n.message))
    from release r join pattern p on p.id = r.pattern_id join release_file f on f.release_id = r.id
      join finding n on n.sha256 = f.sha256 and n.severity = 'block'
    where r.state = 'draft' and p.state <> 'archived'
    group by r.id, p.id
    union all
    select 'files-refused', w.id::text, w.designer_id, md5(string_agg(f.path || coalesce(f.message, ''), ',' order by f.path)),
      jsonb_build_object('name', min(f.path), 'count', count(*),
        'message', (array_agg(f.message order by f.path))[1])
    from folder_file f join watched_folder w on w.id = f.folder_id
    where f.state = 'refused' and w.state <> 'paused'
    group by w.id
    union all
    select 'folder-missing', w.id::text, w.designer_id, '', jsonb_build_object('name', w.path, 'message', w.message)
    from watched_folder w where w.state = 'missing'`,
};

const notices: Source = {
  kinds: ['notice-waits'],
  rows: () => sql`
    select 'notice-waits', n.id::text, p.designer_id, '', jsonb_build_object('title', p.title, 'count',
        (select count(*) from notice_recipient r where r.notice_id = n.id and r.state = 'to-send'))
    from notice n join release r on r.id = n.release_id join pattern p on p.id = r.pattern_id
    where n.state = 'draft'
      and exists (select 1 from notice_recipient r where r.notice_id = n.id and r.state = 'to-send')`,
};

const orders: Source = {
  kinds: ['order-unmatched', 'order-unread', 'mail-failed'],
  rows: (now) => sql`
    select 'order-unmatched', s.id::text, c.designer_id, count(*)::text,
      jsonb_build_object('shop', c.name, 'channelId', c.id, 'name', s.number, 'title', min(l.title))
    from sale_line l join sale s on s.id = l.sale_id join channel c on c.id = s.channel_id
    where l.offer_id is null and not s.is_test and s.status in ('paid', 'partly-refunded')
      and s.placed_at > ${now}::timestamptz - interval '14 days' and s.placed_at > c.created_at and c.state <> 'disconnected'
      and not exists (select 1 from remote_listing r where r.channel_id = c.id and r.remote_id = l.remote_listing_id
        and r.state = 'set-aside')
    group by s.id, c.id
    union all
    select 'order-unread', c.id::text, c.designer_id, max(w.received_at)::text,
      jsonb_build_object('shop', c.name, 'channelId', c.id, 'count', count(*), 'message', (array_agg(w.error))[1])
    from webhook_delivery w join channel c on c.id = w.channel_id
    where ((w.processed_at is null and w.attempts >= 5)
        or (w.error is not null and w.processed_at > ${now}::timestamptz - interval '7 days'))
      and c.state <> 'disconnected'
    group by c.id
    union all
    select 'mail-failed', 'buyers', null, max(m.created_at)::text,
      jsonb_build_object('count', count(*), 'message', (array_agg(m.error order by m.created_at desc))[1])
    from message m
    where m.state = 'failed' and m.kind not in ('alert', 'sign-in') and m.created_at > ${now}::timestamptz - interval '7 days'
    having count(*) > 0`,
};

const quota: Source = {
  kinds: ['quota-low'],
  rows: () => sql`
    select 'quota-low', c.id::text, c.designer_id, b.day::text,
      jsonb_build_object('shop', c.name, 'channelId', c.id, 'count', greatest(0, b.per_day - b.day_used))
    from bucket b join channel c on c.bucket_key = b.key
    where b.per_day is not null and b.day = current_date and b.day_used >= b.per_day * 0.8 and c.state <> 'disconnected'`,
};

/** Told a little later, so that what was caught up can be said. */
const sleeps: Source = {
  kinds: ['hub-slept'],
  rows: (now) => sql`
    select 'hub-slept', h.id::text, null::uuid, '', jsonb_build_object('fromAt', h.from_at, 'untilAt', h.until_at,
        'minutes', floor(extract(epoch from h.until_at - h.from_at) / 60),
        'orders', (select count(*) from sale s where s.placed_at between h.from_at and h.until_at
          and s.first_seen_at >= h.until_at and not s.is_test),
        'count', (select count(*) from listing l where l.applied_at >= h.until_at),
        'unasked', (select count(*) from channel c where c.state = 'active' and c.paused_at is null
          and (c.orders_polled_at is null or c.orders_polled_at < h.until_at)))
    from hub_sleep h
    where h.until_at > ${now}::timestamptz - interval '1 day' and h.until_at < ${now}::timestamptz - interval '2 minutes'`,
};

/** Overdue: two days after the last whole one, where backups come by schedule. */
const backups: Source = {
  kinds: ['backup-failed', 'backup-overdue', 'restored-waits'],
  rows: (now) => sql`
    select 'backup-failed', 'hub', null::uuid, b.started_at::date::text, jsonb_build_object('message', b.sentence)
    from (select * from backup_run where state <> 'asked' order by started_at desc limit 1) b
    where b.state = 'failed'
    union all
    select 'backup-overdue', 'hub', null::uuid, b.started_at::text, jsonb_build_object('fromAt', b.started_at)
    from (select * from backup_run where state = 'done' order by started_at desc limit 1) b
    where b.started_at < ${now}::timestamptz - interval '2 days'
      and ${process.env.SPINDLE_BACKUP_DIR ? sql`true` : sql`(b.asked_by = 'schedule' or exists (select 1 from studio where settings ? 'backupFolder'))`}
    union all
    select 'restored-waits', c.id::text, c.designer_id, h.restored_at::text,
      jsonb_build_object('shop', c.name, 'channelId', c.id)
    from restored_channel h join channel c on c.id = h.channel_id
    where h.released_at is null and h.read_at is not null and c.state <> 'disconnected'`,
};

/** A walk through every job that is kept: comes more seldom. */
const jobs: Source = {
  kinds: ['job-failed'],
  rows: (now) => sql`
    select 'job-failed', j.name, null::uuid, max(j.completed_on)::text,
      jsonb_build_object('name', j.name, 'count', count(*),
        'message', (array_agg(j.output->>'sentence' order by j.completed_on desc))[1])
    from pgboss.job j
    where j.state = 'failed' and j.completed_on > ${now}::timestamptz - interval '7 days'
      and j.name <> 'mail.send' and j.name not like 'alerts.%'
    group by j.name`,
};

export const quickSources: readonly Source[] = [
  listings,
  channels,
  files,
  notices,
  orders,
  quota,
  sleeps,
  backups,
];
export const slowSources: readonly Source[] = [jobs];

/** Two looks at once would read the same. Ends with the transaction; false: somebody else is looking. */
export async function claimLook(tx: Tx, now: Date, everyMs: number): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    update pulse set looked_at = ${now}
    where looked_at is null or looked_at <= ${now}::timestamptz - ${everyMs}::float8 * interval '1 millisecond'
      or looked_at > ${now}::timestamptz + interval '1 minute'
    returning 1`);
  return rows.length > 0;
}

/** What flickers (a plan that is made again, a shop that comes and goes) is the same thing for so long. */
const keptFor = sql`interval '6 hours'`;

/**
 * Brings the table in line with what needs somebody now, and says how many rows changed: nothing can be missed, since the
 * whole is looked at, and nothing doubled, since a row is one thing.
 */
export async function diffNeeds(tx: Tx, sources: readonly Source[], now: Date): Promise<number> {
  const all = sql.join(
    sources.map((source) => source.rows(now)),
    sql` union all `,
  );
  const kinds = sources.flatMap((source) => [...source.kinds]);
  const { rows } = await tx.execute<{ n: number }>(sql`
    with need (kind, subject, designer_id, fact, detail) as materialized (${all}),
    raised as (
      insert into alert as a (kind, subject, designer_id, fact, detail, first_at, changed_at)
      select n.kind, n.subject, n.designer_id, n.fact, n.detail, ${now}::timestamptz, ${now}::timestamptz from need n
      where not exists (select 1 from alert b where b.kind = n.kind and b.subject = n.subject and b.fact = n.fact
        and b.detail = n.detail and b.solved_at is null)
      on conflict (kind, subject) do update set designer_id = excluded.designer_id, detail = excluded.detail,
        changed_at = case when a.fact = excluded.fact then a.changed_at else excluded.changed_at end,
        fact = excluded.fact, solved_at = null
      returning 1),
    solved as (
      update alert a set solved_at = ${now}
      where a.solved_at is null and a.kind in (${sql.join(
        kinds.map((kind) => sql`${kind}`),
        sql`, `,
      )})
        and not exists (select 1 from need n where n.kind = a.kind and n.subject = a.subject)
      returning 1)
    select ((select count(*) from raised) + (select count(*) from solved))::int as n`);
  await tx.execute(sql`delete from alert where solved_at < ${now}::timestamptz - ${keptFor}`);
  return rows[0]?.n ?? 0;
}
