import { sql } from 'drizzle-orm';
import { integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const audit = pgTable('audit', {
  id: uuid('id').primaryKey(),
  at: timestamp('at', { withTimezone: true }).notNull().default(sql`now()`),
  operation: text('operation').notNull(),
  actorKind: text('actor_kind').notNull(),
  actorId: text('actor_id').notNull(),
  actorName: text('actor_name').notNull(),
  subjectKind: text('subject_kind'),
  subjectId: text('subject_id'),
  input: jsonb('input').notNull().default(sql`'{}'::jsonb`),
});

export const activity = pgTable('activity', {
  id: uuid('id').primaryKey(),
  at: timestamp('at', { withTimezone: true }).notNull().default(sql`now()`),
  tone: text('tone').notNull().default(sql`'info'::text`),
  sentence: text('sentence').notNull(),
  patternId: uuid('pattern_id'),
  channelId: uuid('channel_id'),
  listingId: uuid('listing_id'),
  orderId: uuid('order_id'),
  releaseId: uuid('release_id'),
  detail: jsonb('detail').notNull().default(sql`'{}'::jsonb`),
});

export const idempotency = pgTable(
  'idempotency',
  {
    actorId: text('actor_id').notNull(),
    key: text('key').notNull(),
    operation: text('operation').notNull(),
    requestHash: text('request_hash').notNull(),
    status: integer('status').notNull(),
    response: jsonb('response'),
    at: timestamp('at', { withTimezone: true }).notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.key] })],
);
