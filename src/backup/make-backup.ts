import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { lockFolder } from '../db/folder-lock.ts';
import { HubError, isHubError } from '../kit/errors.ts';
import type { Storage } from '../storage/storage.ts';
import { BlobFolder, flushFolder } from './blob-folder.ts';
import { checkBackup } from './check-backup.ts';
import { openSnapshot, type Snapshot } from './dump-store.ts';
import { archiveName, clearUnfinished, ending, unfinishedMark } from './folder.ts';
import type { Header, Summary } from './format.ts';
import { cannotWrite, diskIsFull, isFull, needRoom } from './full-disk.ts';
import { archiveKey, newStretch, sealText } from './sealing.ts';
import { type Progress, sum, writeArchive } from './write-archive.ts';

export interface BackupOptions {
  databaseUrl: string;
  storage: Storage;
  /** A folder: files go beside the archives and later backups add only what is new. A name ending in `.spindle`: one file. */
  to: string;
  /** Version of this program. */
  program: string;
  /** The hub's key file as text, sealed into the archive when there is a passphrase. */
  keyFile?: string | null | undefined;
  passphrase?: string | undefined;
  /** Encrypts the archive under the passphrase; the files of a folder stay as they are. */
  isEncrypted?: boolean;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

export interface BackupMade {
  path: string;
  takenAt: Date;
  /** Bytes of the archive. */
  archiveBytes: number;
  /** What this backup added beside the archive. */
  added: { files: number; bytes: number };
  summary: Summary;
  keys: { needed: string[]; isIncluded: boolean };
}

/**
 * Backs up a hub, at work or not: one moment of the database and every file that it names. Written under another name, flushed,
 * read back and checked before it gets its own. Throws HubError with a sentence; what it leaves then is never taken for a backup.
 */
export async function makeBackup(options: BackupOptions): Promise<BackupMade> {
  const to = resolve(options.to);
  const isWhole = to.endsWith(ending);
  const folder = isWhole ? dirname(to) : to;
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw cannotWrite(folder, error) ?? error;
  });
  if (isWhole && (await stat(to).catch(() => null)))
    throw new HubError('conflict', `${to} is there already. Choose another name, or remove it first.`);
  const unlock = isWhole ? () => {} : lockBackups(folder);
  const added = new Map<string, number>();
  const files = new BlobFolder(join(folder, 'files'));
  let draft: string | null = null;
  try {
    if (!isWhole) await openFolder(folder, files);
    const snapshot = await openSnapshot(options.databaseUrl);
    try {
      const { header, key } = await headOf(options, snapshot, isWhole);
      const path = isWhole ? to : join(folder, archiveName(header));
      draft = `${path}${unfinishedMark}${process.pid}`;
      const made = await write(draft, options, snapshot, { header, key, files, added, folder });
      await flushFolder(folder);
      const checked = await checkBackup(draft, {
        passphrase: options.passphrase,
        files: 'there',
        folder,
        onProgress: options.onProgress ?? (() => {}),
      });
      if (checked.badFiles.length > 0)
        throw new Error(`${checked.badFiles.length} files that were just written are not there`);
      await rename(draft, path);
      draft = null;
      await flushFolder(folder);
      return {
        path,
        takenAt: snapshot.takenAt,
        archiveBytes: made.bytes,
        added: { files: added.size, bytes: sum(added) },
        summary: made.summary,
        keys: { needed: header.keys.needed, isIncluded: header.keys.sealedFile !== null },
      };
    } finally {
      await snapshot.end().catch(() => {});
    }
  } catch (error) {
    if (!isFull(error)) throw cannotWrite(folder, error) ?? error;
    // A full disk stops more than this backup: what it took is given back.
    for (const sha256 of added.keys()) await files.remove(sha256).catch(() => {});
    throw diskIsFull(folder, error);
  } finally {
    if (draft) await rm(draft, { force: true }).catch(() => {});
    unlock();
  }
}

