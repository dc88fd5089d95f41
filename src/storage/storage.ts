import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/**
 * Blobs named by the SHA-256 of their bytes: stored once, never changed.
 * A blob is there whole or not at all, whatever crashes.
 */
export interface Storage {
  /**
   * Stores a stream. Rejects with HubError `too-large` past `maxBytes`, and leaves nothing behind when the stream fails.
   * Storing bytes that are there already is harmless, and counts as put again for `removeUnused`.
   */
  put(
    bytes: Readable | Uint8Array,
    options?: { maxBytes?: number },
  ): Promise<{ sha256: string; sizeBytes: number }>;
  /** Size in bytes, or null when it is not there. */
  size(sha256: string): Promise<number | null>;
  /** Throws HubError `not-found`. `range`: first and last byte, inclusive. */
  open(sha256: string, range?: { start: number; end: number }): Promise<Readable>;
  /** Where blobs are files of this machine: the open file, for who sends many. Throws HubError `not-found`. */
  openFile?(sha256: string): Promise<FileHandle>;
  /** Whole blob in memory: for small ones. */
  read(sha256: string): Promise<Uint8Array>;
  /** A local path for child processes; a temporary copy where the store is remote. Call `release` when done. */
  localPath(sha256: string): Promise<{ path: string; release(): Promise<void> }>;
  remove(sha256: string): Promise<void>;
  /** Every blob with the moment when it was put last, in no order; what comes or goes meanwhile may be missing. */
  list(): AsyncIterable<{ sha256: string; sizeBytes: number; putAt: Date }>;
  /**
   * Removes a blob unless it was put at or after `since`, also when that happens at this very moment: whoever has put
   * bytes keeps them. True when it was removed.
   */
  removeUnused(sha256: string, since: Date): Promise<boolean>;
  /**
   * An address where a browser gets the blob from the store itself, until it expires. Left out: browsers do not reach the
   * store. `disposition`: the whole header.
   */
  signedUrl?(
    sha256: string,
    shown: { disposition: string; contentType: string; expiresInSeconds: number },
  ): Promise<string>;
  /** Where those addresses lead, for pages that must allow it: `https://files.example.com`. */
  linkOrigin?: string;
}

declare module '../kit/ctx.ts' {
  interface Ports {
    storage: Storage;
  }
}
