import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { z } from 'zod';
import type { Storage } from '../storage/storage.ts';
import { measure } from './archive.ts';
import { copyOut, type Snapshot } from './dump-store.ts';
import type { Header, Summary } from './format.ts';
import { FrameWriter } from './frames.ts';
import { needRoom } from './full-disk.ts';
import { HashFinder } from './hash-finder.ts';

/** Names of a part of the list of files. */
const listStep = 8000;

/** How far a backup is: tables or files, and their bytes; a total of 0 is not known yet. */
export const Progress = z.object({
  phase: z.enum(['data', 'files', 'check']),
  done: z.int(),
  total: z.int(),
  doneBytes: z.int(),
  totalBytes: z.int(),
});
export type Progress = z.infer<typeof Progress>;

export interface ArchiveJob {
  file: FileHandle;
  header: Header;
  /** Encrypts everything after the head. */
  key: Uint8Array | null;
  snapshot: Snapshot;
  storage: Storage;
  /** Where the archive is written. */
  folder: string;
  onProgress(progress: Progress): void;
  signal?: AbortSignal | undefined;
  /** `folder` form: brings the files to their place. Answers those whose bytes could not be had. */
  putFiles(blobs: Map<string, number>): Promise<string[]>;
}

/** Writes an archive to its end; flushing, checking and naming it is the caller's. */
export async function writeArchive(job: ArchiveJob): Promise<{ summary: Summary; bytes: number }> {
  const { snapshot, storage } = job;
  const writer = new FrameWriter(job.file);
  await writer.json('H', job.header);
  if (job.key) writer.encryptWith(job.key);
  await writer.json('S', snapshot.schema);

  const known = new Map<string, number>();
  for await (const { sha256, sizeBytes } of storage.list()) known.set(sha256, sizeBytes);
  const finder = new HashFinder(known);
  const rows = await writeTables(job, writer, finder);

  const missing: string[] = [];
  for (const sha256 of snapshot.assets) {
    if (known.has(sha256)) finder.found.add(sha256);
    else {
      const sizeBytes = await storage.size(sha256);
      if (sizeBytes === null) missing.push(sha256);
      else {
        known.set(sha256, sizeBytes);
        finder.found.add(sha256);
      }
    }
  }
  const blobs = new Map([...finder.found].sort().map((sha256) => [sha256, known.get(sha256) ?? 0]));
  const listed = [...blobs];
  for (let at = 0; at < listed.length; at += listStep)
    await writer.json('L', listed.slice(at, at + listStep));
  missing.push(
    ...(job.header.form === 'whole' ? await writeBlobs(job, writer, blobs) : await job.putFiles(blobs)),
  );
  const summary: Summary = {
    tables: snapshot.tables.length,
    rows,
    blobs: blobs.size,
    blobBytes: sum(blobs),
    missing: missing.sort(),
  };
  await writer.json('Z', summary);
  await writer.flush();
  return { summary, bytes: writer.bytes };
}

export const sum = (blobs: ReadonlyMap<string, number>): number =>
  [...blobs.values()].reduce((total, size) => total + size, 0);

async function writeTables(job: ArchiveJob, writer: FrameWriter, finder: HashFinder): Promise<number> {
  const { tables, client } = job.snapshot;
  let rows = 0;
  let doneBytes = 0;
  for (const [index, table] of tables.entries()) {
    job.signal?.throwIfAborted();
    const { order: _, ...head } = table;
    await writer.json('T', head);
    const seen = measure(copyOut(client, table), true);
    async function* searched() {
      for await (const chunk of seen.data) {
        finder.push(chunk);
        doneBytes += chunk.length;
        yield chunk;
      }
    }
    const gzip = createGzip({ level: 4 });
    // its failure comes out of the stream
    pipeline(Readable.from(searched(), { objectMode: false }), gzip).catch(() => {});
    await writer.data(gzip);
    finder.end();
    const end = seen.result();
    await writer.json('E', end);
    rows += end.rows;
    job.onProgress({ phase: 'data', done: index + 1, total: tables.length, doneBytes, totalBytes: 0 });
  }
  return rows;
}

/** Answers the files whose bytes could not be had, or were not what their name says. */
async function writeBlobs(
  job: ArchiveJob,
  writer: FrameWriter,
  blobs: Map<string, number>,
): Promise<string[]> {
  const missing: string[] = [];
  const totalBytes = sum(blobs);
  await needRoom(job.folder, totalBytes);
  let done = 0;
  let doneBytes = 0;
  for (const [sha256, sizeBytes] of blobs) {
    job.signal?.throwIfAborted();
    const stream = await job.storage.open(sha256).catch(() => null);
    if (stream) {
      await writer.json('F', { sha256, sizeBytes });
      const seen = measure(stream, false);
      await writer.data(seen.data);
      const end = seen.result();
      await writer.json('E', end);
      if (end.sha256 !== sha256) missing.push(sha256);
    } else missing.push(sha256);
    done += 1;
    doneBytes += sizeBytes;
    job.onProgress({ phase: 'files', done, total: blobs.size, doneBytes, totalBytes });
  }
  return missing;
}
