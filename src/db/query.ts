import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import pg from 'pg';
import type { Tx } from '../kit/ctx.ts';

/** A statement must have come this often before the server is asked to keep it: what comes once is not worth the memory. */
const worthKeeping = 3;
/** Kept plans cost the server memory on each connection. */
const mostKept = 200;
const longestText = 8_000;

/** Text → how often it came, or its name once it is kept. The same in every connection of this process. */
const seen = new Map<string, number | string>();
let kept = 0;

function nameOf(text: string): string | undefined {
  if (text.length > longestText) return undefined;
  const known = seen.get(text);
  if (typeof known === 'string') return known;
  const times = (known ?? 0) + 1;
  if (times < worthKeeping || kept >= mostKept) {
    // Texts that carry their values in them would fill the memory: only what was just seen is remembered.
    if (known === undefined && seen.size > 4 * mostKept)
      for (const [one, mark] of seen) if (typeof mark === 'number') seen.delete(one);
    seen.set(text, times);
    return undefined;
  }
  kept += 1;
  const name = `spindle_${kept}`;
  seen.set(text, name);
  return name;
}

/** A connection on which a statement that comes again and again is parsed and planned once. */
export class PreparingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    // The schema changed under a kept plan, which then fails for good: a new connection has none.
    const { connection } = this as unknown as { connection: EventEmitter & { stream: Socket } };
    connection.on('errorMessage', ({ code, routine }: { code?: string; routine?: string }) => {
      if (code === '0A000' && routine === 'RevalidateCachedQuery') connection.stream.destroy();
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: pg's many shapes of one call
  override query(config: any, values?: any, callback?: any): any {
    const isParsed = typeof config === 'object' && config !== null && typeof config.submit !== 'function';
    if (isParsed && config.name === undefined && (values ?? config.values) !== undefined) {
      const name = nameOf(config.text);
      if (name) return super.query({ ...config, name }, values, callback);
    }
    return super.query(config, values, callback);
  }
}

/** Ids as one value: the text of the statement stays the same however many there are, so it is planned once. */
export const uuids = (ids: readonly string[]): SQL => sql`${`{${ids.join(',')}}`}::uuid[]`;

/** The column holds one of these ids. */
export const isAmong = (column: SQLWrapper, ids: readonly string[]): SQL =>
  sql`${column} = any(${uuids(ids)})`;

/** pg's own pool or connection behind drizzle's view of it. */
export const clientOf = (tx: Tx): pg.Pool | pg.PoolClient =>
  (tx as unknown as { session: { client: pg.Pool | pg.PoolClient } }).session.client;

/**
 * One statement as it stands, for what runs many times a second: `$1`, `$2` … are the values; times come back as Date, int8 as
 * number, columns under their own names. A list is one array parameter (`= any($1)`), so that the text stays the same.
 */
export async function rowsOf<Row extends object>(
  tx: Tx,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { rows } = await clientOf(tx).query<Row & pg.QueryResultRow>({ text, values: [...values] });
  return rows;
}
