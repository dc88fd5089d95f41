import { sql } from 'drizzle-orm';
import {
  boolean,
  date,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytea } from '../bytea.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

export const alert = pgTable(
  'alert',
  {
    kind: text('kind').notNull(),
    subject: text('subject').notNull(),
    designerId: uuid('designer_id'),
    fact: text('fact').notNull(),
    detail: jsonb('detail').notNull().default(sql`'{}'::jsonb`),
    firstAt: at('first_at').notNull(),
    changedAt: at('changed_at').notNull(),
    solvedAt: at('solved_at'),
  },
  (t) => [primaryKey({ columns: [t.kind, t.subject] })],
);

export const alertReader = pgTable('alert_reader', {
  personId: uuid('person_id').primaryKey(),
  isMailOn: boolean('is_mail_on').notNull().default(true),
  isPushOn: boolean('is_push_on').notNull().default(true),
  rhythm: text('rhythm').notNull().default(sql`'soon'::text`),
  digestHour: smallint('digest_hour').notNull().default(8),
  quietFrom: smallint('quiet_from'),
  quietUntil: smallint('quiet_until'),
  timeZone: text('time_zone'),
  isWeeklyOn: boolean('is_weekly_on').notNull().default(true),
  sleepMinutes: integer('sleep_minutes'),
  toldAt: at('told_at'),
  seenAt: at('seen_at'),
  unseen: integer('unseen').notNull().default(0),
  messageNo: integer('message_no').notNull().default(0),
  weeklyOf: date('weekly_of', { mode: 'string' }),
});

export const alertTold = pgTable(
  'alert_told',
  {
    personId: uuid('person_id').notNull(),
    kind: text('kind').notNull(),
    subject: text('subject').notNull(),
    fact: text('fact').notNull(),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.personId, t.kind, t.subject] })],
);

export const approvalLink = pgTable('approval_link', {
  tokenHash: text('token_hash').primaryKey(),
  personId: uuid('person_id').notNull(),
  listingIds: uuid('listing_ids').array().notNull(),
  expiresAt: at('expires_at').notNull(),
  createdAt: at('created_at').notNull().default(sql`now()`),
});

export const pushSubscription = pgTable('push_subscription', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  name: text('name').notNull(),
  endpoint: text('endpoint').notNull(),
  p256dh: text('p256dh').notNull(),
  auth: text('auth').notNull(),
  createdAt: at('created_at').notNull().default(sql`now()`),
  usedAt: at('used_at'),
});

export const pushKey = pgTable('push_key', {
  isOnly: boolean('is_only').primaryKey().default(true),
  publicKey: text('public_key').notNull(),
  privateKey: bytea('private_key').notNull(),
});

export const pulse = pgTable('pulse', {
  isOnly: boolean('is_only').primaryKey().default(true),
  beatAt: at('beat_at').notNull(),
  lookedAt: at('looked_at'),
});

export const hubSleep = pgTable('hub_sleep', {
  id: uuid('id').primaryKey(),
  fromAt: at('from_at').notNull(),
  untilAt: at('until_at').notNull(),
});
