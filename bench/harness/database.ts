import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../../src/db/embedded.ts';
import { withDatabase } from '../../src/db/template.ts';
import type { Bench } from './benchmark.ts';

export interface BenchDatabase {
  /** Of the database that the hub uses. */
  url: string;
  pid: number;
  /** Another database on the same server, for a peer. */
  another(name: string): Promise<string>;
  pool: pg.Pool;
}

/** A PostgreSQL as the hub starts its own, that a peer can use too: everything waits for the disk. */
export async function startDatabase(bench: Bench): Promise<BenchDatabase> {
  const dataDir = join(bench.folder, 'postgres');
  await mkdir(dataDir, { recursive: true });
  const server = await startEmbedded({ dataDir });
  bench.atEnd(() => server.stop());
  const pool = new pg.Pool({ connectionString: server.url, max: 4 });
  pool.on('error', () => {});
  bench.atEnd(() => pool.end());
  return {
    ...{ url: server.url, pid: server.pid, pool },
    another: async (name) => {
      await pool.query(`create database ${name}`);
      return withDatabase(server.url, name);
    },
  };
}
