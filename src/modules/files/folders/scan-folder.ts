import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import type { Host } from '../../../kit/run-operation.ts';
import { inTransaction, systemActor } from '../../../kit/run-operation.ts';
import { tell } from '../../audit/index.ts';
import { tooLarge } from '../accept.ts';
import { groupOf } from '../file-name.ts';
import { selectMaxFileBytes } from '../store.ts';
import { listFiles, type SeenFile } from './list-files.ts';
import { readIn } from './read-in.ts';
import {
  type FolderRow,
  isMissing,
  markGone,
  saveFolderFile,
  selectFolder,
  selectFolderFiles,
  setFolderState,
  takeWatch,
} from './store.ts';
import { type TakenFile, takeIn } from './take-in.ts';

/** Sizes and times must stay like this for so long before a file is read: copying and saving take a while. */
export const quietMs = 1200;

/** This computer, as the others see it in the table. */
export const computer = hostname();

/** What was seen at the last look, by path; belongs to one folder and one process. */
export type Looks = Map<string, { sizeBytes: number; modifiedMs: number; sinceMs: number }>;

/**
 * One look into a folder: takes in what is new or changed and has come to rest. A pattern's files are taken in together,
 * once all of them rest, so that a set that is dropped makes one release. Gives how many files still move.
 */
export async function scanFolder(host: Host, folderId: string, looks: Looks): Promise<number> {
  const folder = await selectFolder(host.db, folderId);
  if (!folder || folder.state === 'paused') return 0;
  const seen = await listFiles(folder.path);
  if (!seen) {
    looks.clear();
    if (await isMissing(host.db, folderId, computer)) await noteMissing(host, folder);
    return 0;
  }
  if (!(await takeWatch(host.db, folderId, computer))) return 0;
  if (folder.state === 'missing') await noteBack(host, folder);
  const known = new Map((await selectFolderFiles(host.db, folderId)).map((row) => [row.path, row]));
  const paths = new Set(seen.map((file) => file.path));
  const gone = [...known.values()].filter((row) => row.state !== 'gone' && !paths.has(row.path));
  if (gone.length > 0) {
    await host.transaction((tx) =>
      markGone(
        tx,
        folderId,
        gone.map((row) => row.path),
        host.clock.now(),
      ),
    );
  }
  for (const path of looks.keys()) if (!paths.has(path)) looks.delete(path);

  const changed = seen.filter((file) => {
    const row = known.get(file.path);
    const isSame = row?.sizeBytes === file.sizeBytes && row.modifiedAt.getTime() === file.modifiedMs;
    if (isSame && row.state !== 'waiting' && row.state !== 'gone') looks.delete(file.path);
    return !isSame || row.state === 'waiting' || row.state === 'gone';
  });
  const now = host.clock.monotonicMs();
  const resting = new Set(changed.filter((file) => isResting(looks, file, now)).map((file) => file.path));
  const maxBytes = await selectMaxFileBytes(host.db);
  let moving = 0;
  for (const [, files] of Map.groupBy(changed, (file) => groupOf(file.path).key)) {
    if (files.every((file) => resting.has(file.path)))
      moving += await takeGroup(host, folder, files, maxBytes, looks);
    else moving += files.length;
  }
  return moving;
}

function isResting(looks: Looks, file: SeenFile, nowMs: number): boolean {
  const before = looks.get(file.path);
  if (before?.sizeBytes === file.sizeBytes && before.modifiedMs === file.modifiedMs)
    return nowMs - before.sinceMs >= quietMs;
  looks.set(file.path, { sizeBytes: file.sizeBytes, modifiedMs: file.modifiedMs, sinceMs: nowMs });
  return false;
}

/** Reads a group's files into the store and takes them in at once. Gives how many were replaced while they were read. */
async function takeGroup(
  host: Host,
  folder: FolderRow,
  files: SeenFile[],
  maxBytes: number,
  looks: Looks,
): Promise<number> {
  const read: TakenFile[] = [];
  let restless = 0;
  for (const file of files) {
    if (file.sizeBytes > maxBytes) {
      await refuse(host, folder, file, tooLarge(basename(file.path), file.sizeBytes, maxBytes));
      continue;
    }
    const result = await readIn(host, join(folder.path, file.path), file, maxBytes);
    if (result.kind === 'taken') read.push({ seen: file, ...result.file });
    else if (result.kind === 'refused') await refuse(host, folder, file, result.message);
    else {
      looks.delete(file.path);
      restless += 1;
    }
  }
  // One of the set is being saved again: wait for it, the others are stored already and cost nothing to read again.
  if (restless > 0) return files.length;
  if (read.length > 0) await inTransaction(host, systemActor, (ctx) => takeIn(ctx, folder.id, read));
  return 0;
}

async function refuse(host: Host, folder: FolderRow, file: SeenFile, message: string): Promise<void> {
  await inTransaction(host, systemActor, async (ctx) => {
    await saveFolderFile(ctx.tx, {
      folderId: folder.id,
      path: file.path,
      sizeBytes: file.sizeBytes,
      modifiedAt: new Date(file.modifiedMs),
      sha256: null,
      state: 'refused',
      message,
      patternId: null,
      seenAt: ctx.clock.now(),
    });
    await tell(ctx, { tone: 'needs-you', sentence: message });
  });
}

async function noteMissing(host: Host, folder: FolderRow): Promise<void> {
  if (folder.state === 'missing') return;
  const message = `The folder ${folder.path} is not there, or may not be read. Nothing was removed. It goes on by itself when the folder is back (is a drive not connected?).`;
  await inTransaction(host, systemActor, async (ctx) => {
    await setFolderState(ctx.tx, folder.id, 'missing', message);
    await tell(ctx, { tone: 'problem', sentence: message });
    ctx.announce({ topic: 'hub', id: folder.id });
  });
}

async function noteBack(host: Host, folder: FolderRow): Promise<void> {
  await inTransaction(host, systemActor, async (ctx) => {
    await setFolderState(ctx.tx, folder.id, 'watching', null);
    await tell(ctx, { tone: 'good', sentence: `The folder ${folder.path} is back and watched again.` });
    ctx.announce({ topic: 'hub', id: folder.id });
  });
}

/** Looks until nothing moves any more, at most `mostMs`. */
export async function scanUntilQuiet(host: Host, folderId: string, mostMs = 60_000): Promise<void> {
  const looks: Looks = new Map();
  const until = host.clock.monotonicMs() + mostMs;
  while ((await scanFolder(host, folderId, looks)) > 0 && host.clock.monotonicMs() < until)
    await new Promise((resolve) => setTimeout(resolve, quietMs / 4));
}
