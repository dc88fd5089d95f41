import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectorError, type RemoteOrder, type WebhookEvent } from '../../../connectors/connector.ts';
import { isHubError } from '../../../kit/errors.ts';
import type { Loop } from '../../../kit/module.ts';
import { type Host, inTransaction, systemActor } from '../../../kit/run-operation.ts';
import { tell } from '../../audit/index.ts';
import { noteFailure, noteSuccess, openIo } from '../../channels/index.ts';
import { findListingByRemote, markDirty } from '../../listings/index.ts';
import { recordOrder, recordOrders } from '../record-order.ts';
import { countArrival, passRush } from './rush.ts';
import {
  type ClaimedDelivery,
  claimDeliveries,
  finishDeliveries,
  holdDeliveries,
  nextDeliveryMs,
  postponeDelivery,
} from './store.ts';

/** Renewed while the work goes on: what a dead worker had begun is taken up by another within this time. */
const leaseMs = 9_000;
const batch = 50;
/** From one look to the next when nobody tells anything: a notice may be lost. */
const usualLookMs = 5_000;
const leastMs = 250;
const driftPriority = 200;
/** Batches worked side by side in one process: while one waits for the database, the other thinks. */
const lanes = 2;

/** Works what is due now; answers how many deliveries were taken. `onTaken`: some are, and the work on them begins. */
export async function workInbox(host: Host, onTaken: () => void = () => {}): Promise<number> {
  const claimed = await claimDeliveries(host.db, batch, leaseMs);
  if (claimed.length === 0) return 0;
  onTaken();
  const held = new Set(claimed.map((one) => one.id));
  const renewal = setInterval(() => {
    holdDeliveries(host.db, [...held], leaseMs).catch((error: unknown) => {
      host.log.warn({ err: error }, 'the lease of webhooks could not be renewed');
    });
  }, leaseMs / 3);
  try {
    for (const [channelId, deliveries] of Map.groupBy(claimed, (one) => one.channelId))
      await workDeliveries(host, channelId, deliveries, held);
  } finally {
    clearInterval(renewal);
  }
  return claimed.length;
}

/** Whole orders go together in one transaction; what is thin, or fails together, goes alone. */
async function workDeliveries(
  host: Host,
  channelId: string,
  deliveries: readonly ClaimedDelivery[],
  held: Set<string>,
): Promise<void> {
  const together: ClaimedDelivery[] = [];
  const orders: RemoteOrder[] = [];
  const alone: ClaimedDelivery[] = [];
  for (const delivery of deliveries) {
    const whole = wholeOrders(host, delivery);
    if (whole) {
      together.push(delivery);
      orders.push(...whole);
    } else alone.push(delivery);
  }
  if (together.length > 0)
    try {
      await inTransaction(host, systemActor, async (ctx) => {
        await recordOrders(ctx, channelId, orders);
        // a renewal of the same rows at this moment would wait for us, and we for it
        for (const { id } of together) held.delete(id);
        await finishDeliveries(
          ctx.tx,
          together.map((one) => one.id),
          null,
        );
      });
    } catch (error) {
      host.log.warn({ err: error, deliveries: together.length }, 'webhooks are worked one by one');
      for (const { id } of together) held.add(id);
      alone.push(...together);
    }
  for (const delivery of alone) {
    await workDelivery(host, delivery, held);
    held.delete(delivery.id);
  }
}

/** Null when something else than orders stands in it, or it cannot be read: `workDelivery` says why. */
function wholeOrders(host: Host, delivery: ClaimedDelivery): RemoteOrder[] | null {
  try {
    const events = interpret(host, delivery);
    const orders = events.flatMap((event) => (event.kind === 'order' ? [event.order] : []));
    return orders.length > 0 && orders.length === events.length ? orders : null;
  } catch {
    return null;
  }
}

function interpret(host: Host, delivery: ClaimedDelivery): WebhookEvent[] {
  const { webhooks } = host.ports.connectors.get(delivery.channelKind);
  return webhooks?.interpret(delivery.topic, delivery.body) ?? [];
}

async function workDelivery(host: Host, delivery: ClaimedDelivery, held: Set<string>): Promise<void> {
  try {
    for (const event of interpret(host, delivery)) await workEvent(host, delivery.channelId, event);
    await finishDeliveries(host.db, [delivery.id], null);
  } catch (error) {
    // its wait is set now: it must not be shortened by a renewal
    held.delete(delivery.id);
    await putBack(host, delivery, error);
  }
}
async function workEvent(host: Host, channelId: string, event: WebhookEvent): Promise<void> {
  if (event.kind === 'nothing') return;
  if (event.kind === 'order') {
    await inTransaction(host, systemActor, (ctx) => recordOrder(ctx, channelId, event.order));
    return;
  }
  if (event.kind === 'listing-changed') {
    await inTransaction(host, systemActor, async (ctx) => {
      const listing = await findListingByRemote(ctx.tx, channelId, event.remoteId);
      if (listing) await markDirty(ctx, [listing.id], driftPriority);
    });
    return;
  }
  const { io, connector } = await openIo(host, channelId, { priority: 100 });
  const order = await connector.order(io, event.remoteId);
  await noteSuccess(host, channelId);
  if (order) await inTransaction(host, systemActor, (ctx) => recordOrder(ctx, channelId, order));
}

