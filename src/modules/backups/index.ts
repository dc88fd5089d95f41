import type { HubModule } from '../../kit/module.ts';
import { on } from '../../kit/signal.ts';
import { tell } from '../audit/index.ts';
import { channelLetGo } from '../channels/index.ts';
import { afterRestoreLoop, scheduleLoop } from './loops.ts';
import { backupStatus, startBackup } from './status.ts';
import { endRestoreStop, endWhenNothingIsHeld } from './store.ts';

export type { BackupPort } from './run-scheduled.ts';

export const backupsModule: HubModule = {
  name: 'backups',
  operations: [backupStatus, startBackup],
  listeners: [
    on(channelLetGo, 'backups.endStop', async (ctx) => {
      if (await endRestoreStop(ctx.tx)) {
        await tell(ctx, { sentence: `${ctx.actor.name} let the hub go on after the restore.` });
        ctx.announce({ topic: 'hub', id: 'stop' });
      }
      await endWhenNothingIsHeld(ctx.tx);
    }),
  ],
  loops: [scheduleLoop, afterRestoreLoop],
};
