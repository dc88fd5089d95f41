import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { writeWhole } from './write-whole.ts';

/** The files of a folder of backups, by the SHA-256 of their bytes: `ab/<sha256>`. Each is there whole or not at all. */
export class BlobFolder {
  readonly #root: string;
  readonly #touched = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  pathOf(sha256: string): string {
    return join(this.#root, sha256.slice(0, 2), sha256);
  }

  async has(sha256: string, sizeBytes: number): Promise<boolean> {
    const found = await stat(this.pathOf(sha256)).catch(() => null);
    return found?.size === sizeBytes;
  }

  /**
   * Writes, flushes to the disk, reads back, and only then gives the name. False when the source's bytes are not what the name
   * says; nothing is kept then. Throws when what was written reads back otherwise.
   */
  async add(sha256: string, bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
    const path = this.pathOf(sha256);
    const folder = dirname(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(this.#root, `${draftMark}${randomUUID()}`);
    try {
      const file = await open(draft, 'wx', 0o600);
      const hash = createHash('sha256');
      try {
        for await (const chunk of bytes) {
          hash.update(chunk);
          await writeWhole(file, chunk);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      if (hash.digest('hex') !== sha256) return false;
      if ((await hashOf(draft)) !== sha256)
        throw new Error(`The disk gave back other bytes than were written to ${path}: it may be failing.`);
      await rename(draft, path);
      this.#touched.add(folder);
      return true;
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** Makes the new names last through a power cut. */
  async flush(): Promise<void> {
    for (const folder of [...this.#touched, this.#root]) await flushFolder(folder);
    this.#touched.clear();
  }

  async isWhole(sha256: string): Promise<boolean | null> {
    try {
      return (await hashOf(this.pathOf(sha256))) === sha256;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  open(sha256: string): Readable {
    return createReadStream(this.pathOf(sha256), { highWaterMark: 1024 * 1024 });
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.pathOf(sha256), { force: true });
  }

  async *list(): AsyncGenerator<string> {
    for (const name of await readdir(this.#root).catch(() => []))
      if (/^[0-9a-f]{2}$/.test(name))
        for (const sha256 of await readdir(join(this.#root, name)))
          if (/^[0-9a-f]{64}$/.test(sha256)) yield sha256;
  }

  /** What a killed backup left. Only for who has the folder for himself. */
  async clearDrafts(): Promise<void> {
    for (const name of await readdir(this.#root).catch(() => []))
      if (name.startsWith(draftMark)) await rm(join(this.#root, name), { force: true });
  }
}

const draftMark = '.unfinished-';

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Windows opens no folders and needs none of it. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
