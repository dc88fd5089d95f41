import { createHash } from 'node:crypto';
import pg from 'pg';
import { createClient, sqlState } from './client.ts';
import { type Migration, migrate, readMigrations } from './migrate.ts';

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const next = new URL(url);
  next.pathname = `/${name}`;
  return next.href;
}

export async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'spindle-template' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export const templateName = (migrations: Migration[]): string =>
  `spindle_template_${createHash('sha256')
    .update(migrations.map(({ name, sha256 }) => `${name} ${sha256}`).join())
    .digest('hex')
    .slice(0, 16)}`;

/** Makes a migrated database to clone from, once per schema; returns its name. */
export async function ensureTemplate(serverUrl: string): Promise<string> {
  const migrations = await readMigrations();
  const name = templateName(migrations);
  await onServer(serverUrl, async (client) => {
    // Two test runs on one server: the second waits for the first, then finds it made.
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query(
      'select 1 from pg_database where datname = $1 and datistemplate',
      [name],
    );
    if (rowCount) return;
    await client.query(`drop database if exists ${name}`);
    await client.query(`create database ${name} template template0`);
    const { pool } = createClient({ url: withDatabase(serverUrl, name), max: 1 });
    try {
      await migrate(pool, migrations);
    } finally {
      await pool.end();
    }
    // Marked last: a template that is not marked was never finished.
    await client.query(`alter database ${name} with is_template true allow_connections false`);
  });
  return name;
}

/** A fresh copy of a template under `name`. */
export async function cloneTemplate(serverUrl: string, template: string, name: string): Promise<string> {
  await onServer(serverUrl, async (client) => {
    for (let attempt = 1; ; attempt++) {
      try {
        await client.query(`create database ${name} template ${template} strategy ${cloneStrategy}`);
        return;
      } catch (error) {
        // Somebody else copies the template in this very moment.
        if (sqlState(error) !== '55006' || attempt >= 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  });
  return withDatabase(serverUrl, name);
}

/** Drops a database, in peace: a connection that is just being closed would otherwise end with an error of the server's. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await onServer(serverUrl, async (client) => {
    for (let attempt = 0; attempt < 100; attempt++) {
      const { rowCount } = await client.query('select 1 from pg_stat_activity where datname = $1', [name]);
      if (!rowCount) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await client.query(`drop database if exists ${name} with (force)`);
  });
}

/** Measured on our schema: see docs/decisions/0002-embedded-postgresql.md. */
const cloneStrategy = 'file_copy';
