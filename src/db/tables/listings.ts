import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';

export const listing = pgTable('listing', {
  id: uuid('id').primaryKey(),
  channelId: uuid('channel_id').notNull(),
  offerId: uuid('offer_id').notNull(),
  language: text('language'),
  remoteId: text('remote_id'),
  remoteUrl: text('remote_url'),
  wantedState: text('wanted_state').notNull().default(sql`'draft'::text`),
  ownValues: jsonb('own_values').notNull().default(sql`'{}'::jsonb`),
  ownership: jsonb('ownership').notNull().default(sql`'{}'::jsonb`),
  desired: jsonb('desired'),
  observed: jsonb('observed'),
  observedAt: timestamp('observed_at', { withTimezone: true }),
  applied: jsonb('applied'),
  appliedAt: timestamp('applied_at', { withTimezone: true }),
  appliedReleaseId: uuid('applied_release_id'),
  original: jsonb('original'),
  originalAt: timestamp('original_at', { withTimezone: true }),
  isAdopted: boolean('is_adopted').notNull().default(sql`false`),
  status: text('status').notNull().default(sql`'resting'::text`),
  problem: jsonb('problem'),
  drift: text('drift').array().notNull().default(sql`'{}'::text[]`),
  plan: jsonb('plan'),
  planHash: text('plan_hash'),
  planAt: timestamp('plan_at', { withTimezone: true }),
  approvedHash: text('approved_hash'),
  approvedBy: text('approved_by'),
  approvedAt: timestamp('approved_at', { withTimezone: true }),
  clickedPrice: jsonb('clicked_price'),
  version: integer('version').notNull().default(sql`1`),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(sql`now()`),
});

// `work` is written in SQL only: its protocol is statements, in modules/listings/work-store.ts.

export const step = pgTable('step', {
  id: uuid('id').primaryKey(),
  listingId: uuid('listing_id').notNull(),
  leaseToken: bigint('lease_token', { mode: 'number' }).notNull(),
  position: integer('position').notNull(),
  kind: text('kind').notNull(),
  summary: text('summary').notNull(),
  startedAt: timestamp('started_at', { withTimezone: true }).notNull(),
  endedAt: timestamp('ended_at', { withTimezone: true }),
  outcome: text('outcome'),
  message: text('message'),
  lookedAt: timestamp('looked_at', { withTimezone: true }),
});

export const placed = pgTable(
  'placed',
  {
    listingId: uuid('listing_id').notNull(),
    kind: text('kind').notNull(),
    remoteId: text('remote_id').notNull(),
    sha256: text('sha256').notNull(),
    slot: text('slot'),
    placedAt: timestamp('placed_at', { withTimezone: true }).notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.listingId, t.kind, t.remoteId] })],
);

export const address = pgTable('address', {
  token: text('token').primaryKey(),
  listingId: uuid('listing_id').notNull(),
  kind: text('kind').notNull(),
  slot: text('slot').notNull(),
  sha256: text('sha256').notNull(),
  name: text('name').notNull(),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
});
