import { join } from 'node:path';
import type pg from 'pg';
import { HubError } from '../kit/errors.ts';
import { createClient, type Db } from './client.ts';
import { startEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';

export interface OpenSettings {
  /** The hub's data folder; the embedded database lies in `database` within. */
  home: string;
  /** A PostgreSQL server to use instead of the embedded one. */
  databaseUrl?: string | undefined;
  onProgress?: (line: string) => void;
  /** Called once when the embedded server ended and cannot be started again: the hub cannot go on. */
  onExit?: (sentence: string) => void;
  applicationName?: string;
  /** Connections of the pool at most. */
  max?: number;
}

export interface OpenDatabase {
  url: string;
  db: Db;
  pool: pg.Pool;
  close(): Promise<void>;
}

const oldestMajor = 15;

/**
 * Opens the hub's database, embedded or a server's, and brings its schema up to date.
 * Errors: HubError `unavailable` or `conflict` with a sentence for the seller.
 */
export async function openDatabase(settings: OpenSettings): Promise<OpenDatabase> {
  const { home, databaseUrl, onProgress = () => {}, onExit } = settings;
  const server = databaseUrl
    ? null
    : await startEmbedded({ dataDir: join(home, 'database'), onProgress, onExit });
  // An empty DATABASE_URL, as a settings file leaves it, is none.
  const url = server ? server.url : (databaseUrl as string);
  const { pool, db } = createClient({ url, applicationName: settings.applicationName, max: settings.max });
  const close = async () => {
    await pool.end();
    await server?.stop();
  };
  try {
    await refuseOldServer(pool);
    const applied = await migrate(pool);
    if (applied.length > 0)
      onProgress(
        `Database ready (${applied.length} schema ${applied.length === 1 ? 'step' : 'steps'} applied).`,
      );
    return { url, db, pool, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function refuseOldServer(pool: pg.Pool): Promise<void> {
  const version = await pool
    .query<{ major: string }>("select current_setting('server_version_num')::int / 10000 as major")
    .then(({ rows }) => Number(rows[0]?.major))
    .catch((cause: Error) => {
      throw new HubError(
        'unavailable',
        `The database does not answer: ${cause.message || 'no connection'}. Check that it runs and that DATABASE_URL is right.`,
        { cause },
      );
    });
  if (version < oldestMajor)
    throw new HubError(
      'unavailable',
      `The database server is PostgreSQL ${version}; Spindle needs ${oldestMajor} or newer.`,
    );
}
