import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { type Migration, migrate, readMigrations } from './migrate.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.pool.query('drop schema public cascade; create schema public'));

const step = (name: string, sql: string, sha256 = `${name} hash`): Migration => ({ name, sql, sha256 });
const first = step('0001_a.sql', 'create table a (id int)');
const second = step('0002_b.sql', 'create table b (id int)');
const tables = async () =>
  (
    await database.pool.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' order by 1",
    )
  ).rows.map(({ name }) => name);

it('applies what is missing, in order, once', async () => {
  expect(await migrate(database.pool, [first])).toEqual(['0001_a.sql']);
  expect(await migrate(database.pool, [first, second])).toEqual(['0002_b.sql']);
  expect(await migrate(database.pool, [first, second])).toEqual([]);
  expect(await tables()).toEqual(['a', 'b', 'schema_migration']);
});

it('applies all or nothing', async () => {
  await expect(migrate(database.pool, [first, step('0002_b.sql', 'create tabel b ()')])).rejects.toThrow(
    /syntax error/,
  );
  expect(await tables()).toEqual([]);
});

it('lets one of several starting processes migrate', async () => {
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(database.pool, [first, second])));
  expect(applied.flat()).toEqual(['0001_a.sql', '0002_b.sql']);
});

it('refuses data written by a newer program and touches nothing', async () => {
  await migrate(database.pool, [first, second]);
  await expect(migrate(database.pool, [first])).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('This data was written by a newer Spindle'),
  });
  expect(await tables()).toEqual(['a', 'b', 'schema_migration']);
});

it('refuses when an applied step was changed since', async () => {
  await migrate(database.pool, [first]);
  await expect(migrate(database.pool, [{ ...first, sha256: 'other' }])).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('0001_a.sql was changed'),
  });
});

it('refuses a step put in before one that was applied', async () => {
  await migrate(database.pool, [first, second]);
  const between = step('0001_z.sql', 'select 1');
  await expect(migrate(database.pool, [first, between, second])).rejects.toMatchObject({ code: 'conflict' });
});

it('applies the program’s own steps to an empty database', async () => {
  const own = await readMigrations();
  expect(await migrate(database.pool)).toEqual(own.map(({ name }) => name));
});
