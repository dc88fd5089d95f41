import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isIgnoredName } from '../file-name.ts';

export interface SeenFile {
  /** Relative to the folder, with forward slashes. */
  path: string;
  sizeBytes: number;
  modifiedMs: number;
}

const deepest = 5;

/**
 * Every plain file in a folder; links are not followed, so nothing outside it is ever read. Null when the folder is not
 * there or may not be read.
 */
export async function listFiles(root: string): Promise<SeenFile[] | null> {
  const found: SeenFile[] = [];
  try {
    await collect(root, '', 0, found);
  } catch (error) {
    if (
      ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EIO', 'ESTALE', 'EHOSTDOWN', 'ETIMEDOUT'].includes(
        codeOf(error),
      )
    )
      return null;
    throw error;
  }
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function collect(root: string, below: string, depth: number, found: SeenFile[]): Promise<void> {
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (isIgnoredName(entry.name)) continue;
    if (entry.isDirectory() && depth < deepest) {
      // A sub-folder may go while we look; only the folder itself going is news.
      await collect(root, path, depth + 1, found).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EACCES') throw error;
      });
    } else if (entry.isFile()) {
      const about = await lstat(join(root, path)).catch(() => null);
      if (about?.isFile()) found.push({ path, sizeBytes: about.size, modifiedMs: Math.trunc(about.mtimeMs) });
    }
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | null)?.code ?? '';
