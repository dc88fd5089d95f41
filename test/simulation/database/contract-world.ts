/** The same rows twice, in PostgreSQL and in memory, under one clock that only the test moves. */
import { sql } from 'drizzle-orm';
import type pg from 'pg';
import { createClient, type Db, transaction } from '../../../src/db/client.ts';
import type { Tx } from '../../../src/kit/ctx.ts';
import { newId } from '../../../src/kit/ids.ts';
import { createTestDatabase } from '../../support/database.ts';
import { asTx, inTransaction, type Session, type Wire } from './memory.ts';
import { HubMemory } from './tables.ts';

export interface Pair {
  real: Tx;
  twin: Tx;
}

export interface Twins extends Pair {
  pool: pg.Pool;
  memory: HubMemory;
  channelIds: string[];
  offerIds: string[];
  listingIds: string[];
  nowMs(): number;
  pass(ms: number): Promise<void>;
  /** One transaction on each, open until it is told how to end. */
  open(): Promise<Pair & { end(how: 'commit' | 'rollback'): Promise<void> }>;
  close(): Promise<void>;
}

/** PostgreSQL's clock functions, replaced for connections that look into this schema first. */
const clockSchema = `
  create schema slow;
  create table slow.clock (at timestamptz not null);
  insert into slow.clock values (to_timestamp(0));
  create function slow.clock_timestamp() returns timestamptz language sql volatile as 'select at from slow.clock';
  create function slow.now() returns timestamptz language sql volatile as 'select at from slow.clock';
  alter table bucket alter column tat set default slow.now()`;

export async function createTwins(): Promise<Twins> {
  const database = await createTestDatabase();
  await database.pool.query(clockSchema);
  const url = new URL(database.url);
  url.searchParams.set('options', '-c search_path=slow,pg_catalog,public');
  const { pool, db } = createClient({ url: url.href, applicationName: 'spindle-twins' });
  const memory = new HubMemory();
  let nowMs = Math.floor(Date.now() / 1000) * 1000;
  const wire: Wire = { nowMs: () => nowMs, carry: (_session, _name, execute) => execute() };
  const session: Session = { memory, wire, transaction: null };
  const setClock = () => pool.query('update slow.clock set at = $1', [new Date(nowMs)]);
  await setClock();
  const twins: Twins = {
    pool,
    memory,
    real: db,
    twin: asTx(session),
    channelIds: [newId(), newId()],
    offerIds: Array.from({ length: 6 }, () => newId()),
    listingIds: Array.from({ length: 9 }, () => newId()),
    nowMs: () => nowMs,
    pass: async (ms) => {
      nowMs += ms;
      await setClock();
    },
    open: () => openBoth(db, session),
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
  await fill(twins, db);
  return twins;
}

async function openBoth(db: Db, session: Session) {
  class Undone extends Error {}
  const hold = async (begin: (run: (tx: Tx) => Promise<void>) => Promise<unknown>) => {
    let end: (how: 'commit' | 'rollback') => void = () => {};
    const ended = new Promise<'commit' | 'rollback'>((resolve) => {
      end = resolve;
    });
    let done: Promise<unknown> = Promise.resolve();
    const tx = await new Promise<Tx>((resolve, reject) => {
      done = begin(async (opened) => {
        resolve(opened);
        if ((await ended) === 'rollback') throw new Undone();
      }).catch((error: unknown) => {
        reject(error);
        if (!(error instanceof Undone)) throw error;
      });
    });
    return {
      tx,
      end: (how: 'commit' | 'rollback') => {
        end(how);
        return done;
      },
    };
  };
  const real = await hold((run) => transaction(db, run));
  const twin = await hold((run) => inTransaction(session, run));
  return {
    real: real.tx,
    twin: twin.tx,
    end: async (how: 'commit' | 'rollback') => {
      // A statement that was refused takes its whole transaction with it.
      const [onReal, onTwin] = await Promise.allSettled([real.end(how), twin.end(how)]);
      if (onReal.status !== onTwin.status)
        throw new Error(`PostgreSQL ${onReal.status} the ${how}, the twin ${onTwin.status} it`);
    },
  };
}

/** Rows that stay: shops, patterns, offers, listings with their place in the line. */
async function fill(twins: Twins, db: Db): Promise<void> {
  const { channelIds, offerIds, listingIds } = twins;
  const designerId = newId();
  const patternId = newId();
  const at = new Date(twins.nowMs());
  const studioId = newId();
  await db.execute(sql`insert into studio (id, name) values (${studioId}, 'One')`);
  await db.execute(
    sql`insert into designer (id, studio_id, name, slug) values (${designerId}, ${studioId}, 'One', 'one')`,
  );
  await db.execute(sql`insert into pattern (id, designer_id, craft, title, slug, state)
    values (${patternId}, ${designerId}, 'sewing', 'Coat', 'coat', 'active')`);
  for (const id of channelIds)
    await db.execute(sql`insert into channel (id, designer_id, kind, name, currency, state, approval)
      values (${id}, ${designerId}, 'etsy', 'Shop', 'EUR', 'active', '{"listingsAtOnce": 3}')`);
  for (const [index, id] of offerIds.entries())
    await db.execute(sql`insert into offer (id, designer_id, pattern_id, name, sku, price_minor, currency)
      values (${id}, ${designerId}, ${patternId}, 'Whole', ${`S-${index}`}, 900, 'EUR')`);
  for (const [index, id] of listingIds.entries()) {
    const channelId = channelIds[index % 2] ?? '';
    const offerId = offerIds[index % 5] ?? '';
    await db.execute(sql`insert into listing (id, channel_id, offer_id, language, created_at, updated_at)
      values (${id}, ${channelId}, ${offerId}, ${String(index)}, ${at.toISOString()}, ${at.toISOString()})`);
    await db.execute(sql`insert into work (listing_id, channel_id, due_at)
      values (${id}, ${channelId}, ${at.toISOString()})`);
  }
  await copyIn(twins, db);
}

/** What SQL holds now is what memory starts with: defaults included. */
async function copyIn({ memory: { tables }, nowMs }: Twins, db: Db): Promise<void> {
  const { channel, listing, offer, pattern } = await import('../../../src/db/tables/index.ts');
  for (const row of await db.select().from(channel)) tables.channel.rows.set(row.id, row);
  for (const row of await db.select().from(pattern)) tables.pattern.rows.set(row.id, row);
  for (const row of await db.select().from(offer)) tables.offer.rows.set(row.id, row);
  for (const row of await db.select().from(listing)) tables.listing.rows.set(row.id, row);
  const work = await db.execute<{ listing_id: string; channel_id: string }>(sql`select * from work`);
  for (const row of work.rows)
    tables.work.rows.set(row.listing_id, {
      ...{
        listingId: row.listing_id,
        channelId: row.channel_id,
        dirty: 0,
        synced: 0,
        priority: 100,
        attempts: 0,
      },
      ...{ dueMs: nowMs(), notBeforeMs: null, leaseToken: 0, leaseUntilMs: null, leaseOwner: null },
    });
}
