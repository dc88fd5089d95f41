import { sql } from 'drizzle-orm';
import { boolean, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const task = pgTable('task', {
  id: uuid('id').primaryKey(),
  kind: text('kind').notNull(),
  title: text('title').notNull(),
  state: text('state').notNull().default(sql`'waiting'::text`),
  done: integer('done').notNull().default(sql`0`),
  total: integer('total'),
  message: text('message'),
  input: jsonb('input').notNull().default(sql`'{}'::jsonb`),
  result: jsonb('result'),
  actorId: text('actor_id').notNull(),
  isCancelWanted: boolean('is_cancel_wanted').notNull().default(sql`false`),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(sql`now()`),
  finishedAt: timestamp('finished_at', { withTimezone: true }),
});
