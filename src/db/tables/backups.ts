import { sql } from 'drizzle-orm';
import { jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const backupRun = pgTable('backup_run', {
  id: uuid('id').primaryKey(),
  state: text('state').notNull(),
  askedBy: text('asked_by').notNull(),
  startedAt: timestamp('started_at', { withTimezone: true }).notNull(),
  finishedAt: timestamp('finished_at', { withTimezone: true }),
  place: text('place').notNull(),
  sentence: text('sentence'),
  result: jsonb('result').notNull().default(sql`'{}'::jsonb`),
});

export const restoredChannel = pgTable('restored_channel', {
  channelId: uuid('channel_id').primaryKey(),
  restoredAt: timestamp('restored_at', { withTimezone: true }).notNull(),
  readAt: timestamp('read_at', { withTimezone: true }),
  problem: text('problem'),
  releasedAt: timestamp('released_at', { withTimezone: true }),
});
