import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { inject } from 'vitest';
import { createClient, type Db } from '../../src/db/client.ts';
import { cloneTemplate, dropDatabase } from '../../src/db/template.ts';

export interface TestDatabase {
  url: string;
  db: Db;
  pool: pg.Pool;
  drop(): Promise<void>;
}

/** A migrated, empty database of its own for a test file: make it in `beforeAll`, drop it in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('databaseServerUrl');
  const name = `spindle_test_${randomBytes(6).toString('hex')}`;
  const url = await cloneTemplate(server, inject('databaseTemplate'), name);
  const { pool, db } = createClient({ url, applicationName: 'spindle-test', max: 10 });
  return {
    url,
    db,
    pool,
    async drop() {
      await pool.end();
      await dropDatabase(server, name);
    },
  };
}