interface Place {
  header: Header;
  key: Uint8Array | null;
  files: BlobFolder;
  added: Map<string, number>;
  folder: string;
}

async function write(draft: string, options: BackupOptions, snapshot: Snapshot, place: Place) {
  const file = await open(draft, 'wx', 0o600);
  try {
    const made = await writeArchive({
      file,
      snapshot,
      folder: place.folder,
      header: place.header,
      key: place.key,
      storage: options.storage,
      signal: options.signal,
      onProgress: options.onProgress ?? (() => {}),
      putFiles: (blobs) => putFiles(blobs, options, place),
    });
    await file.sync();
    return made;
  } finally {
    await file.close();
  }
}

const atOnce = 4;

/** Copies what the folder does not have yet. What a broken-off backup has copied is not copied again. */
async function putFiles(blobs: Map<string, number>, options: BackupOptions, place: Place): Promise<string[]> {
  const { files, added, folder } = place;
  const wanted: [string, number][] = [];
  for (const [sha256, size] of blobs) if (!(await files.has(sha256, size))) wanted.push([sha256, size]);
  const totalBytes = wanted.reduce((total, [, size]) => total + size, 0);
  await needRoom(folder, totalBytes);
  const missing: string[] = [];
  let [done, doneBytes] = [0, 0];
  const waiting = [...wanted];
  const copy = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      options.signal?.throwIfAborted();
      const [sha256, size] = next;
      const stream = await options.storage.open(sha256).catch(notFoundAsNull);
      if (stream && (await files.add(sha256, stream))) added.set(sha256, size);
      else missing.push(sha256);
      done += 1;
      doneBytes += size;
      options.onProgress?.({ phase: 'files', done, total: wanted.length, doneBytes, totalBytes });
    }
  };
  const copies = await Promise.allSettled(
    Array.from({ length: atOnce }, () =>
      copy().catch((error: unknown) => {
        waiting.length = 0;
        throw error;
      }),
    ),
  );
  for (const one of copies) if (one.status === 'rejected') throw one.reason;
  options.signal?.throwIfAborted();
  await files.flush();
  return missing;
}

const notFoundAsNull = (error: unknown): null => {
  if (isHubError(error) && error.code === 'not-found') return null;
  throw error;
};

async function headOf(
  options: BackupOptions,
  snapshot: Snapshot,
  isWhole: boolean,
): Promise<{ header: Header; key: Uint8Array | null }> {
  const { passphrase, keyFile, isEncrypted = false } = options;
  if (isEncrypted && passphrase === undefined)
    throw new HubError('invalid', 'An encrypted backup needs a passphrase: --passphrase-file FILE.');
  const id = randomUUID();
  const how = passphrase === undefined ? null : newStretch();
  const keyOf = (use: string) =>
    how && passphrase !== undefined ? archiveKey(passphrase, how, id, use) : null;
  const fileKey = keyFile ? await keyOf('keys') : null;
  return {
    key: isEncrypted ? await keyOf('frames') : null,
    header: {
      format: 1,
      id,
      takenAt: snapshot.takenAt.toISOString(),
      form: isWhole ? 'whole' : 'folder',
      program: options.program,
      isEncrypted,
      stretch: how,
      keys: {
        needed: snapshot.keyIds,
        sealedFile: fileKey && keyFile ? sealText(fileKey, keyFile, `keys:${id}`) : null,
      },
    },
  };
}

async function openFolder(folder: string, files: BlobFolder): Promise<void> {
  await mkdir(join(folder, 'files'), { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await clearUnfinished(folder);
  await files.clearDrafts();
}

/** One backup at a time writes into a folder. */
export function lockBackups(folder: string): () => void {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (!isHubError(error)) throw error;
    throw new HubError(
      'conflict',
      `Another backup into ${folder} is at work. Wait until it is done, or choose another folder.`,
      { cause: error },
    );
  }
}
