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

export const asset = pgTable('asset', {
  sha256: text('sha256').primaryKey(),
  sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
  kind: text('kind').notNull(),
  contentType: text('content_type').notNull(),
  facts: jsonb('facts').notNull().default(sql`'{}'::jsonb`),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
});

export const release = pgTable('release', {
  id: uuid('id').primaryKey(),
  patternId: uuid('pattern_id').notNull(),
  major: integer('major').notNull(),
  minor: integer('minor').notNull(),
  patch: integer('patch').notNull(),
  changeKind: text('change_kind').notNull(),
  state: text('state').notNull().default(sql`'draft'::text`),
  notes: text('notes').notNull().default(sql`''::text`),
  touchesSizes: text('touches_sizes').array(),
  touchesLanguages: text('touches_languages').array(),
  touchesRoles: text('touches_roles').array(),
  isKindChosen: boolean('is_kind_chosen').notNull().default(sql`false`),
  overruleReason: text('overrule_reason'),
  withdrawnReason: text('withdrawn_reason'),
  version: integer('version').notNull().default(sql`1`),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
  publishedAt: timestamp('published_at', { withTimezone: true }),
  publishedBy: text('published_by'),
});

export const releaseFile = pgTable('release_file', {
  id: uuid('id').primaryKey(),
  releaseId: uuid('release_id').notNull(),
  role: text('role').notNull(),
  name: text('name').notNull(),
  language: text('language'),
  sha256: text('sha256').notNull(),
  position: integer('position').notNull().default(sql`0`),
});

export const watchedFolder = pgTable('watched_folder', {
  id: uuid('id').primaryKey(),
  designerId: uuid('designer_id').notNull(),
  path: text('path').notNull(),
  state: text('state').notNull().default(sql`'watching'::text`),
  message: text('message'),
  isAutoPublish: boolean('is_auto_publish').notNull().default(sql`false`),
  defaultPriceMinor: integer('default_price_minor'),
  defaultCurrency: text('default_currency'),
  defaultCraft: text('default_craft').notNull().default(sql`'sewing'::text`),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().default(sql`now()`),
  /** The computer that looks through it, and when it last could. */
  watchedOn: text('watched_on'),
  seenAt: timestamp('seen_at', { withTimezone: true }),
});

export const folderFile = pgTable(
  'folder_file',
  {
    folderId: uuid('folder_id').notNull(),
    path: text('path').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    modifiedAt: timestamp('modified_at', { withTimezone: true }).notNull(),
    sha256: text('sha256'),
    state: text('state').notNull(),
    message: text('message'),
    patternId: uuid('pattern_id'),
    seenAt: timestamp('seen_at', { withTimezone: true }).notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.folderId, t.path] })],
);