/** Back-off of 2 s, 4 s … one hour. What can never work is closed with its reason. */
async function putBack(host: Host, delivery: ClaimedDelivery, error: unknown): Promise<void> {
  const seen = error instanceof ConnectorError ? await noteFailure(host, delivery.channelId, error) : error;
  const words = seen instanceof Error ? seen.message : String(seen);
  host.log.warn({ err: error, delivery: delivery.id }, 'webhook could not be worked');
  const isHopeless =
    error instanceof SyntaxError ||
    (isHubError(error) && !['unavailable', 'internal'].includes(error.code)) ||
    (seen instanceof ConnectorError && (seen.kind === 'rejected' || seen.kind === 'gone'));
  if (isHopeless) await finishDeliveries(host.db, [delivery.id], words.slice(0, 500));
  else {
    const backOffMs = Math.min(3_600_000, 1000 * 2 ** Math.min(delivery.attempts, 12));
    const askedMs = seen instanceof ConnectorError ? (seen.retryAfterMs ?? 0) : 0;
    await postponeDelivery(host.db, delivery.id, Math.max(backOffMs, askedMs), words.slice(0, 500));
  }
  if (isHopeless || delivery.attempts === 8)
    await inTransaction(host, systemActor, (ctx) =>
      tell(ctx, {
        tone: 'problem',
        channelId: delivery.channelId,
        sentence: `A message of this shop could not be used: ${words} Orders are also read from the shop itself, so none is lost.`,
      }),
    );
}

const sleepers = new Set<() => void>();
let loopsHere = 0;

/** A hint to the loop of this process. False: there is none here, so others are to be told. */
export function wakeInbox(): boolean {
  countArrival();
  wakeLanes();
  return loopsHere > 0;
}

const wakeLanes = (): void => {
  for (const wake of sleepers) wake();
};

/** Woken by what is stored here and by NOTIFY, and when a delivery comes due. */
export const createInboxLoop = (lookMs = usualLookMs): Loop => ({
  name: 'orders.inbox',
  async start(host) {
    let isStopped = false;
    loopsHere += 1;
    const deaf = host.ports.listener.on('spindle_inbox', wakeLanes);
    /** Of the lanes that rest, one looks by itself; when it finds something, another takes its place. */
    let isLookedAfter = false;
    const rest = async (taken: number): Promise<void> => {
      const looks = !isLookedAfter;
      if (looks) isLookedAfter = true;
      let isWoken = false;
      const woken = Promise.withResolvers<void>();
      const wake = (): void => {
        isWoken = true;
        woken.resolve();
      };
      // before the first look: what is stored during it wakes
      sleepers.add(wake);
      try {
        if (looks)
          await nextDue(host, {
            woken: woken.promise,
            isWoken: () => isWoken,
            isNothingFree: taken === 0,
            lookMs,
          });
        else await woken.promise;
      } finally {
        sleepers.delete(wake);
        if (looks) isLookedAfter = false;
      }
    };
    const run = async (): Promise<void> => {
      while (!isStopped) {
        await passRush(() => isStopped);
        const taken = await workInbox(host, wakeLanes).catch((error: unknown) => {
          host.log.error({ err: error }, 'webhook inbox');
          return 0;
        });
        if (taken < batch && !isStopped) await rest(taken);
      }
    };
    const running = Array.from({ length: lanes }, run);
    return {
      stop: async () => {
        isStopped = true;
        loopsHere -= 1;
        deaf();
        wakeLanes();
        await Promise.all(running);
      },
    };
  },
});

export const inboxLoop: Loop = createInboxLoop();

/** Waits until a delivery is due, or for `woken`. `isNothingFree`: what is due just now is in other hands. */
async function nextDue(
  host: Host,
  until: { woken: Promise<void>; isWoken(): boolean; isNothingFree: boolean; lookMs: number },
): Promise<void> {
  for (let hasWaited = !until.isNothingFree; !until.isWoken(); hasWaited = true) {
    const dueMs = await nextDeliveryMs(host.db).catch(() => null);
    if (dueMs !== null && dueMs <= 0 && hasWaited) return;
    const waiting = new AbortController();
    const waitMs = Math.min(until.lookMs, Math.max(leastMs, dueMs ?? until.lookMs));
    await Promise.race([until.woken, sleep(waitMs, null, { signal: waiting.signal }).catch(() => {})]);
    waiting.abort();
  }
}
