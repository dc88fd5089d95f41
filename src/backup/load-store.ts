import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Migration } from '../db/migrate.ts';
import type { Tx } from '../kit/ctx.ts';
import { newId } from '../kit/ids.ts';
import { measure } from './archive.ts';
import { copyOut, type DumpTable, jobsVersion, listTables } from './dump-store.ts';
import type { Header, Schema, TableEnd, TableHead } from './format.ts';

export type Connection = pg.Client;

export const begin = (client: Connection) => client.query('begin');
export const rollBack = (client: Connection) => client.query('rollback').catch(() => {});

/** From here on the new rows are the hub's. */
export async function commit(client: Connection): Promise<void> {
  await client.query('commit');
  // Without it the first questions to the new tables take long ways.
  await client.query('analyze').catch(() => {});
}

const nameOf = (one: { schema: string; name: string }): string =>
  `${pg.escapeIdentifier(one.schema)}.${pg.escapeIdentifier(one.name)}`;

/** What a seller would miss; what every hub makes at its first start does not count. */
const precious = ['pattern', 'channel', 'sale', 'watched_folder', 'passkey', 'asset'];

/** Whether the database holds tables of a hub, and whether somebody's work is in them. */
export async function lookAtTarget(client: pg.Client): Promise<'empty' | 'unused' | 'used'> {
  const tables = await listTables(client);
  if (tables.length === 0) return 'empty';
  // Tables that are not a hub's are somebody's too.
  if (!tables.some((one) => one.name === 'schema_migration')) return 'used';
  for (const table of tables)
    if (table.schema === 'public' && precious.includes(table.name)) {
      const { rowCount } = await client.query(`select 1 from ${nameOf(table)} limit 1`);
      if (rowCount) return 'used';
    }
  return 'unused';
}

/** Processes of a hub that have this database open. */
export async function countHubs(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name like 'spindle%'`,
  );
  return rows[0]?.n ?? 0;
}

/** Everything of ours in it goes, when the transaction commits. What extensions brought stays. */
export async function clearDatabase(client: pg.Client): Promise<void> {
  await client.query('drop schema if exists pgboss cascade');
  const { rows } = await client.query<{ sql: string }>(
    `select format('drop %s if exists %I.%I cascade', case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
         when 'S' then 'sequence' when 'f' then 'foreign table' else 'table' end, n.nspname, c.relname) as sql
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and not c.relispartition
       and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype in ('e', 'a', 'i'))
     union all
     select format('drop %s if exists %s cascade', case p.prokind when 'p' then 'procedure' else 'function' end, p.oid::regprocedure)
     from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p')
       and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
     union all
     select format('drop %s if exists %s cascade', case t.typtype when 'd' then 'domain' else 'type' end, t.oid::regtype)
     from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd')
       and not exists (select 1 from pg_depend d where d.objid = t.oid and d.deptype = 'e')`,
  );
  for (const { sql } of rows) await client.query(sql);
}

/**
 * The tables as they were when the backup was made: so many of this program's schema steps. Answers the version of the job
 * queue's tables, which are always this program's.
 */
export async function makeTables(
  client: pg.Client,
  schema: Schema,
  migrations: readonly Migration[],
): Promise<number | null> {
  await client.query(
    `create table schema_migration (
       name text primary key, sha256 text not null, applied_at timestamptz not null default now())`,
  );
  for (const migration of migrations.slice(0, schema.migrations.length)) await client.query(migration.sql);
  if (schema.jobs !== null) {
    const { constructJobs } = await import('../jobs/construct.ts');
    await client.query(constructJobs());
  }
  const jobs = await jobsVersion(client);
  // What making them put in comes from the backup instead.
  for (const table of await listTables(client))
    if (table.schema === 'public' || jobs === schema.jobs) await client.query(`delete from ${nameOf(table)}`);
  return jobs;
}

/** Goes on to this program's schema. */
export async function migrateOn(
  client: pg.Client,
  schema: Schema,
  migrations: readonly Migration[],
): Promise<string[]> {
  const rest = migrations.slice(schema.migrations.length);
  for (const { name, sha256, sql } of rest) {
    await client.query(sql);
    await client.query('insert into schema_migration (name, sha256) values ($1, $2)', [name, sha256]);
  }
  return rest.map((one) => one.name);
}

/** Rows come in any order and are checked at once when the keys are put back. Answers the SQL that does it. */
export async function takeForeignKeys(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ take: string; put: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as take,
       format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as put
     from pg_constraint where contype = 'f' and conparentid = 0
       and connamespace in (select oid from pg_namespace where nspname in ('public', 'pgboss'))`,
  );
  for (const { take } of rows) await client.query(take);
  return rows.map((row) => row.put);
}

