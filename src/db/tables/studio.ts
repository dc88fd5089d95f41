import { sql } from 'drizzle-orm';
import { integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const studio = pgTable('studio', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  currency: text('currency').notNull().default(sql`'EUR'::text`),
  timeZone: text('time_zone').notNull().default(sql`'UTC'::text`),
  stoppedAt: timestamp('stopped_at', { withTimezone: true }),
  stoppedBy: text('stopped_by'),
  settings: jsonb('settings').notNull().default(sql`'{}'::jsonb`),
  version: integer('version').notNull().default(sql`1`),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
});

export const designer = pgTable('designer', {
  id: uuid('id').primaryKey(),
  studioId: uuid('studio_id').notNull(),
  name: text('name').notNull(),
  slug: text('slug').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
});
