import { randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { damaged, receive } from './receive.ts';

/** Files that child processes read, near at hand for a store that is far away. */
export interface LocalCache {
  /** A new name in the cache's own folder, for a file that is being written. */
  draft(): string;
  /** Takes a finished draft in under its hash. */
  keep(sha256: string, draft: string): Promise<void>;
  /** A path that stays until `release`, whatever is put out meanwhile. `fetch` gives the bytes when they are not here. */
  lend(sha256: string, fetch: () => Promise<Readable>): Promise<{ path: string; release(): Promise<void> }>;
}

const oldMs = 24 * 60 * 60 * 1000;

/**
 * A folder of at most `maxBytes`, besides what is lent: the longest unused goes first. Several processes may share it. What
 * comes in is checked against its hash, so that a damaged answer never reaches a buyer.
 */
export async function openLocalCache(folder: string, maxBytes: number): Promise<LocalCache> {
  const [blobs, drafts, lent] = [join(folder, 'blobs'), join(folder, 'tmp'), join(folder, 'lent')] as const;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const one of [blobs, drafts, lent]) await mkdir(one, { recursive: true });
  for (const one of [drafts, lent]) await clearOld(one);
  const fetching = new Map<string, Promise<void>>();
  /** Only a hint when to look: other processes add to the folder as well. */
  let roughBytes = (await filesIn(blobs)).reduce((sum, file) => sum + file.sizeBytes, 0);

  let evicting: Promise<void> = Promise.resolve();
  const evict = async (): Promise<void> => {
    const files = (await filesIn(blobs)).toSorted((a, b) => a.usedAtMs - b.usedAtMs);
    roughBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    if (roughBytes <= maxBytes) return;
    for (const file of files) {
      // some room more, so that not every file has to look
      if (roughBytes <= maxBytes * 0.8) return;
      await rm(file.path, { force: true });
      roughBytes -= file.sizeBytes;
    }
  };

  const keep = async (sha256: string, draft: string): Promise<void> => {
    const { size } = await stat(draft);
    await rename(draft, join(blobs, sha256));
    roughBytes += size;
    if (roughBytes <= maxBytes) return;
    evicting = evicting.then(evict);
    await evicting;
  };

  const bring = async (sha256: string, fetch: () => Promise<Readable>): Promise<string> => {
    const draft = join(drafts, randomUUID());
    const handle = await open(draft, 'wx');
    try {
      const got = await receive(handle, await fetch(), Number.POSITIVE_INFINITY);
      if (got.sha256 !== sha256) throw damaged(sha256);
      await handle.close();
      return draft;
    } catch (error) {
      await handle.close().catch(() => {});
      await rm(draft, { force: true });
      throw error;
    }
  };

  return {
    draft: () => join(drafts, randomUUID()),
    keep,
    async lend(sha256, fetch) {
      const path = join(lent, randomUUID());
      const release = () => rm(path, { force: true });
      if (await linkFrom(join(blobs, sha256), path)) return { path, release };
      const waiting = fetching.get(sha256);
      if (waiting) await waiting.catch(() => {});
      if (waiting && (await linkFrom(join(blobs, sha256), path))) return { path, release };
      const coming = (async () => {
        const draft = await bring(sha256, fetch);
        await linkFrom(draft, path);
        await keep(sha256, draft);
      })();
      fetching.set(sha256, coming);
      try {
        await coming;
      } finally {
        if (fetching.get(sha256) === coming) fetching.delete(sha256);
      }
      return { path, release };
    },
  };
}

/** A second name for the same bytes: what is put out of the cache stays under it. False: it is not there. */
async function linkFrom(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to).catch((error: NodeJS.ErrnoException) => {
      // some drives know no links
      if (error.code === 'ENOENT') throw error;
      return copyFile(from, to);
    });
    const now = new Date();
    await utimes(from, now, now).catch(() => {});
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

interface CachedFile {
  path: string;
  sizeBytes: number;
  usedAtMs: number;
}

async function filesIn(folder: string): Promise<CachedFile[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const about = await stat(path).catch(() => null);
      return about ? [{ path, sizeBytes: about.size, usedAtMs: about.mtimeMs }] : [];
    }),
  );
  return found.flat();
}

/** What a crash left. */
async function clearOld(folder: string): Promise<void> {
  for (const file of await filesIn(folder))
    if (Date.now() - file.usedAtMs > oldMs) await rm(file.path, { force: true });
}
