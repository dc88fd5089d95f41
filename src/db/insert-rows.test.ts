import { integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { newId } from '../kit/ids.ts';
import { sqlState } from './client.ts';
import { insertRows } from './insert-rows.ts';
import { rowsOf } from './query.ts';

const card = pgTable('card', {
  id: uuid('id').primaryKey(),
  title: text('title').notNull(),
  note: text('note'),
  count: integer('count').notNull().default(7),
  facts: jsonb('facts'),
  madeAt: timestamp('made_at', { withTimezone: true }).notNull(),
});

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(`create table card (id uuid primary key, title text not null, note text,
    count int not null default 7, facts jsonb, made_at timestamptz not null)`);
});
afterAll(() => database.drop());

const madeAt = new Date('2026-01-02T03:04:05.678Z');
const read = (id: string) =>
  rowsOf<{ title: string; note: string | null; count: number; facts: unknown; made_at: Date }>(
    database.db,
    'select title, note, count, facts, made_at from card where id = $1',
    [id],
  );

it('writes each row as it is, and defaults where none has a value', async () => {
  const [one, two] = [newId(), newId()];
  await insertRows(database.db, card, [
    { id: one, title: 'O’Neill "x" \\ud800 {a,b}\nÄ 🧶', facts: { a: ['1', null] }, madeAt },
    { id: two, title: '', note: 'two', madeAt },
  ]);
  expect(await read(one)).toEqual([
    {
      ...{ title: 'O’Neill "x" \\ud800 {a,b}\nÄ 🧶', note: null, count: 7 },
      ...{ facts: { a: ['1', null] }, made_at: madeAt },
    },
  ]);
  expect(await read(two)).toEqual([{ title: '', note: 'two', count: 7, facts: null, made_at: madeAt }]);
});

it('writes none, very many, and half of a character as its replacement', async () => {
  expect(await insertRows(database.db, card, [])).toEqual([]);
  const rows = Array.from({ length: 20_000 }, (_, n) => ({ id: newId(), title: `card ${n}`, madeAt }));
  await insertRows(database.db, card, rows);
  const [count] = await rowsOf<{ n: number }>(
    database.db,
    `select count(*) as n from card where title like 'card %'`,
  );
  expect(count?.n).toBe(20_000);
  const half = newId();
  await insertRows(database.db, card, [{ id: half, title: '\\\\\ud83d and \udc00', madeAt }]);
  expect((await read(half))[0]?.title).toBe('\\\\\ufffd and \ufffd');
});

it('leaves out what is there when asked, and says what is new', async () => {
  const [old, fresh] = [newId(), newId()];
  await insertRows(database.db, card, [{ id: old, title: 'old', madeAt }]);
  const inserted = await insertRows<typeof card, { id: string }>(
    database.db,
    card,
    [old, fresh].map((id) => ({ id, title: 'again', madeAt })),
    'on conflict (id) do nothing returning id',
  );
  expect(inserted).toEqual([{ id: fresh }]);
  expect((await read(old))[0]?.title).toBe('old');
});

it('refuses what cannot be stored as the other statements do', async () => {
  const zero = insertRows(database.db, card, [{ id: newId(), title: 'a\u0000b', madeAt }]);
  expect(sqlState(await zero.catch((error: unknown) => error))).toMatch(/^22/);
  const twice = newId();
  const same = insertRows(
    database.db,
    card,
    [twice, twice].map((id) => ({ id, title: 'x', madeAt })),
  );
  expect(sqlState(await same.catch((error: unknown) => error))).toBe('23505');
});
