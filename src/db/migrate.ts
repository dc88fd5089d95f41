import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { HubError } from '../kit/errors.ts';
import { waitWithoutLimit } from './patience.ts';

export interface Migration {
  name: string;
  sha256: string;
  sql: string;
}

const migrationsDir = fileURLToPath(new URL('./migrations', import.meta.url));
/** Any number of processes may start at once; this lock lets one of them migrate. */
const lockKey = 5_346_114;

/** The program's migrations in order: `NNNN_name.sql`. Line ends do not count, since git may change them. */
export async function readMigrations(dir: string = migrationsDir): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => /^\d{4}_[a-z0-9_-]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = (await readFile(`${dir}/${name}`, 'utf8')).replaceAll('\r\n', '\n');
      return { name, sha256: createHash('sha256').update(sql).digest('hex'), sql };
    }),
  );
}

/**
 * Brings the database to this program's schema, all or nothing. Returns the names applied now.
 * Errors: HubError `conflict` when the data is newer than the program, or an applied file was changed.
 */
export async function migrate(pool: pg.Pool, migrations?: Migration[]): Promise<string[]> {
  const wanted = migrations ?? (await readMigrations());
  const client = await pool.connect();
  try {
    await waitWithoutLimit(client);
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [lockKey]);
    await client.query(
      `create table if not exists schema_migration (
         name text primary key, sha256 text not null, applied_at timestamptz not null default now())`,
    );
    const { rows } = await client.query<{ name: string; sha256: string }>(
      'select name, sha256 from schema_migration order by name',
    );
    refuseWhatDoesNotFit(rows, wanted);
    const applied: string[] = [];
    for (const migration of wanted.slice(rows.length)) {
      await client.query(migration.sql);
      await client.query('insert into schema_migration (name, sha256) values ($1, $2)', [
        migration.name,
        migration.sha256,
      ]);
      applied.push(migration.name);
    }
    await client.query('commit');
    return applied;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release(true);
  }
}

function refuseWhatDoesNotFit(applied: { name: string; sha256: string }[], wanted: Migration[]): void {
  const known = new Map(wanted.map((migration) => [migration.name, migration]));
  const unknown = applied.find(({ name }) => !known.has(name));
  const newest = wanted.at(-1)?.name ?? '';
  if (unknown && unknown.name > newest)
    throw new HubError(
      'conflict',
      `This data was written by a newer Spindle (its schema has ${unknown.name}, this program ends at ${newest || 'nothing'}). Start that newer version; nothing was changed.`,
    );
  if (unknown)
    throw new HubError(
      'conflict',
      `This data was written by another edition of Spindle: its schema has ${unknown.name}, which this program does not know. Nothing was changed.`,
    );
  for (const [index, { name, sha256 }] of applied.entries()) {
    const expected = wanted[index];
    if (expected?.name !== name)
      throw new HubError(
        'conflict',
        `The schema step ${expected?.name} comes before ${name}, which this data already has. Nothing was changed.`,
      );
    if (expected.sha256 !== sha256)
      throw new HubError(
        'conflict',
        `The schema step ${name} was changed after this data was made with it. Restore that file from the version that you run; nothing was changed.`,
      );
  }
}
