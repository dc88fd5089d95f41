import { sql } from 'drizzle-orm';
import { integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const preflightRun = pgTable(
  'preflight_run',
  {
    sha256: text('sha256').notNull(),
    checksVersion: integer('checks_version').notNull(),
    state: text('state').notNull().default(sql`'waiting'::text`),
    error: text('error'),
    ms: integer('ms'),
    at: timestamp('at', { withTimezone: true }).notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.sha256, t.checksVersion] })],
);

export const finding = pgTable('finding', {
  id: uuid('id').primaryKey(),
  sha256: text('sha256').notNull(),
  checksVersion: integer('checks_version').notNull(),
  checkId: text('check_id').notNull(),
  severity: text('severity').notNull(),
  page: integer('page'),
  box: jsonb('box'),
  measured: text('measured'),
  expected: text('expected'),
  message: text('message').notNull(),
});