export async function putForeignKeys(client: pg.Client, keys: readonly string[]): Promise<void> {
  for (const sql of keys) await client.query(sql);
}

export class Loader {
  readonly #client: pg.Client;
  readonly #tables: Map<string, DumpTable>;
  /** The job queue's tables are of another version than the backup's: what fits is taken. */
  readonly #hasOtherJobs: boolean;

  private constructor(client: pg.Client, tables: DumpTable[], hasOtherJobs: boolean) {
    this.#client = client;
    this.#tables = new Map(tables.map((one) => [nameOf(one), one]));
    this.#hasOtherJobs = hasOtherJobs;
  }

  static async open(client: pg.Client, hasOtherJobs: boolean): Promise<Loader> {
    return new Loader(client, await listTables(client), hasOtherJobs);
  }

  /** Loads a table's rows. False: it has no place here, and its rows were passed over. */
  async load(table: TableHead, data: AsyncIterable<Buffer>): Promise<boolean> {
    const target = this.#tables.get(nameOf(table));
    const isOther = this.#hasOtherJobs && table.schema === 'pgboss';
    if (!target || (isOther && !['queue', 'schedule', 'job'].includes(table.name))) {
      for await (const _ of data);
      return false;
    }
    await this.#makePartitions(table, target);
    const places = table.columns.flatMap((column, at) => (target.columns.includes(column) ? [at] : []));
    const isAll = places.length === table.columns.length;
    if (!isAll && !isOther)
      throw new Error(`The table ${table.name} of the backup has columns that are not known here`);
    const columns = places.map((at) => pg.escapeIdentifier(table.columns[at] as string)).join(', ');
    const sink = this.#client.query(copyFrom(`copy ${nameOf(table)} (${columns}) from stdin`));
    await pipeline(Readable.from(isAll ? data : onlyPlaces(data, places), { objectMode: false }), sink);
    return true;
  }

  /** What stands in the table now, read the way the backup was; null where it was not taken as it is. */
  async digest(table: TableHead): Promise<TableEnd | null> {
    const target = this.#tables.get(nameOf(table));
    if (!target || (this.#hasOtherJobs && table.schema === 'pgboss')) return null;
    return digestOf(this.#client, { ...target, columns: table.columns });
  }

  async #makePartitions(table: TableHead, target: DumpTable): Promise<void> {
    const there = new Set(target.partitions.map((one) => one.name));
    for (const { name, bound } of table.partitions)
      if (!there.has(name) && /^(FOR VALUES |DEFAULT$)/.test(bound))
        await this.#client.query(
          `create table ${nameOf({ schema: table.schema, name })} partition of ${nameOf(table)} ${bound}`,
        );
  }
}

/** Some of the columns of COPY's text: a tab within a value is written as two characters. */
async function* onlyPlaces(data: AsyncIterable<Buffer>, places: readonly number[]): AsyncGenerator<Buffer> {
  let rest = '';
  for await (const chunk of data) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length === 0) continue;
    const kept = lines.map((line) => {
      const values = line.split('\t');
      return places.map((at) => values[at]).join('\t');
    });
    yield Buffer.from(`${kept.join('\n')}\n`, 'latin1');
  }
}

/** Rows, bytes and SHA-256 of a table's text in the order of its key. */
export async function digestOf(client: pg.Client, table: DumpTable): Promise<TableEnd> {
  const seen = measure(copyOut(client, table), true);
  for await (const _ of seen.data);
  return seen.result();
}

export async function setSequences(client: pg.Client, schema: Schema): Promise<void> {
  for (const one of schema.sequences) {
    const { rows } = await client.query('select to_regclass($1) is not null as yes', [nameOf(one)]);
    if (rows[0]?.yes)
      await client.query('select setval($1, $2::bigint, $3)', [nameOf(one), one.last, one.isCalled]);
  }
}

/** The next start holds back whatever could leave, before anything else. */
export async function noteRestored(client: pg.Client, header: Header): Promise<void> {
  await client.query('insert into restored (id, archive_id, taken_at) values ($1, $2, $3)', [
    newId(),
    header.id,
    header.takenAt,
  ]);
}

/** The keys are lost for good: what nobody can open any more goes. */
export async function forgetSealed(client: pg.Client): Promise<void> {
  // Heavy, and seldom needed.
  const { drizzle } = await import('drizzle-orm/node-postgres');
  const { forgetSecrets } = await import('../db/key-check.ts');
  await forgetSecrets(drizzle(client) as unknown as Tx);
}
