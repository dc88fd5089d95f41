import { ConnectorError } from '../../connectors/connector.ts';
import type { LiveEvent } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import type { Loop } from '../../kit/module.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { tell } from '../audit/index.ts';
import { listHeld, noteFailure, noteHeldRead, pauseHeld, readChannel } from '../channels/index.ts';
import { verifyChannel } from '../listings/index.ts';
import { backupNews } from './news.ts';
import { countUnread, endWhenNothingIsHeld, selectOpenRestore } from './restored-store.ts';
import { runWhenDue } from './run-scheduled.ts';
import { readSettings } from './settings.ts';
import { selectChosenFolder } from './store.ts';

const lookMs = 30_000;

/** Runs `look` again and again, and at once when `hint` calls, until it answers false or the loop is stopped. */
function every(
  host: Host,
  { ms, name, hint }: { ms: number; name: string; hint?: (wake: () => void) => () => void },
  look: (signal: AbortSignal) => Promise<boolean>,
) {
  const stop = new AbortController();
  let isHinted = false;
  let wake = () => {};
  const leave = hint?.(() => {
    isHinted = true;
    wake();
  });
  const running = (async () => {
    while (!stop.signal.aborted) {
      isHinted = false;
      const goesOn = await look(stop.signal).catch((error: unknown) => {
        host.log.error({ err: error }, name);
        return true;
      });
      if (!goesOn) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => wake(), ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (stop.signal.aborted || isHinted) wake();
      });
    }
  })();
  return {
    stop: async () => {
      leave?.();
      stop.abort();
      wake();
      await running;
    },
  };
}

/** Backs up into the folder that is set or was chosen, when it is time. Wrong settings end the start with their sentence. */
export const scheduleLoop: Loop = {
  name: 'backups.schedule',
  start: async (host) => {
    const settingsNow = async () => readSettings(process.env, await selectChosenFolder(host.db));
    await settingsNow();
    const hint = (wake: () => void) =>
      host.ports.listener.on('spindle_live', (events) => {
        if (events === null || isAboutBackups(events)) wake();
      });
    return every(host, { ms: lookMs, name: 'scheduled backup', hint }, async (signal) => {
      const settings = await settingsNow();
      if (settings) await runWhenDue(host, settings, signal);
      return true;
    });
  },
};

const isAboutBackups = (events: string): boolean =>
  events.includes(backupNews) &&
  (JSON.parse(events) as LiveEvent[]).some(({ topic, id }) => topic === 'hub' && id === backupNews);

/** After a restore: reads every listing of every shop again, until all of them were seen. */
export const afterRestoreLoop: Loop = {
  name: 'backups.afterRestore',
  start: async (host) =>
    every(host, { ms: 5000, name: 'after a restore' }, (signal) => readHeldShops(host, signal)),
};

/** Answers whether something is still held. */
export async function readHeldShops(host: Host, signal?: AbortSignal): Promise<boolean> {
  if (!(await selectOpenRestore(host.db))) return false;
  await pauseHeld(host.db);
  for (const held of await listHeld(host.db)) {
    if (signal?.aborted) return true;
    if (!held.readAt) await readAgain(host, held);
  }
  await inTransaction(host, systemActor, async (ctx) => {
    if (await endWhenNothingIsHeld(ctx.tx)) ctx.announce({ topic: 'hub', id: 'restored' });
  });
  return true;
}

type Held = Awaited<ReturnType<typeof listHeld>>[number];

async function readAgain(host: Host, held: Held): Promise<void> {
  const { channelId } = held;
  const channel = await readChannel(host.db, channelId);
  if (channel.state !== 'active') {
    // Nothing is written to it in this state anyway; it is read on its way out of it.
    await inTransaction(host, systemActor, async (ctx) => {
      await noteHeldRead(ctx.tx, channelId, { readAt: ctx.clock.now() });
      ctx.announce({ topic: 'channel', id: channelId });
    });
    return;
  }
  try {
    const { checked, drifted } = await verifyChannel(host, channelId, {
      onProgress: teller(host, channelId),
    });
    const unread = await countUnread(host.db, channelId);
    if (unread > 0) return noteProblem(host, held, `${unread} of ${checked} listings could not be read.`);
    await inTransaction(host, systemActor, async (ctx) => {
      await noteHeldRead(ctx.tx, channelId, { readAt: ctx.clock.now() });
      await tell(ctx, {
        tone: 'needs-you',
        channelId,
        sentence: `${channel.name} was read again after the restore: ${drifted === 0 ? `all ${checked} listings are as this hub knows them` : `${drifted} of ${checked} listings are different there`}. Look, then let the shop go on.`,
      });
      ctx.announce({ topic: 'channel', id: channelId });
    });
  } catch (error) {
    const failure = error instanceof ConnectorError ? await noteFailure(host, channelId, error) : error;
    const isKnown = failure instanceof ConnectorError || failure instanceof HubError;
    if (!isKnown) host.log.warn({ err: error, channel: channelId }, 'reading again after a restore');
    await noteProblem(
      host,
      held,
      isKnown ? failure.message : 'Something broke on our side. It is tried again.',
    );
  }
}

const tellEveryMs = 1000;

/** Lets live views read again, now and then, how far it is. */
function teller(host: Host, channelId: string): () => void {
  let toldAt = 0;
  return () => {
    if (performance.now() - toldAt < tellEveryMs) return;
    toldAt = performance.now();
    host.publish({ events: [{ topic: 'channel', id: channelId }], isWork: false });
  };
}

/** Told when it is another one than after the try before. */
async function noteProblem(host: Host, held: Held, problem: string): Promise<void> {
  if (held.problem === problem) return;
  await inTransaction(host, systemActor, async (ctx) => {
    await noteHeldRead(ctx.tx, held.channelId, { problem });
    ctx.announce({ topic: 'channel', id: held.channelId });
  });
}
