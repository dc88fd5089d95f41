import { sql } from 'drizzle-orm';
import { bigint, boolean, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });

export const person = pgTable('person', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  emailVerified: boolean('email_verified').notNull().default(false),
  image: text('image'),
  createdAt: at('created_at').notNull().default(sql`now()`),
  updatedAt: at('updated_at').notNull().default(sql`now()`),
});

export const member = pgTable('member', {
  personId: uuid('person_id').primaryKey(),
  role: text('role').notNull(),
  designerId: uuid('designer_id'),
  createdAt: at('created_at').notNull().default(sql`now()`),
});

export const session = pgTable('session', {
  id: uuid('id').primaryKey(),
  token: text('token').notNull(),
  userId: uuid('user_id').notNull(),
  expiresAt: at('expires_at').notNull(),
  ipAddress: text('ip_address'),
  userAgent: text('user_agent'),
  createdAt: at('created_at').notNull().default(sql`now()`),
  updatedAt: at('updated_at').notNull().default(sql`now()`),
});

export const verification = pgTable('verification', {
  id: uuid('id').primaryKey(),
  identifier: text('identifier').notNull(),
  value: text('value').notNull(),
  expiresAt: at('expires_at').notNull(),
  createdAt: at('created_at').notNull().default(sql`now()`),
  updatedAt: at('updated_at').notNull().default(sql`now()`),
});

export const passkey = pgTable('passkey', {
  id: uuid('id').primaryKey(),
  name: text('name'),
  publicKey: text('public_key').notNull(),
  userId: uuid('user_id').notNull(),
  // better-auth's spelling of the field
  credentialID: text('credential_id').notNull(),
  counter: bigint('counter', { mode: 'number' }).notNull(),
  deviceType: text('device_type').notNull(),
  backedUp: boolean('backed_up').notNull(),
  transports: text('transports'),
  aaguid: text('aaguid'),
  createdAt: at('created_at').default(sql`now()`),
});

export const signInLink = pgTable('sign_in_link', {
  tokenHash: text('token_hash').primaryKey(),
  personId: uuid('person_id').notNull(),
  expiresAt: at('expires_at').notNull(),
  createdAt: at('created_at').notNull().default(sql`now()`),
});

export const apiKey = pgTable('api_key', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  start: text('start').notNull(),
  keyHash: text('key_hash').notNull(),
  role: text('role').notNull(),
  designerId: uuid('designer_id'),
  personId: uuid('person_id').notNull(),
  createdAt: at('created_at').notNull().default(sql`now()`),
  expiresAt: at('expires_at'),
  lastUsedAt: at('last_used_at'),
  revokedAt: at('revoked_at'),
});
