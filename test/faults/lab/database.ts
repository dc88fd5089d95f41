import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbedded } from '../../../src/db/embedded.ts';
import { until } from '../../support/until.ts';
import { killOutright } from './descendants.ts';

/** PostgreSQL as the lab sees it: past every network that it breaks. */
export interface LabDatabase {
  url(): string;
  /** kill -9; comes back by itself, as a server does that is looked after. False: it did not run. */
  kill(): Promise<boolean>;
  answers(): Promise<void>;
  stop(): Promise<void>;
}

const answers = (url: () => string): Promise<void> =>
  until('the database', async () => {
    const client = new pg.Client({ connectionString: url(), connectionTimeoutMillis: 5_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      // A full disk shows in the first write.
      await client.query('create temporary table room (n int); insert into room values (1)');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => {});
    }
  }).then(() => {});

/** A server of its own for one schedule. */
export async function startServer(dataDir: string): Promise<LabDatabase> {
  const server: EmbeddedPostgres = await startEmbedded({ dataDir });
  const url = () => server.url;
  return {
    url,
    answers: () => answers(url),
    kill: async () => {
      const isKilled = killOutright(server.pid);
      await answers(url);
      return isKilled;
    },
    stop: () => server.stop(),
  };
}

/** The one that a hub alone brings along, in its folder. */
export function databaseOf(home: string): LabDatabase {
  const pidFile = () => readFileSync(join(home, 'database/cluster/postmaster.pid'), 'utf8').split('\n');
  const url = () =>
    `postgresql://spindle:${readFileSync(join(home, 'database/password'), 'utf8').trim()}@127.0.0.1:${pidFile()[3]}/spindle`;
  return {
    url,
    answers: () => answers(url),
    kill: async () => {
      const file = join(home, 'database/cluster/postmaster.pid');
      return existsSync(file) && killOutright(Number(pidFile()[0]));
    },
    stop: async () => {},
  };
}

/** One query on a connection of its own; asked again while the database is away. */
export type Query = <R extends object = Record<string, unknown>>(
  text: string,
  values?: unknown[],
) => Promise<R[]>;

export const queryOn =
  (url: () => string): Query =>
  async <R extends object>(text: string, values: unknown[] = []) => {
    for (let tries = 0; ; tries += 1) {
      let client: pg.Client | null = null;
      try {
        client = new pg.Client({ connectionString: url(), connectionTimeoutMillis: 5_000 });
        client.on('error', () => {});
        await client.connect();
        return (values.length > 0 ? await client.query(text, values) : await client.query(text)).rows as R[];
      } catch (error) {
        if (tries > 300 || /^(42|22|23)/.test((error as { code?: string }).code ?? '')) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      } finally {
        await client?.end().catch(() => {});
      }
    }
  };
