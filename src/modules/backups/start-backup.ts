import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { defineOperation } from '../../kit/operation.ts';
import { backupNews } from './news.ts';
import { readSettings } from './settings.ts';
import { readStatus, Status } from './status.ts';
import { askForBackup, selectChosenFolder } from './store.ts';

export const startBackup = defineOperation({
  name: 'backups.start',
  kind: 'command',
  summary: 'Back up now, into the folder of the scheduled backups',
  route: { method: 'POST', path: '/backups' },
  scope: 'studio:write',
  input: z.object({}),
  output: Status,
  async run(ctx) {
    const settings = readSettings(process.env, await selectChosenFolder(ctx.tx));
    if (!settings)
      throw new HubError(
        'conflict',
        'No folder for backups is set. Choose one in Settings, Backups, start the hub with SPINDLE_BACKUP_DIR, or run “spindle backup --to FOLDER”.',
      );
    await askForBackup(ctx.tx, 'seller', settings.folder, ctx.clock.now());
    ctx.announce({ topic: 'hub', id: backupNews });
    return readStatus(ctx);
  },
});
