import { ConnectorError, type RemoteOrder } from '../../../connectors/connector.ts';
import type { Loop } from '../../../kit/module.ts';
import { defineJob } from '../../../kit/module.ts';
import { type Host, inTransaction, systemActor } from '../../../kit/run-operation.ts';
import { tell } from '../../audit/index.ts';
import {
  type Channel,
  listChannels,
  noteFailure,
  noteSuccess,
  openIo,
  readChannel,
} from '../../channels/index.ts';
import { giveUpTask, taskProgress } from '../../tasks/index.ts';
import { recordOrder } from '../record-order.ts';
import { advanceSince, claimPoll, isAnyPollDue } from './store.ts';

/** Shops' clocks and their search indexes lag: each poll looks back this far. */
const overlapMs = 10 * 60 * 1000;
/** The first reading takes the buyers of the last year in, so that they get corrections too. */
const firstLookMs = 365 * 24 * 60 * 60 * 1000;
const rescanMs = 35 * 24 * 60 * 60 * 1000;
const everyMs = Number(process.env.SPINDLE_POLL_SECONDS ?? 60) * 1000;

export interface Polled {
  seen: number;
  changed: number;
}

/** Reads the orders that changed at one shop and records them. Throws ConnectorError. */
export async function pollOrders(
  host: Host,
  channel: Channel,
  since: Date,
  options: { onPage?: (polled: Polled) => Promise<void>; signal?: AbortSignal } = {},
): Promise<Polled> {
  const polled: Polled = { seen: 0, changed: 0 };
  let stuckAt: Date | null = null;
  let newest: Date | null = null;
  try {
    const { io, connector } = await openIo(host, channel.id, {
      priority: 100,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    let cursor: string | null = null;
    do {
      const page: { orders: RemoteOrder[]; nextCursor: string | null } = await connector.orders(
        io,
        since,
        cursor,
      );
      for (const order of page.orders) {
        polled.seen += 1;
        const isRecorded = await record(host, channel, order, polled);
        if (!isRecorded && (!stuckAt || order.updatedAt < stuckAt)) stuckAt = order.updatedAt;
        if (!newest || order.updatedAt > newest) newest = order.updatedAt;
      }
      await options.onPage?.(polled);
      cursor = page.nextCursor;
    } while (cursor);
    await noteSuccess(host, channel.id);
  } catch (error) {
    throw error instanceof ConnectorError ? await noteFailure(host, channel.id, error) : error;
  }
  const now = host.clock.now();
  // an order that could not be recorded is read again next time
  const reached: Date | null = stuckAt ?? newest;
  if (reached) await advanceSince(host.db, channel.id, reached < now ? reached : now);
  return polled;
}

/** One bad order must not keep the others out. */
async function record(host: Host, channel: Channel, order: RemoteOrder, polled: Polled): Promise<boolean> {
  try {
    const { isChanged } = await inTransaction(host, systemActor, (ctx) =>
      recordOrder(ctx, channel.id, order),
    );
    if (isChanged) polled.changed += 1;
    return true;
  } catch (error) {
    host.log.error({ err: error, channel: channel.id, order: order.remoteId }, 'order could not be recorded');
    return false;
  }
}

const sinceOf = (channel: Channel, now: Date): Date =>
  new Date((channel.ordersSince?.getTime() ?? now.getTime() - firstLookMs) - overlapMs);

const isPolled = (host: Host, channel: Channel): boolean =>
  channel.state === 'active' &&
  channel.pauseCause !== 'unauthorised' &&
  host.ports.connectors.get(channel.kind).capabilities.orders.includes('poll');

/** "Read the orders now", with a task to watch. */
export const pollJob = defineJob<{ channelId: string; taskId: string }>({
  name: 'orders.poll',
  retries: 2,
  onGivenUp: (host, { taskId }, why) => giveUpTask(host, taskId, why),
  async run(host, { channelId, taskId }) {
    const progress = taskProgress(host, taskId);
    const channel = await readChannel(host.db, channelId);
    try {
      const polled = await pollOrders(host, channel, sinceOf(channel, host.clock.now()), {
        onPage: ({ seen }) => progress.step(seen, undefined, `${seen} orders read`),
      });
      await progress.finish({ ...polled });
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind === 'transient') throw error;
      await progress.fail(error.message);
    }
  },
});

/** What webhooks and polls missed for whatever reason is found within a night. */
export const rescanJob = defineJob<Record<string, never>>({
  name: 'orders.rescan',
  retries: 1,
  cron: '17 3 * * *',
  async run(host) {
    for (const channel of await listChannels(host.db)) {
      if (!isPolled(host, channel)) continue;
      const since = new Date(host.clock.now().getTime() - rescanMs);
      await pollOrders(host, channel, since).catch(async (error: unknown) => {
        host.log.warn({ err: error, channel: channel.id }, 'nightly look at the orders');
        const words = error instanceof ConnectorError ? error.message : 'It is tried again tomorrow.';
        await inTransaction(host, systemActor, (ctx) =>
          tell(ctx, {
            tone: 'problem',
            channelId: channel.id,
            sentence: `The nightly look at the orders of ${channel.name} did not work. ${words}`,
          }),
        );
      });
    }
  },
});

export const pollLoop: Loop = {
  name: 'orders.poll',
  async start(host) {
    const stop = new AbortController();
    const running = (async () => {
      while (!stop.signal.aborted) {
        await pollDue(host, stop.signal).catch((error: unknown) =>
          host.log.error({ err: error }, 'order poll'),
        );
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            clearTimeout(timer);
            stop.signal.removeEventListener('abort', wake);
            resolve();
          };
          const timer = setTimeout(wake, Math.min(everyMs, 5000));
          stop.signal.addEventListener('abort', wake);
        });
      }
    })();
    return {
      stop: async () => {
        stop.abort();
        await running;
      },
    };
  },
};

/** Side by side: one slow shop must not hold up the others. */
async function pollDue(host: Host, signal: AbortSignal): Promise<void> {
  if (!(await isAnyPollDue(host.db, everyMs))) return;
  const channels = (await listChannels(host.db)).filter((channel) => isPolled(host, channel));
  await Promise.all(
    channels.map(async (channel) => {
      if (signal.aborted || !(await claimPoll(host.db, channel.id, everyMs))) return;
      await pollOrders(host, channel, sinceOf(channel, host.clock.now()), { signal }).catch(
        (error: unknown) => host.log.warn({ err: error, channel: channel.id }, 'orders could not be read'),
      );
    }),
  );
}
