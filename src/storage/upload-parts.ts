import { type FileHandle, open } from 'node:fs/promises';
import type { Bucket, Part } from './bucket.ts';

/** Stores take 10,000 parts at most; this keeps far below. */
const mostParts = 5_000;
const usualPartBytes = 8 * 1024 * 1024;
const atOnce = 3;

/** Sends a file in parts, a few at once, each tried again by itself. What fails for good is given up and leaves nothing. */
export async function uploadParts(
  bucket: Bucket,
  key: string,
  sha256: string,
  path: string,
  sizeBytes: number,
): Promise<void> {
  const partBytes = Math.max(usualPartBytes, Math.ceil(sizeBytes / mostParts));
  const count = Math.ceil(sizeBytes / partBytes);
  const uploadId = await bucket.begin(key, sha256);
  const file = await open(path, 'r');
  try {
    const parts: Part[] = [];
    let next = 0;
    const sender = async (): Promise<void> => {
      while (next < count) {
        const index = next++;
        const bytes = await readPart(
          file,
          index * partBytes,
          Math.min(partBytes, sizeBytes - index * partBytes),
        );
        parts[index] = await bucket.part(key, uploadId, index + 1, bytes).catch((error: unknown) => {
          next = count;
          throw error;
        });
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: Math.min(atOnce, count) }, sender));
    const failed = ended.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    await bucket.complete(key, uploadId, parts);
  } catch (error) {
    await bucket.abort(key, uploadId).catch(() => {});
    throw error;
  } finally {
    await file.close();
  }
}

async function readPart(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, start + filled);
    if (bytesRead === 0) throw new Error('The file became shorter while it was sent.');
    filled += bytesRead;
  }
  return bytes;
}
