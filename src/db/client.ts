import { drizzle, NodePgSession, NodePgTransaction } from 'drizzle-orm/node-postgres';
import { PgDialect } from 'drizzle-orm/pg-core';
import pg from 'pg';
import type { Tx } from '../kit/ctx.ts';
import { prepareConnection, reach, watchForSilence } from './patience.ts';
import { clientOf, PreparingClient } from './query.ts';

export type { Tx } from '../kit/ctx.ts';
/** The pool seen through drizzle: each query on its own, `transaction` for more. */
export type Db = Tx;

const int8 = 20;

/** int8 as a number; throws where a number would round, because a silent rounding of money or counts is worse. */
export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`The database returned ${text}, which is too large for a whole number.`);
  return value;
}

// Times already come back as Date.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8 && format !== 'binary'
      ? parseInt8
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

export interface ClientSettings {
  url: string;
  applicationName?: string;
  /** Connections at most. */
  max?: number;
}

/** A pool and its drizzle view. Times come back as Date, int8 as number. */
export function createClient({ url, applicationName = 'spindle', max = 10 }: ClientSettings): {
  pool: pg.Pool;
  db: Db;
} {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max,
    types,
    Client: PreparingClient,
    // A statement need not wait for the answer to the one before it: `begin` travels with the first.
    pipeline: true,
    // A resting hub needs two now and then: a new one has to learn every table again.
    min: Math.min(2, max),
    idleTimeoutMillis: 30_000,
    // PostgreSQL keeps what it has learned of each table and statement for a connection; over days that only grows.
    maxLifetimeSeconds: 600,
    ...reach,
    onConnect: prepareConnection,
  });
  watchForSilence(pool);
  // A connection that dies while idle is replaced by the next query; without a listener it would end the process.
  pool.on('error', () => {});
  // The same within a transaction: its next query fails, and that is how it is told.
  pool.on('connect', (client) => void client.on('error', () => {}));
  return { pool, db: drizzle(pool) as unknown as Db };
}

const retryable = new Set(['40001', '40P01']);

/** PostgreSQL's five-character code of an error, wherever drizzle wrapped it. */
export function sqlState(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as Error & { code?: unknown };
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return null;
}

export interface TransactionSettings {
  isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /** Runs `fn` again after a deadlock or a serialization failure, this many times; `fn` must touch nothing but the database. */
  retries?: number;
}

/** Runs `fn` in one transaction: commits what it returns, rolls back what it throws. In a transaction: a savepoint. */
export async function transaction<T>(
  db: Db,
  fn: (tx: Tx) => Promise<T>,
  { isolation, retries = 0 }: TransactionSettings = {},
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      const pool = clientOf(db);
      return await (pool instanceof pg.Pool ? onConnection(pool, fn, isolation) : db.transaction(fn));
    } catch (error) {
      if (attempt >= retries || !retryable.has(sqlState(error) ?? '')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5 * 2 ** attempt * (0.5 + Math.random())));
    }
  }
}

async function onConnection<T>(
  pool: pg.Pool,
  fn: (tx: Tx) => Promise<T>,
  isolation: TransactionSettings['isolation'],
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | boolean = false;
  try {
    const begun = client.query(isolation ? `begin isolation level ${isolation}` : 'begin');
    // Its failure is told below; what follows it on a broken line fails too.
    begun.catch(() => {});
    const result = await fn(viewOf(client));
    await begun;
    const { command } = await client.query('commit');
    // PostgreSQL answers so when a statement failed and nobody minded: nothing of it was kept.
    if (command !== 'COMMIT')
      throw new Error('A statement of this transaction had failed, so all of it was undone.');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

const dialect = new PgDialect();
const views = new WeakMap<pg.PoolClient, Tx>();

/** Drizzle's view of a connection in a transaction, made once for each connection. */
function viewOf(client: pg.PoolClient): Tx {
  let view = views.get(client);
  if (!view) {
    const session = new NodePgSession(client, dialect, undefined);
    view = new NodePgTransaction(dialect as never, session as never, undefined) as unknown as Tx;
    views.set(client, view);
  }
  return view;
}
