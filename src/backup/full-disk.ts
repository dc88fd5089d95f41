import { statfs } from 'node:fs/promises';
import { HubError } from '../kit/errors.ts';

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Whether a write failed because there is no more room: disk, quota, or the largest file that is allowed. */
export function isFull(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if (fullCodes.has((at as NodeJS.ErrnoException).code ?? '')) return true;
  return false;
}

export const sizeText = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.ceil(bytes / 1e6))} MB`;

export const diskIsFull = (folder: string, cause: unknown): HubError =>
  new HubError(
    'unavailable',
    `There is no more room in ${folder}, so the backup was not made. What it had written is removed; earlier backups there are whole. Make room, or choose another disk.`,
    { cause },
  );

/** What the system says when a folder is not there, not ours, or on a disk that fails; null for other errors. */
export function cannotWrite(folder: string, error: unknown): HubError | null {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (!['EACCES', 'EPERM', 'EROFS', 'EIO', 'ENOTDIR', 'EEXIST', 'ENOENT'].includes(code)) return null;
  return new HubError(
    'unavailable',
    `The backup could not be written to ${folder}: ${message}. Look whether the folder and its disk are there, and whether Spindle may write to it.`,
    { cause: error },
  );
}

/** Before anything is written: is there room for so much? Throws HubError `unavailable`. */
export async function needRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free > bytes) return;
  throw new HubError(
    'unavailable',
    `${folder} has ${sizeText(free)} of room, and the backup needs about ${sizeText(bytes)}. Nothing was written. Make room, or choose another disk.`,
  );
}
