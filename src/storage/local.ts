import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { HubError } from '../kit/errors.ts';
import { missing, pathBelow, receive } from './receive.ts';
import type { Storage } from './storage.ts';

const oldTemporaryMs = 60 * 60 * 1000;

/**
 * Blobs in a folder: `ab/cd/<sha256>`, written to `tmp/` first, flushed to the disk, then renamed. A crash at any point
 * leaves at most a file in `tmp/`, which the next start clears away.
 */
export async function openLocalStorage(root: string): Promise<Storage> {
  const temporary = join(root, 'tmp');
  // masters lie here: on a shared computer nobody else may look
  await mkdir(root, { recursive: true, mode: 0o700 });
  await mkdir(temporary, { recursive: true });
  await clearOldTemporaries(temporary);
  const pathOf = (sha256: string) => join(root, pathBelow(sha256));

  return {
    async put(bytes, options = {}) {
      const from = bytes instanceof Uint8Array ? Readable.from([bytes]) : bytes;
      const draft = join(temporary, randomUUID());
      const handle = await open(draft, 'wx');
      try {
        const { sha256, sizeBytes } = await receive(
          handle,
          from,
          options.maxBytes ?? Number.POSITIVE_INFINITY,
        );
        await handle.close();
        await keep(draft, pathOf(sha256), sizeBytes);
        return { sha256, sizeBytes };
      } catch (error) {
        from.destroy();
        await handle.close().catch(() => {});
        await rm(draft, { force: true });
        throw isFull(error) ? noRoom(root, error) : error;
      }
    },

    async size(sha256) {
      try {
        return (await stat(pathOf(sha256))).size;
      } catch {
        return null;
      }
    },

    async open(sha256, range) {
      const path = pathOf(sha256);
      // Opened here, not lazily by the stream, so that a missing blob is an error of this call.
      const handle = await open(path, 'r').catch((error: unknown) => {
        throw missing(sha256, error);
      });
      return createReadStream(path, { fd: handle, autoClose: true, ...range });
    },

    openFile: (sha256) =>
      open(pathOf(sha256), 'r').catch((error: unknown) => {
        throw missing(sha256, error);
      }),

    async read(sha256) {
      return readFile(pathOf(sha256)).catch((error: unknown) => {
        throw missing(sha256, error);
      });
    },

    async localPath(sha256) {
      const path = pathOf(sha256);
      await stat(path).catch((error: unknown) => {
        throw missing(sha256, error);
      });
      return { path, release: async () => {} };
    },

    async remove(sha256) {
      await rm(pathOf(sha256), { force: true });
    },

    list: () => listBlobs(root),

    async removeUnused(sha256, since) {
      const path = pathOf(sha256);
      const isOld = async (at: string) => {
        const found = await stat(at).catch(() => null);
        return found !== null && found.mtimeMs < since.getTime();
      };
      if (!(await isOld(path))) return false;
      // Out of the way first: a put from now on stores it anew, and one that came just before shows in the time.
      const aside = join(temporary, randomUUID());
      const isMoved = await rename(path, aside).then(
        () => true,
        () => false,
      );
      if (!isMoved) return false;
      if (await isOld(aside)) {
        await rm(aside, { force: true });
        return true;
      }
      await rename(aside, path);
      return false;
    },
  };
}

async function* listBlobs(root: string): AsyncGenerator<{ sha256: string; sizeBytes: number; putAt: Date }> {
  for (const first of await namesIn(root, /^[0-9a-f]{2}$/))
    for (const second of await namesIn(join(root, first), /^[0-9a-f]{2}$/)) {
      const folder = join(root, first, second);
      for (const sha256 of await namesIn(folder, /^[0-9a-f]{64}$/)) {
        const found = await stat(join(folder, sha256)).catch(() => null);
        if (found) yield { sha256, sizeBytes: found.size, putAt: found.mtime };
      }
    }
}

const namesIn = async (folder: string, shape: RegExp): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).filter((name) => shape.test(name));

async function keep(draft: string, path: string, sizeBytes: number): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there?.size === sizeBytes && (await touch(path))) {
    await rm(draft, { force: true });
    return;
  }
  const folder = dirname(path);
  const made = await mkdir(folder, { recursive: true });
  await rename(draft, path);
  await flushFolder(folder);
  if (made) {
    // New folders are names in their parents, which must reach the disk as well.
    await flushFolder(dirname(folder));
    await flushFolder(dirname(dirname(folder)));
  }
}

const isFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException | null)?.code ?? '');

const noRoom = (root: string, cause: unknown): HubError =>
  new HubError(
    'unavailable',
    `There is no more room in ${root}, where the files are kept, so this one was not stored. Make room on that disk, then try again.`,
    { retryAfterMs: 60_000, cause },
  );

/** False when the blob has gone in the meantime. */
const touch = (path: string): Promise<boolean> => {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
};

/** Makes a rename last through a power cut. Windows opens no folders and needs none of it. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function clearOldTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found && Date.now() - found.mtimeMs > oldTemporaryMs) await rm(path, { force: true });
  }
}
