import { ConnectorError } from '../../connectors/connector.ts';
import { HubError } from '../../kit/errors.ts';
import type { Loop } from '../../kit/module.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { tell } from '../audit/index.ts';
import { listHeld, noteFailure, noteHeldRead, pauseHeld, readChannel } from '../channels/index.ts';
import { verifyChannel } from '../listings/index.ts';
import { runWhenDue } from './run-scheduled.ts';
import { readSettings } from './settings.ts';
import { countUnread, endWhenNothingIsHeld, selectOpenRestore } from './store.ts';

const lookMs = 30_000;

/** Runs `look` again and again until it answers false or the loop is stopped. */
function every(host: Host, ms: number, name: string, look: (signal: AbortSignal) => Promise<boolean>) {
  const stop = new AbortController();
  const running = (async () => {
    while (!stop.signal.aborted) {
      const goesOn = await look(stop.signal).catch((error: unknown) => {
        host.log.error({ err: error }, name);
        return true;
      });
      if (!goesOn) return;
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          stop.signal.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        stop.signal.addEventListener('abort', wake);
        if (stop.signal.aborted) wake();
      });
    }
  })();
  return {
    stop: async () => {
      stop.abort();
      await running;
    },
  };
}

/** Backs up into SPINDLE_BACKUP_DIR when it is time. Wrong settings end the start with their sentence. */
export const scheduleLoop: Loop = {
  name: 'backups.schedule',
  start: async (host) => {
    const settings = readSettings(process.env);
    return every(host, lookMs, 'scheduled backup', async (signal) => {
      if (!settings) return false;
      await runWhenDue(host, settings, signal);
      return true;
    });
  },
};

/** After a restore: reads every listing of every shop again, until all of them were seen. */
export const afterRestoreLoop: Loop = {
  name: 'backups.afterRestore',
  start: async (host) =>
    every(host, Math.min(lookMs, 5000), 'after a restore', (signal) => readHeldShops(host, signal)),
};

/** Answers whether something is still held. */
export async function readHeldShops(host: Host, signal?: AbortSignal): Promise<boolean> {
  if (!(await selectOpenRestore(host.db))) return false;
  await pauseHeld(host.db);
  for (const held of await listHeld(host.db)) {
    if (signal?.aborted) return true;
    if (!held.readAt) await readAgain(host, held.channelId);
  }
  await endWhenNothingIsHeld(host.db);
  return true;
}

async function readAgain(host: Host, channelId: string): Promise<void> {
  const channel = await readChannel(host.db, channelId);
  if (channel.state !== 'active') {
    // Nothing is written to it in this state anyway; it is read on its way out of it.
    await noteHeldRead(host.db, channelId, { readAt: host.clock.now() });
    return;
  }
  try {
    const { checked, drifted } = await verifyChannel(host, channelId);
    const unread = await countUnread(host.db, channelId);
    await inTransaction(host, systemActor, async (ctx) => {
      if (unread > 0) {
        await noteHeldRead(ctx.tx, channelId, {
          problem: `${unread} of ${checked} listings could not be read.`,
        });
        return;
      }
      await noteHeldRead(ctx.tx, channelId, { readAt: ctx.clock.now() });
      await tell(ctx, {
        tone: 'needs-you',
        channelId,
        sentence: `${channel.name} was read again after the restore: ${drifted === 0 ? `all ${checked} listings are as this hub knows them` : `${drifted} of ${checked} listings are different there`}. Look, then resume the shop.`,
      });
      ctx.announce({ topic: 'channel', id: channelId });
    });
  } catch (error) {
    const failure = error instanceof ConnectorError ? await noteFailure(host, channelId, error) : error;
    const isKnown = failure instanceof ConnectorError || failure instanceof HubError;
    if (!isKnown) host.log.warn({ err: error, channel: channelId }, 'reading again after a restore');
    await noteHeldRead(host.db, channelId, {
      problem: isKnown ? failure.message : 'Something broke on our side. It is tried again.',
    });
  }
}
