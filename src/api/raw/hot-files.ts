import type { FileHandle } from 'node:fs/promises';

export interface HotFile {
  /** The whole file, for reading only; null: it is read from the disk. */
  bytes: Buffer | null;
  release(): void;
}

interface Shared {
  readers: number;
  loading: Promise<Buffer | null> | null;
  sizeBytes: number;
  forget: NodeJS.Timeout | null;
}

/**
 * A file that several readers want at the same time is kept in memory while they read, once for all of them: five thousand
 * buyers of one pattern cost one reading and its bytes, however slow each of them is. Bounded; forgotten soon after the last.
 */
export function createHotFiles(
  limits: { mostBytes: number; largestBytes: number; keptMs: number } = {
    ...{ mostBytes: 96 * 1024 * 1024, largestBytes: 48 * 1024 * 1024, keptMs: 3000 },
  },
) {
  const files = new Map<string, Shared>();
  let heldBytes = 0;

  const load = async (shared: Shared, open: () => Promise<FileHandle>): Promise<Buffer | null> => {
    const handle = await open();
    try {
      const { size } = await handle.stat();
      if (size > limits.largestBytes || heldBytes + size > limits.mostBytes) return null;
      heldBytes += size;
      shared.sizeBytes = size;
      const bytes = Buffer.allocUnsafeSlow(size);
      for (let at = 0; at < size; ) {
        const { bytesRead } = await handle.read(bytes, at, size - at, at);
        if (bytesRead === 0) return null;
        at += bytesRead;
      }
      return bytes;
    } finally {
      await handle.close();
    }
  };

  const drop = (name: string, shared: Shared): void => {
    if (shared.readers > 0 || files.get(name) !== shared) return;
    files.delete(name);
    heldBytes -= shared.sizeBytes;
  };

  return {
    get heldBytes() {
      return heldBytes;
    },
    /** One reader alone reads from the disk; from the second on they share. Call `release` when done. */
    async use(name: string, open: () => Promise<FileHandle>): Promise<HotFile> {
      let shared = files.get(name);
      if (!shared) {
        shared = { readers: 0, loading: null, sizeBytes: 0, forget: null };
        files.set(name, shared);
      }
      const mine = shared;
      if (mine.forget) clearTimeout(mine.forget);
      mine.forget = null;
      mine.readers += 1;
      const release = (): void => {
        mine.readers -= 1;
        if (mine.readers > 0) return;
        if (mine.sizeBytes === 0) drop(name, mine);
        else mine.forget = setTimeout(() => drop(name, mine), limits.keptMs).unref();
      };
      try {
        if (mine.readers > 1) mine.loading ??= load(mine, open);
        return { bytes: await mine.loading, release };
      } catch (error) {
        mine.loading = null;
        release();
        throw error;
      }
    },
  };
}
