import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { listBackups } from '../../backup/index.ts';
import { defineOperation } from '../../kit/operation.ts';
import { At } from '../../kit/time.ts';
import { readSettings } from './settings.ts';
import { selectChosenFolder } from './store.ts';

const most = 100;

export const listArchives = defineOperation({
  name: 'backups.listArchives',
  kind: 'query',
  summary: 'List the backups that lie in the folder, newest first',
  route: { method: 'GET', path: '/backups/archives' },
  scope: 'studio:write',
  input: z.object({}),
  output: z.object({
    folder: z.string().nullable(),
    /** False: the folder is not there, such as a disk that is not plugged in. */
    isThere: z.boolean(),
    /** Lost together with the hub. */
    isOnHubsDisk: z.boolean(),
    /** The file without which no backup opens the shops; null: its content was set as SPINDLE_KEYS. */
    keyFile: z.string().nullable(),
    /** The newest hundred. */
    items: z.array(
      z.object({
        name: z.string(),
        takenAt: At,
        /** Of the archive alone; the files lie beside it. */
        bytes: z.int(),
        isEncrypted: z.boolean(),
        /** Nothing is sealed in it, or the keys are in it under its passphrase. */
        hasKeys: z.boolean(),
      }),
    ),
  }),
  async run(ctx) {
    const home = ctx.ports.backup?.environment.SPINDLE_HOME;
    const folder = readSettings(process.env, await selectChosenFolder(ctx.tx))?.folder ?? null;
    const at = folder ? await stat(folder).catch(() => null) : null;
    const homeAt = home ? await stat(home).catch(() => null) : null;
    const listed = folder && at ? await listBackups(folder) : [];
    return {
      folder,
      isThere: at?.isDirectory() ?? false,
      isOnHubsDisk: at !== null && homeAt !== null && at.dev === homeAt.dev,
      keyFile: process.env.SPINDLE_KEYS || !home ? null : join(home, 'keys.json'),
      items: listed
        .reverse()
        .slice(0, most)
        .map(({ path, header, bytes }) => ({
          name: basename(path),
          takenAt: new Date(header.takenAt),
          bytes,
          isEncrypted: header.isEncrypted,
          hasKeys: header.keys.needed.length === 0 || header.keys.sealedFile !== null,
        })),
    };
  },
});
