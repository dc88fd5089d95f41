import { sql } from 'drizzle-orm';
import { bigint, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const copy = pgTable(
  'copy',
  {
    masterSha256: text('master_sha256').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: uuid('subject_id').notNull(),
    marker: text('marker').notNull(),
    code: text('code').notNull(),
    sha256: text('sha256').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    contentType: text('content_type').notNull(),
    pieces: jsonb('pieces').$type<([sha256: string, start: number, bytes: number] | string)[]>(),
    madeAt: timestamp('made_at', { withTimezone: true }).notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.masterSha256, t.subjectKind, t.subjectId, t.marker] })],
);

export const markBase = pgTable(
  'mark_base',
  {
    masterSha256: text('master_sha256').notNull(),
    marker: text('marker').notNull(),
    sha256: text('sha256').notNull(),
    facts: jsonb('facts').notNull(),
    madeAt: timestamp('made_at', { withTimezone: true }).notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.masterSha256, t.marker] })],
);
