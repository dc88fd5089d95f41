import { sql } from 'drizzle-orm';
import type { Tx } from '../kit/ctx.ts';

export interface Sample {
  labels: Record<string, string>;
  value: number;
}

export interface GaugeReading {
  name: `spindle_${string}`;
  help: string;
  labels: readonly string[];
  samples: Sample[];
}

interface Asked {
  name: `spindle_${string}`;
  help: string;
  /** All columns but `value`. */
  labels: readonly string[];
  query: ReturnType<typeof sql>;
}

const asked: readonly Asked[] = [
  {
    name: 'spindle_work',
    help: 'Listings by what they wait for: idle, ready, waiting (for a later time), leased (worked on now).',
    labels: ['connector', 'state'],
    query: sql`select c.kind as connector,
        case when w.dirty <= w.synced then 'idle' when w.lease_until > clock_timestamp() then 'leased'
          when greatest(w.due_at, coalesce(w.not_before, w.due_at)) > clock_timestamp() then 'waiting' else 'ready' end as state,
        count(*)::int as value
      from work w join channel c on c.id = w.channel_id where c.state <> 'disconnected' group by 1, 2`,
  },
  {
    name: 'spindle_work_oldest_ready_seconds',
    help: 'How long the listing that has waited longest could have been worked on.',
    labels: ['connector'],
    query: sql`select c.kind as connector, coalesce(extract(epoch from clock_timestamp() -
          min(greatest(w.due_at, coalesce(w.not_before, w.due_at))) filter (where w.dirty > w.synced
            and greatest(w.due_at, coalesce(w.not_before, w.due_at)) <= clock_timestamp())), 0)::float8 as value
      from work w join channel c on c.id = w.channel_id where c.state <> 'disconnected' group by 1`,
  },
  {
    name: 'spindle_listings',
    help: 'Listings by their state as the seller sees it.',
    labels: ['connector', 'status'],
    query: sql`select c.kind as connector, l.status, count(*)::int as value
      from listing l join channel c on c.id = l.channel_id where c.state <> 'disconnected' group by 1, 2`,
  },
  {
    name: 'spindle_channels',
    help: 'Shops by state; paused ones apart, by who paused them.',
    labels: ['connector', 'state'],
    query: sql`select kind as connector, case when paused_at is not null then 'paused-by-' || coalesce(pause_cause, 'seller')
        when breaker_open_until > clock_timestamp() then 'resting' else state end as state, count(*)::int as value
      from channel where state <> 'disconnected' group by 1, 2`,
  },
  {
    name: 'spindle_quota_used_ratio',
    help: 'Share of the day’s calls that is used, of the allowance that is nearest its end.',
    labels: ['connector'],
    query: sql`select c.kind as connector,
        max(case when b.day = current_date then b.day_used::float8 / b.per_day else 0 end) as value
      from bucket b join channel c on c.bucket_key = b.key where b.per_day > 0 group by 1`,
  },
  {
    name: 'spindle_jobs',
    help: 'Background jobs by queue and state, finished ones left out.',
    labels: ['job', 'state'],
    query: sql`select name as job, state::text as state, count(*)::int as value from pgboss.job
      where state in ('created', 'retry', 'active', 'failed') group by 1, 2`,
  },
  {
    name: 'spindle_inbox',
    help: 'Webhooks that are stored and not worked yet.',
    labels: [],
    query: sql`select count(*)::int as value from webhook_delivery where processed_at is null`,
  },
  {
    name: 'spindle_inbox_oldest_seconds',
    help: 'Age of the oldest webhook that is not worked yet.',
    labels: [],
    query: sql`select coalesce(extract(epoch from clock_timestamp() - min(received_at)), 0)::float8 as value
      from webhook_delivery where processed_at is null`,
  },
  {
    name: 'spindle_mails',
    help: 'Messages that wait for the mail server, or that it refused for good.',
    labels: ['state'],
    query: sql`select s.state, (select count(*) from message m where m.state = s.state)::int as value
      from (values ('waiting'), ('failed')) s (state)`,
  },
  {
    name: 'spindle_alerts',
    help: 'Things that need somebody now.',
    labels: ['kind'],
    query: sql`select kind, count(*)::int as value from alert where solved_at is null group by 1`,
  },
];

/** What the database says, the same from each process. */
export async function readGauges(tx: Tx): Promise<GaugeReading[]> {
  const readings: GaugeReading[] = [];
  // one after the other: a look from outside must not take the connections that work needs
  for (const { query, ...gauge } of asked) {
    const { rows } = await tx.execute<Record<string, string | number>>(query);
    const samples = rows.map(({ value, ...labels }) => ({
      labels: labels as Record<string, string>,
      value: Number(value),
    }));
    readings.push({ ...gauge, samples });
  }
  return readings;
}

export interface PoolReading {
  total: number;
  idle: number;
  waiting: number;
}

/** The pool behind the hub's queries, as the driver counts it. */
export function readPool(db: Tx): PoolReading {
  const pool = (
    db as unknown as { $client?: { totalCount: number; idleCount: number; waitingCount: number } }
  ).$client;
  return { total: pool?.totalCount ?? 0, idle: pool?.idleCount ?? 0, waiting: pool?.waitingCount ?? 0 };
}

/** The newest schema step that the database has. */
export async function readSchema(tx: Tx): Promise<string | null> {
  const { rows } = await tx.execute<{ name: string }>(sql`select max(name) as name from schema_migration`);
  return rows[0]?.name ?? null;
}
