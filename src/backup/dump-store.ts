import type { Readable } from 'node:stream';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { holdBlobs } from '../db/blob-hold.ts';
import type { Schema, TableHead } from './format.ts';

/** The same text for the same value on every server: digests are compared between them. */
const sessionSettings = [
  "set timezone = 'UTC'",
  "set datestyle = 'ISO, YMD'",
  "set intervalstyle = 'postgres'",
  "set bytea_output = 'hex'",
  'set extra_float_digits = 1',
  "set client_encoding = 'UTF8'",
  'set statement_timeout = 0',
  'set idle_in_transaction_session_timeout = 0',
];

/** A connection whose text is the same on every server. */
export async function connectPlain(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'spindle-backup',
    keepAlive: true,
  });
  // Without a listener a lost connection would end the process; the query that waits for it fails anyway.
  client.on('error', () => {});
  await client.connect();
  for (const setting of sessionSettings) await client.query(setting);
  return client;
}

export interface DumpTable extends TableHead {
  /** SQL of the order in which its rows are read. */
  order: string;
}

export interface Snapshot {
  client: pg.Client;
  takenAt: Date;
  schema: Schema;
  tables: DumpTable[];
  /** Every file that a row of `asset` stands for. */
  assets: string[];
  /** Ids of the keys that sealed something in it. */
  keyIds: string[];
  end(): Promise<void>;
}

/** One moment of a database that goes on working; no stored file is removed until `end`. */
export async function openSnapshot(url: string): Promise<Snapshot> {
  const client = await connectPlain(url);
  try {
    await holdBlobs(client);
    await client.query('begin isolation level repeatable read read only');
    await client.query("set local work_mem = '32MB'");
    const { rows } = await client.query<{ at: Date; server: string }>(
      "select clock_timestamp() as at, current_setting('server_version') as server",
    );
    const tables = await listTables(client);
    const has = (name: string) => tables.some((one) => one.schema === 'public' && one.name === name);
    const assets = has('asset')
      ? (await client.query<{ sha256: string }>('select sha256 from public.asset order by 1')).rows
      : [];
    return {
      client,
      takenAt: rows[0]?.at as Date,
      schema: {
        server: rows[0]?.server as string,
        migrations: has('schema_migration')
          ? (await client.query('select name, sha256 from public.schema_migration order by name')).rows
          : [],
        jobs: await jobsVersion(client),
        sequences: await listSequences(client),
      },
      tables,
      assets: assets.map((row) => row.sha256),
      keyIds: await listKeyIds(client),
      end: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

const schemas = ['public', 'pgboss'];

/** Every table of ours with its columns; a partitioned one stands for its partitions. */
export async function listTables(client: pg.Client): Promise<DumpTable[]> {
  const { rows } = await client.query<{
    schema: string;
    name: string;
    columns: string[];
    key: string[] | null;
    partitions: { name: string; bound: string }[] | null;
  }>(
    `select n.nspname as schema, c.relname as name,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       (select array_agg(a.attname::text order by k.place) from pg_index i
         cross join lateral unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
         join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
         where i.indrelid = c.oid and i.indisprimary) as key,
       (select jsonb_agg(jsonb_build_object('name', p.relname, 'bound', pg_get_expr(p.relpartbound, p.oid)) order by p.relname)
         from pg_inherits h join pg_class p on p.oid = h.inhrelid where h.inhparent = c.oid) as partitions
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
       and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
     order by n.nspname desc, c.relname`,
    [schemas],
  );
  return rows
    .filter((row) => row.columns !== null)
    .map(({ key, partitions, ...table }) => ({
      ...table,
      partitions: partitions ?? [],
      order: (key ?? [])
        .map((column) => `t.${pg.escapeIdentifier(column)}::text collate "C"`)
        .concat(key ? [] : ['t::text collate "C"'])
        .join(', '),
    }));
}

const nameOf = (table: { schema: string; name: string }): string =>
  `${pg.escapeIdentifier(table.schema)}.${pg.escapeIdentifier(table.name)}`;

/** A table's rows as text, in the order of its key. */
export function copyOut(client: pg.Client, table: DumpTable): Readable & { rowCount: number } {
  const columns = table.columns.map((column) => `t.${pg.escapeIdentifier(column)}`).join(', ');
  return client.query(
    copyTo(`copy (select ${columns} from ${nameOf(table)} t order by ${table.order}) to stdout`),
  );
}

/** Version of the job queue's tables; null where there are none. */
export async function jobsVersion(client: pg.Client): Promise<number | null> {
  const there = await client.query("select to_regclass('pgboss.version') is not null as yes");
  if (!there.rows[0]?.yes) return null;
  const { rows } = await client.query<{ version: number }>('select version from pgboss.version');
  return rows[0]?.version ?? null;
}

/** Where each sequence stands. */
export async function listSequences(client: pg.Client): Promise<Schema['sequences']> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `select schemaname as schema, sequencename as name from pg_sequences where schemaname = any($1) order by 1, 2`,
    [schemas],
  );
  const sequences: Schema['sequences'] = [];
  for (const row of rows) {
    const now = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${nameOf(row)}`,
    );
    sequences.push({ ...row, last: now.rows[0]?.last ?? '1', isCalled: now.rows[0]?.called ?? false });
  }
  return sequences;
}

/** What `seal` made begins with 1, the length of the key's id, and the id. */
async function listKeyIds(client: pg.Client): Promise<string[]> {
  const { rows: columns } = await client.query<{ table: string; column: string }>(
    `select c.table_name as table, c.column_name as column from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and c.data_type = 'bytea' and t.table_type = 'BASE TABLE'`,
  );
  const ids = new Set<string>();
  for (const { table, column } of columns) {
    const field = pg.escapeIdentifier(column);
    const { rows } = await client.query<{ id: Buffer }>(
      `select distinct substring(${field} from 3 for get_byte(${field}, 1)) as id from public.${pg.escapeIdentifier(table)}
       where case when length(${field}) > 32
         then get_byte(${field}, 0) = 1 and get_byte(${field}, 1) between 1 and 40 else false end`,
    );
    for (const { id } of rows) if (/^[\w-]+$/.test(id.toString('latin1'))) ids.add(id.toString('latin1'));
  }
  return [...ids].sort();
}
