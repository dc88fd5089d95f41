import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HubError, isHubError } from '../kit/errors.ts';
import { openArchive } from './archive.ts';
import { BlobFolder } from './blob-folder.ts';
import type { Header } from './format.ts';

/** How an archive's name ends. */
export const ending = '.spindle';
/** Behind the name while it is not finished, with the number of the process. */
export const unfinishedMark = '.unfinished-';

/** `2026-11-21T11-22-52Z-1a2b3c4d.spindle`: sorts by its moment. */
export const archiveName = ({ takenAt, id }: Pick<Header, 'takenAt' | 'id'>): string =>
  `${takenAt.slice(0, 19).replaceAll(':', '-')}Z-${id.slice(0, 8)}${ending}`;

export async function clearUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.includes(`${ending}${unfinishedMark}`)) await rm(join(folder, name), { force: true });
}

export interface Listed {
  path: string;
  header: Header;
  bytes: number;
}

/** The archives of a folder, oldest first. What has no readable head is left out. */
export async function listBackups(folder: string): Promise<Listed[]> {
  const listed: Listed[] = [];
  for (const name of (await readdir(folder).catch(() => [])).filter((one) => one.endsWith(ending)).sort()) {
    const path = join(folder, name);
    const head = await readHead(path);
    if (head) listed.push(head);
  }
  return listed.sort((a, b) => (a.header.takenAt < b.header.takenAt ? -1 : 1));
}

async function readHead(path: string): Promise<Listed | null> {
  try {
    const archive = await openArchive(path);
    await archive.close();
    return { path, header: archive.header, bytes: archive.size };
  } catch (error) {
    if (isHubError(error)) return null;
    throw error;
  }
}

/** An archive by its own name, or the newest one of a folder. Throws HubError `not-found`. */
export async function findArchive(place: string): Promise<string> {
  const path = resolve(place);
  const found = await stat(path).catch(() => null);
  if (!found) throw new HubError('not-found', `There is no backup at ${path}.`);
  if (!found.isDirectory()) return path;
  const newest = (await listBackups(path)).at(-1);
  if (!newest) throw new HubError('not-found', `There is no backup in the folder ${path}.`);
  return newest.path;
}

export interface Keep {
  /** The newest of each of so many days and weeks is kept, and always the newest of all. */
  daily: number;
  weekly: number;
}

const weekOf = (day: string): string => {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7));
  return at.toISOString().slice(0, 10);
};

/** Pure: which of these moments (ISO, UTC) are kept. */
export function kept(moments: readonly string[], keep: Keep): Set<string> {
  const newestFirst = [...moments].sort().reverse();
  const chosen = new Set(newestFirst.slice(0, 1));
  const choose = (most: number, groupOf: (moment: string) => string) => {
    const groups = new Set<string>();
    for (const moment of newestFirst) {
      const group = groupOf(moment);
      if (groups.has(group)) continue;
      if (groups.size >= most) break;
      groups.add(group);
      chosen.add(moment);
    }
  };
  choose(keep.daily, (moment) => moment.slice(0, 10));
  choose(keep.weekly, (moment) => weekOf(moment.slice(0, 10)));
  return chosen;
}

/**
 * Removes backups that are no longer kept, then the files that none of the rest names. A file goes only when every archive
 * that stays could be read to its end. Answers how much went. The caller holds the folder's lock.
 */
export async function prune(
  folder: string,
  keep: Keep,
  passphrase?: string,
): Promise<{ archives: number; files: number }> {
  const all = await listBackups(folder);
  const stay = kept(
    all.map((one) => one.header.takenAt),
    keep,
  );
  let archives = 0;
  for (const one of all)
    if (one.header.form === 'folder' && !stay.has(one.header.takenAt)) {
      await rm(one.path, { force: true });
      archives += 1;
    }
  if (archives === 0) return { archives, files: 0 };
  const named = new Set<string>();
  for (const name of (await readdir(folder)).filter((one) => one.endsWith(ending))) {
    const archive = await openArchive(join(folder, name), passphrase);
    try {
      for await (const part of archive.parts()) {
        if (part.kind === 'table' || part.kind === 'blob') for await (const _ of part.data);
        else if (part.kind === 'list') for (const [sha256] of part.blobs) named.add(sha256);
      }
    } finally {
      await archive.close();
    }
  }
  const files = new BlobFolder(join(folder, 'files'));
  let removed = 0;
  for await (const sha256 of files.list())
    if (!named.has(sha256)) {
      await files.remove(sha256);
      removed += 1;
    }
  return { archives, files: removed };
}
