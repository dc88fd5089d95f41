import { open, readFile, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256Hex } from '../kit/crypto.ts';
import { HubError } from '../kit/errors.ts';
import type { BucketAddress } from './address.ts';
import { type Bucket, openBucket, type Patience } from './bucket.ts';
import { openLocalCache } from './local-cache.ts';
import { readResumed } from './read-resumed.ts';
import { damaged, isSha256, missing, pathBelow, receive } from './receive.ts';
import type { Storage } from './storage.ts';
import { uploadParts } from './upload-parts.ts';

export interface BucketOptions {
  cacheFolder: string;
  cacheBytes: number;
  patience?: Patience;
}

/** Up to this size in one request; above it in parts that can be sent again one by one. */
const oneRequestBytes = 8 * 1024 * 1024;
const oldUploadMs = 24 * 60 * 60 * 1000;
/** A remover deletes within this time of its own sign, or not at all; whoever puts waits longer than that for a sign. */
const removeWithinMs = 20_000;
const signLastsMs = 60_000;

/**
 * Blobs in a bucket, as `ab/cd/<sha256>`. They arrive in a local file first, so that their name is known; the store shows an
 * object only when it has all of it. A store has no rename, so a removal is announced by an object of its own beneath
 * `removing/`: see docs/decisions/0009-files-in-a-bucket.md.
 */
export async function openBucketStorage(address: BucketAddress, options: BucketOptions): Promise<Storage> {
  const bucket = openBucket(address, options.patience);
  const cache = await openLocalCache(options.cacheFolder, options.cacheBytes);
  // a wrong name or key is told at the start, not at the first file
  for await (const _ of bucket.list('')) break;
  await giveUpOld(bucket);

  const store = async (sha256: string, path: string, sizeBytes: number): Promise<void> => {
    const key = pathBelow(sha256);
    if (sizeBytes <= oneRequestBytes) return bucket.put(key, await readFile(path), sha256);
    const there = await bucket.head(key);
    const isWhole = there?.sizeBytes === sizeBytes && there.sha256 === sha256;
    if (isWhole && (await bucket.touch(key, sha256))) return;
    await uploadParts(bucket, key, sha256, path, sizeBytes);
    const now = await bucket.head(key);
    if (now?.sizeBytes !== sizeBytes)
      throw new HubError('unavailable', 'The store of files did not keep the whole file. It is tried again.');
  };

  return {
    async put(bytes, { maxBytes = Number.POSITIVE_INFINITY } = {}) {
      const from = bytes instanceof Uint8Array ? Readable.from([bytes]) : bytes;
      const draft = cache.draft();
      const handle = await open(draft, 'wx');
      try {
        const { sha256, sizeBytes } = await receive(handle, from, maxBytes);
        await handle.close();
        do await store(sha256, draft, sizeBytes);
        while (!(await outlivesRemoval(bucket, sha256)));
        await cache.keep(sha256, draft);
        return { sha256, sizeBytes };
      } catch (error) {
        from.destroy();
        await handle.close().catch(() => {});
        await rm(draft, { force: true });
        throw error;
      }
    },

    async size(sha256) {
      if (!isSha256(sha256)) return null;
      return (await bucket.head(pathBelow(sha256)))?.sizeBytes ?? null;
    },

    open: (sha256, range) => openBlob(bucket, sha256, range),

    async read(sha256) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of await openBlob(bucket, sha256)) chunks.push(chunk as Uint8Array);
      const bytes = Buffer.concat(chunks);
      if (sha256Hex(bytes) !== sha256) throw damaged(sha256);
      return bytes;
    },

    async localPath(sha256) {
      pathBelow(sha256);
      return cache.lend(sha256, () => openBlob(bucket, sha256));
    },

    async remove(sha256) {
      await bucket.remove(pathBelow(sha256));
    },

    async *list() {
      for await (const { key, sizeBytes, modifiedAt } of bucket.list('')) {
        const sha256 = key.split('/').at(-1) ?? '';
        if (isSha256(sha256) && key === pathBelow(sha256)) yield { sha256, sizeBytes, putAt: modifiedAt };
      }
    },

    removeUnused: (sha256, since) => removeUnused(bucket, sha256, since),

    ...(address.hasLinks ? await linksOf(bucket) : {}),
  };
}

async function linksOf(bucket: Bucket): Promise<Required<Pick<Storage, 'signedUrl' | 'linkOrigin'>>> {
  const sample = await bucket.sign('sample', { disposition: 'inline', contentType: 'text/plain' }, 60);
  return {
    signedUrl: async (sha256, { expiresInSeconds, ...shown }) =>
      bucket.sign(pathBelow(sha256), shown, expiresInSeconds),
    linkOrigin: new URL(sample).origin,
  };
}

async function openBlob(
  bucket: Bucket,
  sha256: string,
  range?: { start: number; end: number },
): Promise<Readable> {
  const key = pathBelow(sha256);
  const from = async (wanted?: { start: number; end: number }) => {
    const found = await bucket.get(key, wanted);
    if (!found) throw missing(sha256, null);
    return found;
  };
  const first = await from(range);
  const start = range?.start ?? 0;
  const end = start + first.sizeBytes - 1;
  return readResumed(first.body, start, end, async (at) => (await from({ start: at, end })).body);
}

const signOf = (sha256: string): string => `removing/${sha256}`;

/** Stores tell times in whole seconds. */
const isBefore = (modifiedAt: Date, since: Date): boolean => modifiedAt.getTime() + 999 < since.getTime();

async function removeUnused(bucket: Bucket, sha256: string, since: Date): Promise<boolean> {
  const key = pathBelow(sha256);
  const isOld = async () => {
    const found = await bucket.head(key);
    return found !== null && isBefore(found.modifiedAt, since);
  };
  if (!(await isOld())) return false;
  const signedAtMs = performance.now();
  await bucket.put(signOf(sha256), new Uint8Array(), sha256);
  try {
    // whoever put before the sign shows in the time now; whoever puts after it sees the sign, waits, and puts again
    if (!(await isOld())) return false;
    const leftMs = Math.floor(signedAtMs + removeWithinMs - performance.now());
    if (leftMs <= 0) return false;
    await bucket.remove(key, leftMs);
    return true;
  } finally {
    await bucket.remove(signOf(sha256));
  }
}

/**
 * After a put: false when a remover took the bytes away meanwhile. The sign is looked for before the object: a remover that
 * is done has taken both away, one that signs later finds the object new.
 */
async function outlivesRemoval(bucket: Bucket, sha256: string): Promise<boolean> {
  const untilMs = performance.now() + signLastsMs;
  let restMs = 20;
  while ((await bucket.head(signOf(sha256))) !== null) {
    if (performance.now() > untilMs) {
      // left by a remover that died
      await bucket.remove(signOf(sha256));
      break;
    }
    await sleep(restMs);
    restMs = Math.min(1_000, restMs * 2);
  }
  return (await bucket.head(pathBelow(sha256))) !== null;
}

/** What a crash left half uploaded is nowhere to be seen, but paid for. */
async function giveUpOld(bucket: Bucket): Promise<void> {
  // a store that cannot tell keeps them; that hurts nobody
  const found = await bucket.unfinished().catch(() => []);
  for (const { key, uploadId, startedAt } of found)
    if (Date.now() - startedAt.getTime() > oldUploadMs) await bucket.abort(key, uploadId);
}
