import { sql } from 'drizzle-orm';
import { bigint, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const entitlement = pgTable('entitlement', {
  id: uuid('id').primaryKey(),
  buyerId: uuid('buyer_id').notNull(),
  offerId: uuid('offer_id').notNull(),
  saleLineId: uuid('sale_line_id').notNull(),
  grantedAt: timestamp('granted_at', { withTimezone: true }).notNull().default(sql`now()`),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
  revokeReason: text('revoke_reason'),
});

export const link = pgTable('link', {
  id: uuid('id').primaryKey(),
  tokenHash: text('token_hash').notNull(),
  entitlementId: uuid('entitlement_id').notNull(),
  releaseFileId: uuid('release_file_id').notNull(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  maxDownloads: integer('max_downloads').notNull(),
  downloads: integer('downloads').notNull().default(sql`0`),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
});

export const download = pgTable('download', {
  id: uuid('id').primaryKey(),
  linkId: uuid('link_id'),
  entitlementId: uuid('entitlement_id'),
  listingId: uuid('listing_id'),
  sha256: text('sha256').notNull(),
  sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
  at: timestamp('at', { withTimezone: true }).notNull().default(sql`now()`),
});

export const libraryKey = pgTable('library_key', {
  tokenHash: text('token_hash').primaryKey(),
  buyerId: uuid('buyer_id').notNull(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  revokedAt: timestamp('revoked_at', { withTimezone: true }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
});
