import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it, vi } from 'vitest';
import { migrate, readMigrations } from '../db/migrate.ts';
import { constructJobs } from '../jobs/construct.ts';
import { openStorage } from '../storage/open-storage.ts';
import { makeBackup, restoreBackup } from './index.ts';
import { compareAtWork } from './testing/compare-at-work.ts';
import { emptyDatabase } from './testing/empty-database.ts';
import { fillHub } from './testing/fill-hub.ts';

vi.setConfig({ testTimeout: 120_000 });

const migrations = await readMigrations();
/** Backups exist since this step; every step after it is one that somebody's archive may end at. */
const firstWithBackups = migrations.findIndex(({ name }) => name === '0009_backups.sql');
const key = { id: 'k1', key: Buffer.alloc(32, 7) };
const keyText = JSON.stringify({ keys: [{ id: key.id, key: key.key.toString('base64') }] });

it.each(
  migrations.slice(firstWithBackups, -1).map(({ name }, index) => [name, firstWithBackups + index + 1]),
)(
  'an archive that ends at %s comes back as if its hub had been brought to this program’s schema',
  async (_, steps) => {
    const folder = await mkdtemp(join(tmpdir(), 'spindle-older-'));
    const [old, into] = await Promise.all([emptyDatabase(), emptyDatabase()]);
    const pool = new pg.Pool({ connectionString: old.url, max: 2 });
    try {
      await migrate(pool, migrations.slice(0, Number(steps)));
      await pool.query(constructJobs());
      await pool.query(`with s as (insert into studio (id, name) values (gen_random_uuid(), 'Ada') returning id)
        insert into designer (id, studio_id, name, slug) select gen_random_uuid(), id, 'Ada', 'ada' from s`);
      const storage = await openStorage(join(folder, 'old'));
      await fillHub(
        { databaseUrl: old.url, storage, ring: { keys: [key] } },
        { patterns: 20, bytesEach: 1000 },
      );
      const made = await makeBackup({
        databaseUrl: old.url,
        storage,
        to: join(folder, 'old.spindle'),
        program: 'test',
      });

      const path = join(folder, 'keys.json');
      await writeFile(path, keyText);
      const target = { databaseUrl: into.url, storage: await openStorage(join(folder, 'new')) };
      const restored = await restoreBackup({
        from: made.path,
        ...target,
        keys: { path },
      });
      expect(restored.migrated).toEqual(migrations.slice(Number(steps)).map(({ name }) => name));

      await migrate(pool);
      const { differences } = await compareAtWork({ databaseUrl: old.url, storage }, target);
      // The steps themselves were applied at another moment here and there.
      expect(differences).toEqual([expect.stringContaining('schema_migration: ')]);
    } finally {
      await pool.end();
      await Promise.all([old.drop(), into.drop()]);
      await rm(folder, { recursive: true, force: true });
    }
  },
);
