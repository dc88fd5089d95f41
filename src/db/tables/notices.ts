import { sql } from 'drizzle-orm';
import { integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const notice = pgTable('notice', {
  id: uuid('id').primaryKey(),
  releaseId: uuid('release_id').notNull(),
  state: text('state').notNull().default(sql`'draft'::text`),
  subject: text('subject').notNull(),
  body: text('body').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
  approvedBy: text('approved_by'),
  approvedAt: timestamp('approved_at', { withTimezone: true }),
});

export const noticeRecipient = pgTable(
  'notice_recipient',
  {
    noticeId: uuid('notice_id').notNull(),
    buyerId: uuid('buyer_id').notNull(),
    state: text('state').notNull(),
    reason: text('reason'),
    messageId: uuid('message_id'),
  },
  (t) => [primaryKey({ columns: [t.noticeId, t.buyerId] })],
);

export const message = pgTable('message', {
  id: uuid('id').primaryKey(),
  kind: text('kind').notNull(),
  buyerId: uuid('buyer_id'),
  recipient: text('recipient').notNull(),
  subject: text('subject').notNull(),
  textBody: text('text_body').notNull(),
  htmlBody: text('html_body').notNull(),
  state: text('state').notNull().default(sql`'waiting'::text`),
  attempts: integer('attempts').notNull().default(sql`0`),
  error: text('error'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
  sentAt: timestamp('sent_at', { withTimezone: true }),
  cause: text('cause').notNull(),
});
