import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { bytea } from '../bytea.ts';

export const webhookDelivery = pgTable('webhook_delivery', {
  id: uuid('id').primaryKey(),
  channelId: uuid('channel_id').notNull(),
  deliveryId: text('delivery_id').notNull(),
  topic: text('topic').notNull(),
  body: bytea('body').notNull(),
  receivedAt: timestamp('received_at', { withTimezone: true }).notNull().default(sql`now()`),
  processedAt: timestamp('processed_at', { withTimezone: true }),
  attempts: integer('attempts').notNull().default(sql`0`),
  dueAt: timestamp('due_at', { withTimezone: true }).notNull().default(sql`now()`),
  error: text('error'),
});

export const buyer = pgTable('buyer', {
  id: uuid('id').primaryKey(),
  email: text('email'),
  name: text('name'),
  country: text('country'),
  language: text('language'),
  isTest: boolean('is_test').notNull().default(sql`false`),
  consent: text('consent').notNull().default(sql`'unasked'::text`),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
});

export const buyerAccount = pgTable(
  'buyer_account',
  {
    channelId: uuid('channel_id').notNull(),
    remoteId: text('remote_id').notNull(),
    buyerId: uuid('buyer_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.remoteId] })],
);

export const sale = pgTable('sale', {
  id: uuid('id').primaryKey(),
  channelId: uuid('channel_id'),
  remoteId: text('remote_id').notNull(),
  number: text('number').notNull(),
  status: text('status').notNull(),
  placedAt: timestamp('placed_at', { withTimezone: true }).notNull(),
  remoteUpdatedAt: timestamp('remote_updated_at', { withTimezone: true }).notNull(),
  currency: text('currency').notNull(),
  totalMinor: integer('total_minor').notNull(),
  shippingMinor: integer('shipping_minor').notNull().default(sql`0`),
  discountMinor: integer('discount_minor').notNull().default(sql`0`),
  refundedMinor: integer('refunded_minor').notNull().default(sql`0`),
  buyerId: uuid('buyer_id').notNull(),
  isTest: boolean('is_test').notNull().default(sql`false`),
  code: text('code').notNull(),
  fingerprint: text('fingerprint').notNull().default(sql`''::text`),
  firstSeenAt: timestamp('first_seen_at', { withTimezone: true }).notNull().default(sql`now()`),
});

export const saleLine = pgTable('sale_line', {
  id: uuid('id').primaryKey(),
  saleId: uuid('sale_id').notNull(),
  remoteId: text('remote_id').notNull(),
  remoteListingId: text('remote_listing_id'),
  listingId: uuid('listing_id'),
  offerId: uuid('offer_id'),
  sku: text('sku'),
  title: text('title').notNull(),
  quantity: integer('quantity').notNull(),
  totalMinor: integer('total_minor').notNull(),
  taxMinor: integer('tax_minor').notNull().default(sql`0`),
});
