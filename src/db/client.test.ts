import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { sqlState, transaction } from './client.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    'create table counter (id int primary key, n bigint not null); insert into counter values (1, 0), (2, 0)',
  );
});
afterAll(() => database.drop());

it('reads int8 as a number and refuses one that would round', async () => {
  const { rows } = await database.pool.query('select 9007199254740991::bigint as n, now() as at');
  expect(rows[0].n).toBe(Number.MAX_SAFE_INTEGER);
  expect(rows[0].at).toBeInstanceOf(Date);
  await expect(database.pool.query('select 9007199254740993::bigint as n')).rejects.toThrow(/too large/);
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

it('rolls back what throws', async () => {
  const failing = transaction(database.db, async (tx) => {
    await tx.execute(sql`update counter set n = 99 where id = 1`);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect((await database.pool.query('select n from counter where id = 1')).rows).toEqual([{ n: 0 }]);
});

it('runs a transaction again after a serialization failure when asked to', async () => {
  let runs = 0;
  let readers = 0;
  let go = () => {};
  const bothHaveRead = new Promise<void>((resolve) => {
    go = resolve;
  });
  const add = () =>
    transaction(
      database.db,
      async (tx) => {
        runs++;
        const { rows } = await tx.execute<{ n: number }>(sql`select n from counter where id = 1`);
        readers++;
        if (readers === 2) go();
        await bothHaveRead;
        await tx.execute(sql`update counter set n = ${Number(rows[0]?.n) + 1} where id = 1`);
      },
      { isolation: 'serializable', retries: 20 },
    );
  await Promise.all([add(), add()]);
  expect((await database.pool.query('select n from counter where id = 1')).rows).toEqual([{ n: 2 }]);
  expect(runs).toBe(3);
});

it('does not run it again unasked, and names the database’s code', async () => {
  const error = await transaction(database.db, (tx) =>
    tx.execute(sql`insert into counter values (1, 1)`),
  ).catch((e) => e);
  expect(sqlState(error)).toBe('23505');
});
