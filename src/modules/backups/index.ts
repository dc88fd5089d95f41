import type { HubModule } from '../../kit/module.ts';
import { on } from '../../kit/signal.ts';
import { tell } from '../audit/index.ts';
import { channelLetGo } from '../channels/index.ts';
import { chooseFolder } from './choose-folder.ts';
import { listArchives } from './list-archives.ts';
import { afterRestoreLoop, scheduleLoop } from './loops.ts';
import { endRestoreStop, endWhenNothingIsHeld } from './restored-store.ts';
import { startBackup } from './start-backup.ts';
import { backupStatus } from './status.ts';

export type { BackupPort } from './run-scheduled.ts';

export const backupsModule: HubModule = {
  name: 'backups',
  operations: [backupStatus, startBackup, listArchives, chooseFolder],
  listeners: [
    on(channelLetGo, 'backups.endStop', async (ctx) => {
      if (await endRestoreStop(ctx.tx)) {
        await tell(ctx, { sentence: `${ctx.actor.name} let the hub go on after the restore.` });
        ctx.announce({ topic: 'hub', id: 'stop' });
      }
      if (await endWhenNothingIsHeld(ctx.tx)) ctx.announce({ topic: 'hub', id: 'restored' });
    }),
  ],
  loops: [scheduleLoop, afterRestoreLoop],
};
