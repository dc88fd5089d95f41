import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { HubError } from '../kit/errors.ts';

/**
 * Writes a stream to a file, flushes it to the disk, and tells what it was. Rejects with HubError `too-large` past
 * `maxBytes`, and with the stream's own error.
 */
export async function receive(
  handle: FileHandle,
  from: Readable,
  maxBytes: number,
): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of from) {
    const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    sizeBytes += bytes.length;
    if (sizeBytes > maxBytes) {
      throw new HubError(
        'too-large',
        `The file is larger than ${Math.floor(maxBytes / 1_000_000)} MB, the most that is taken in. Make it smaller or raise the limit.`,
      );
    }
    hash.update(bytes);
    await writeWhole(handle, bytes);
  }
  await handle.sync();
  return { sha256: hash.digest('hex'), sizeBytes };
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten;
}

export const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** Where a blob lies below the root, alike in every store, so that files can be copied from one to another. */
export const pathBelow = (sha256: string): string => {
  if (!isSha256(sha256)) throw new HubError('not-found', 'There is no file by that name.');
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
};

export const missing = (sha256: string, cause: unknown): HubError =>
  new HubError(
    'not-found',
    `The bytes of file ${sha256.slice(0, 12)} are not in the store. Add the file again.`,
    { cause },
  );

export const damaged = (sha256: string): HubError =>
  new HubError(
    'unavailable',
    `The store gave other bytes for file ${sha256.slice(0, 12)} than were put there. Check the store; add the file again if it stays so.`,
  );
