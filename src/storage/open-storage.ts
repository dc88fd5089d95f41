import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStorageAddress } from './address.ts';
import { openLocalStorage } from './local.ts';
import type { Storage } from './storage.ts';

export interface StorageOptions {
  /** Where a store that is far away keeps what is used often. */
  cacheFolder?: string;
  cacheBytes?: number | undefined;
}

const usualCacheBytes = 2 * 1024 ** 3;

/**
 * Opens the store that `SPINDLE_STORAGE` names: a folder, or a bucket of S3, Google Cloud Storage or a store that speaks as
 * they do. Throws HubError `invalid` for an address that cannot be used, `unavailable` for a bucket that does not open.
 */
export async function openStorage(address: string, options: StorageOptions = {}): Promise<Storage> {
  const read = readStorageAddress(address);
  if (read.kind === 'folder') return openLocalStorage(read.path);
  // its client weighs much, and most hubs never need it
  const { openBucketStorage } = await import('./s3.ts');
  return openBucketStorage(read, {
    cacheFolder: options.cacheFolder ?? join(tmpdir(), 'spindle-cache'),
    cacheBytes: options.cacheBytes ?? usualCacheBytes,
  });
}
