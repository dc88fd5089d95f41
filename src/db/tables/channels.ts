import { sql } from 'drizzle-orm';
import {
  date,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytea } from '../bytea.ts';

export const channel = pgTable('channel', {
  id: uuid('id').primaryKey(),
  designerId: uuid('designer_id').notNull(),
  kind: text('kind').notNull(),
  name: text('name').notNull(),
  baseUrl: text('base_url'),
  remoteId: text('remote_id'),
  shopUrl: text('shop_url'),
  currency: text('currency'),
  state: text('state').notNull().default(sql`'reading'::text`),
  pausedAt: timestamp('paused_at', { withTimezone: true }),
  pauseReason: text('pause_reason'),
  pauseCause: text('pause_cause'),
  sellerPausedAt: timestamp('seller_paused_at', { withTimezone: true }),
  sellerPausedBy: text('seller_paused_by'),
  settings: jsonb('settings').notNull().default(sql`'{}'::jsonb`),
  secrets: bytea('secrets'),
  webhookSecret: bytea('webhook_secret'),
  webhookOkAt: timestamp('webhook_ok_at', { withTimezone: true }),
  ownership: jsonb('ownership').notNull().default(sql`'{}'::jsonb`),
  approval: jsonb('approval').notNull().default(sql`'{}'::jsonb`),
  filePlan: jsonb('file_plan').notNull().default(sql`'{}'::jsonb`),
  priceRule: jsonb('price_rule').notNull().default(sql`'{}'::jsonb`),
  bucketKey: text('bucket_key'),
  breakerFailures: integer('breaker_failures').notNull().default(sql`0`),
  breakerOpenUntil: timestamp('breaker_open_until', { withTimezone: true }),
  ordersSince: timestamp('orders_since', { withTimezone: true }),
  ordersPolledAt: timestamp('orders_polled_at', { withTimezone: true }),
  readAt: timestamp('read_at', { withTimezone: true }),
  adoptedAt: timestamp('adopted_at', { withTimezone: true }),
  version: integer('version').notNull().default(sql`1`),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(sql`now()`),
});

export const bucket = pgTable('bucket', {
  key: text('key').primaryKey(),
  perSecond: doublePrecision('per_second').notNull(),
  perDay: integer('per_day'),
  tat: timestamp('tat', { withTimezone: true }).notNull().default(sql`now()`),
  blockedUntil: timestamp('blocked_until', { withTimezone: true }),
  day: date('day').notNull().default(sql`CURRENT_DATE`),
  dayUsed: integer('day_used').notNull().default(sql`0`),
  share: doublePrecision('share').notNull().default(sql`0.97`),
  burst: doublePrecision('burst').notNull().default(sql`0.3`),
  learned: doublePrecision('learned'),
  refusedAt: timestamp('refused_at', { withTimezone: true }),
  takenBy: text('taken_by'),
  sharedAt: timestamp('shared_at', { withTimezone: true }),
});

export const remoteListing = pgTable(
  'remote_listing',
  {
    channelId: uuid('channel_id').notNull(),
    remoteId: text('remote_id').notNull(),
    observed: jsonb('observed').notNull(),
    observedAt: timestamp('observed_at', { withTimezone: true }).notNull(),
    state: text('state').notNull().default(sql`'open'::text`),
    candidates: jsonb('candidates').notNull().default(sql`'[]'::jsonb`),
    decidedBy: text('decided_by'),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.remoteId] })],
);

export const oauthTrip = pgTable('oauth_trip', {
  stateHash: text('state_hash').primaryKey(),
  channelId: uuid('channel_id').notNull(),
  codeVerifier: bytea('code_verifier').notNull(),
  redirectUri: text('redirect_uri').notNull(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
});
