import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isHubError } from '../../../kit/errors.ts';
import type { Host } from '../../../kit/run-operation.ts';
import { selectAssets } from '../../preflight/index.ts';
import { type Accepted, dropUnused, isRefused, judgeFile, tooLarge } from '../accept.ts';
import type { SeenFile } from './list-files.ts';

export type ReadFile = Accepted & { sha256: string };
type ReadResult =
  | { kind: 'taken'; file: ReadFile }
  | { kind: 'refused'; message: string }
  /** It changed, went or was locked while it was read: look again later. */
  | { kind: 'restless' };

/** Stores one file of a folder, unless it is refused or is another afterwards than it was before. */
export async function readIn(
  host: Host,
  path: string,
  seen: SeenFile,
  maxBytes: number,
): Promise<ReadResult> {
  const name = basename(path);
  let stored: { sha256: string; sizeBytes: number } | null = null;
  try {
    const judged = await judgeFile(path, name);
    if (isRefused(judged)) {
      return (await isAsSeen(path, seen))
        ? { kind: 'refused', message: judged.refused }
        : { kind: 'restless' };
    }
    stored = await host.ports.storage.put(createReadStream(path), { maxBytes });
    if ((await isAsSeen(path, seen)) && stored.sizeBytes === seen.sizeBytes) {
      return { kind: 'taken', file: { ...judged, sha256: stored.sha256 } };
    }
  } catch (error) {
    if (isHubError(error) && error.code === 'too-large') {
      return { kind: 'refused', message: tooLarge(name, seen.sizeBytes, maxBytes) };
    }
    const code = (error as NodeJS.ErrnoException | null)?.code;
    if (code === 'EACCES' || code === 'EPERM') {
      return {
        kind: 'refused',
        message: `${name} may not be read. Give the hub the right to read it, then save it again.`,
      };
    }
    if (code === undefined || !['ENOENT', 'EBUSY', 'EIO', 'ESTALE', 'ETXTBSY'].includes(code)) throw error;
  }
  if (stored)
    await dropUnused(host, stored.sha256, (await selectAssets(host.db, [stored.sha256])).length > 0);
  return { kind: 'restless' };
}

async function isAsSeen(path: string, seen: SeenFile): Promise<boolean> {
  const now = await lstat(path).catch(() => null);
  return now?.size === seen.sizeBytes && Math.trunc(now.mtimeMs) === seen.modifiedMs;
}
