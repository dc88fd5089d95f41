import { sql } from 'drizzle-orm';
import { integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const pattern = pgTable('pattern', {
  id: uuid('id').primaryKey(),
  designerId: uuid('designer_id').notNull(),
  craft: text('craft').notNull(),
  title: text('title').notNull(),
  slug: text('slug').notNull(),
  story: text('story').notNull().default(sql`''::text`),
  tags: text('tags').array().notNull().default(sql`'{}'::text[]`),
  category: text('category'),
  sizes: text('sizes').array().notNull().default(sql`'{}'::text[]`),
  languages: text('languages').array().notNull().default(sql`'{en}'::text[]`),
  attributes: jsonb('attributes').notNull().default(sql`'{}'::jsonb`),
  state: text('state').notNull().default(sql`'draft'::text`),
  version: integer('version').notNull().default(sql`1`),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(sql`now()`),
});

export const patternImage = pgTable('pattern_image', {
  id: uuid('id').primaryKey(),
  patternId: uuid('pattern_id').notNull(),
  sha256: text('sha256').notNull(),
  position: integer('position').notNull(),
  alt: text('alt').notNull().default(sql`''::text`),
});

export const offer = pgTable('offer', {
  id: uuid('id').primaryKey(),
  designerId: uuid('designer_id').notNull(),
  patternId: uuid('pattern_id'),
  kind: text('kind').notNull().default(sql`'whole'::text`),
  name: text('name').notNull(),
  sku: text('sku').notNull(),
  roles: text('roles').array(),
  sizes: text('sizes').array(),
  languages: text('languages').array(),
  priceMinor: integer('price_minor').notNull(),
  currency: text('currency').notNull(),
  state: text('state').notNull().default(sql`'active'::text`),
  version: integer('version').notNull().default(sql`1`),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().default(sql`now()`),
});

export const offerMember = pgTable(
  'offer_member',
  {
    offerId: uuid('offer_id').notNull(),
    memberOfferId: uuid('member_offer_id').notNull(),
    position: integer('position').notNull().default(sql`0`),
  },
  (t) => [primaryKey({ columns: [t.offerId, t.memberOfferId] })],
);

export const offerPrice = pgTable('offer_price', {
  id: uuid('id').primaryKey(),
  offerId: uuid('offer_id').notNull(),
  channelId: uuid('channel_id'),
  amountMinor: integer('amount_minor').notNull(),
  currency: text('currency').notNull(),
  startsAt: timestamp('starts_at', { withTimezone: true }),
  endsAt: timestamp('ends_at', { withTimezone: true }),
});
