import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { transaction } from './client.ts';
import { rowsOf } from './query.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    'create table thing (id int primary key, name text, at timestamptz default now())',
  );
});
afterAll(() => database.drop());

it('reads and writes the same on the pool, in a transaction and under a savepoint', async () => {
  await transaction(database.db, async (tx) => {
    await rowsOf(tx, 'insert into thing (id, name) values ($1, $2)', [1, 'one']);
    await transaction(tx, async (inner) => {
      await rowsOf(inner, 'insert into thing (id, name) values ($1, $2)', [2, 'two']);
    });
    await transaction(tx, async (inner) => {
      await rowsOf(inner, 'insert into thing (id, name) values ($1, $2)', [3, 'three']);
      throw new Error('no');
    }).catch(() => {});
    expect(await rowsOf(database.db, 'select 1 from thing')).toEqual([]);
  });
  const rows = await rowsOf<{ id: number; at: Date }>(database.db, 'select id, at from thing order by id');
  expect(rows.map(({ id }) => id)).toEqual([1, 2]);
  expect(rows[0]?.at).toBeInstanceOf(Date);
});

it('keeps the plan of a statement that comes again, whoever sends it', async () => {
  await transaction(database.db, async (tx) => {
    for (let time = 0; time < 6; time += 1) {
      await rowsOf(tx, 'select name from thing where id = $1', [1]);
      await tx.execute(sql`select id from thing where name = ${'one'}`);
    }
    const kept = await rowsOf<{ statement: string }>(tx, 'select statement from pg_prepared_statements');
    expect(kept.map(({ statement }) => statement)).toEqual(
      expect.arrayContaining([
        'select name from thing where id = $1',
        'select id from thing where name = $1',
      ]),
    );
  });
});

it('goes on after the schema changed under a kept plan', async () => {
  const read = () => rowsOf(database.db, 'select * from thing where id = $1', [1]);
  for (let time = 0; time < 6; time += 1) await read();
  await database.pool.query('alter table thing add column more int');
  // each connection may hold one: what fails gives its connection up
  for (let time = 0; time < 20; time += 1) await read().catch(() => {});
  expect(await read()).toMatchObject([{ id: 1, more: null }]);
});

it('says so when a statement had failed that nobody minded', async () => {
  const done = transaction(database.db, async (tx) => {
    await rowsOf(tx, 'insert into thing (id) values (9)');
    await rowsOf(tx, 'select 1 / 0').catch(() => {});
  });
  await expect(done).rejects.toThrow('all of it was undone');
  expect(await rowsOf(database.db, 'select 1 from thing where id = 9')).toEqual([]);
});

it('rolls back and goes on with the connection when the work throws with statements still under way', async () => {
  const work = transaction(database.db, async (tx) => {
    const slow = rowsOf(tx, 'select pg_sleep(0.05)');
    slow.catch(() => {});
    void rowsOf(tx, 'insert into thing (id) values (10)').catch(() => {});
    throw new Error('thrown in the middle');
  });
  await expect(work).rejects.toThrow('thrown in the middle');
  expect(await rowsOf(database.db, 'select 1 from thing where id = 10')).toEqual([]);
});
