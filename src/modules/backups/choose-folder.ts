import { mkdir, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { listBackups } from '../../backup/index.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { isInside } from '../../kit/inside.ts';
import { defineOperation } from '../../kit/operation.ts';
import { tell } from '../audit/index.ts';
import { backupNews } from './news.ts';
import type { BackupPort } from './run-scheduled.ts';
import { readSettings } from './settings.ts';
import { readStatus, Status } from './status.ts';
import { selectWatchedFolders, updateChosenFolder } from './store.ts';

export const chooseFolder = defineOperation({
  name: 'backups.chooseFolder',
  kind: 'command',
  summary: 'Choose the folder on the hub’s computer into which it backs itself up once a day',
  route: { method: 'PUT', path: '/backups/folder' },
  // It makes the hub write to its own disks, so it is the owner's.
  scope: 'studio:write',
  input: z.object({
    path: z.string().trim().min(1).max(4000).meta({
      description: 'A folder that is there. One that holds other things gets a folder “Spindle backups”.',
    }),
  }),
  output: Status,
  async run(ctx, { path }) {
    const { backup } = ctx.ports;
    if (readSettings(process.env))
      throw new HubError(
        'conflict',
        'The folder is set where the hub is started (SPINDLE_BACKUP_DIR), and that counts. Change it there.',
      );
    if (!backup?.isAlone)
      throw new HubError(
        'conflict',
        'This hub works in several processes, perhaps on several computers. Set SPINDLE_BACKUP_DIR for all of them instead.',
      );
    const folder = await usableFolder(ctx, backup, path);
    await updateChosenFolder(ctx.tx, folder);
    await tell(ctx, { sentence: `Backups go into ${folder} from now on, once a day.` });
    ctx.announce({ topic: 'hub', id: backupNews });
    return readStatus(ctx);
  },
});

async function usableFolder(ctx: Ctx, backup: BackupPort, wanted: string): Promise<string> {
  if (!isAbsolute(wanted))
    throw new HubError(
      'invalid',
      'Give the whole path of the folder, for example /media/anna/Backup or E:\\Backup.',
    );
  const about = await stat(wanted).catch(() => null);
  if (!about?.isDirectory())
    throw new HubError(
      'invalid',
      `There is no folder ${wanted} on the hub’s computer, or the hub may not open it. Plug its disk in, or make the folder first.`,
    );
  const path = await realpath(wanted);
  await refuseOwn(ctx, backup, path);
  try {
    const place = await placeIn(path);
    const trial = join(place, '.spindle-may-write');
    await writeFile(trial, '');
    await rm(trial, { force: true });
    return place;
  } catch (error) {
    throw new HubError(
      'invalid',
      `Spindle cannot write into ${path}: ${(error as Error).message}. Let it write there, or choose another folder.`,
      { cause: error },
    );
  }
}

/** Neither the hub's own files, which the backup is to outlive, nor a folder whose files become patterns. */
async function refuseOwn(ctx: Ctx, backup: BackupPort, path: string): Promise<void> {
  const { SPINDLE_HOME, SPINDLE_STORAGE } = backup.environment;
  for (const own of [SPINDLE_HOME, SPINDLE_STORAGE]) {
    const folder = own ? await realpath(own).catch(() => null) : null;
    if (folder && isInside(path, folder))
      throw new HubError(
        'invalid',
        `${path} lies in the hub’s own folder, and would be lost with it. Choose one on another disk, or beside it.`,
      );
  }
  const watched = (await selectWatchedFolders(ctx.tx)).find((folder) => isInside(path, folder));
  if (watched)
    throw new HubError(
      'invalid',
      `${watched} is watched for patterns, and would take in the backups. Choose a folder outside of it.`,
    );
}

/** A backup closes its folder to everybody else, so things of the seller's keep theirs. */
async function placeIn(path: string): Promise<string> {
  const isFree = (await readdir(path)).length === 0 || (await listBackups(path)).length > 0;
  if (isFree) return path;
  const place = join(path, 'Spindle backups');
  if (!(await stat(place).catch(() => null))?.isDirectory()) await mkdir(place, { mode: 0o700 });
  return place;
}
