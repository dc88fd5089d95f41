import { z } from 'zod';
import { Stretch } from './sealing.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What stands at the head of an archive, readable without any passphrase. */
export const Header = z.object({
  format: z.literal(1),
  /** Tells two backups apart. */
  id: z.string(),
  /** The moment whose state it holds. */
  takenAt: z.iso.datetime(),
  /** `whole`: the files' bytes are in it; `folder`: they lie in `files` beside it. */
  form: z.enum(['whole', 'folder']),
  program: z.string(),
  /** Set: all that follows is encrypted under the passphrase. */
  isEncrypted: z.boolean(),
  stretch: Stretch.nullable(),
  keys: z.object({
    /** Ids of the keys that open the shops' secrets in it. */
    needed: z.array(z.string()),
    /** The hub's key file, sealed under the passphrase; null: left out. */
    sealedFile: z.string().nullable(),
  }),
});
export type Header = z.infer<typeof Header>;

export const Schema = z.object({
  /** Version of the server that it was read from. */
  server: z.string(),
  migrations: z.array(z.object({ name: z.string(), sha256: z.string() })),
  /** Version of the job queue's own tables; null: there are none. */
  jobs: z.int().nullable(),
  sequences: z.array(
    z.object({ schema: z.string(), name: z.string(), last: z.string(), isCalled: z.boolean() }),
  ),
});
export type Schema = z.infer<typeof Schema>;

export const TableHead = z.object({
  schema: z.string(),
  name: z.string(),
  columns: z.array(z.string()).min(1),
  /** Partitions of a partitioned table: name and bound, as PostgreSQL writes it. */
  partitions: z.array(z.object({ name: z.string(), bound: z.string() })),
});
export type TableHead = z.infer<typeof TableHead>;

/** What was read of a table: rows, bytes and SHA-256 of its text in the order of its key. */
export const TableEnd = z.object({ rows: z.int(), bytes: z.int(), sha256: Sha256 });
export type TableEnd = z.infer<typeof TableEnd>;

/** A file that the data names: its SHA-256 and its size in bytes. */
export const BlobList = z.array(z.tuple([Sha256, z.int().nonnegative()]));

export const BlobHead = z.object({ sha256: Sha256, sizeBytes: z.int().nonnegative() });
export type Blob = z.infer<typeof BlobHead>;

export const Summary = z.object({
  tables: z.int(),
  rows: z.int(),
  blobs: z.int(),
  blobBytes: z.int(),
  /** Files that the data names and that were not in the store any more. */
  missing: z.array(Sha256),
});
export type Summary = z.infer<typeof Summary>;
