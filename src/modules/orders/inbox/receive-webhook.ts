import type { WebhookRequest } from '../../../connectors/connector.ts';
import { HubError } from '../../../kit/errors.ts';
import { Id, newId } from '../../../kit/ids.ts';
import type { Host } from '../../../kit/run-operation.ts';
import { setChannelFields } from '../../channels/index.ts';
import { createCollector, type Stored } from './collect.ts';
import { createDoors, type Door, type Doors } from './doors.ts';
import type { NewDelivery } from './store.ts';
import { createTeller } from './teller.ts';
import { wakeInbox } from './work-inbox.ts';

export type Received = 'stored' | 'replayed' | 'ping';

interface Inbox {
  doors: Doors;
  collect(delivery: NewDelivery): Promise<Stored>;
  /** When "webhooks work" was last told, by channel. */
  toldAt: Map<string, number>;
  /** For a process that takes webhooks in and works none. */
  tellOthers(): void;
}

const inboxes = new WeakMap<Host, Inbox>();

function inboxOf(host: Host): Inbox {
  let inbox = inboxes.get(host);
  if (!inbox) {
    inbox = {
      doors: createDoors(host),
      collect: createCollector(host),
      toldAt: new Map(),
      tellOthers: createTeller(host),
    };
    inboxes.set(host, inbox);
  }
  return inbox;
}

/**
 * Takes a shop's webhook: checks the signature over the raw bytes and stores it before anything is answered; the work is
 * done afterwards. What is known of the shop is kept in memory, and looked at again before a refusal and in the statement
 * that stores. Throws HubError `not-found` for an unknown shop, `unauthenticated` for a wrong signature.
 */
export async function receiveWebhook(
  host: Host,
  channelId: string,
  request: WebhookRequest,
): Promise<Received> {
  const inbox = inboxOf(host);
  const known = inbox.doors.known(channelId);
  const taken = known ? await tryDoor(host, inbox, known, request) : null;
  if (taken && taken !== 'changed' && taken !== 'refused') return taken;
  if (!known && !Id.safeParse(channelId).success) throw unknownShop();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const door = await inbox.doors.fresh(channelId);
    if (!door) throw unknownShop();
    const again = await tryDoor(host, inbox, door, request);
    if (again === 'refused') throw refusal(host, door, request);
    if (again !== 'changed') return again;
  }
  throw new HubError('unavailable', 'This shop’s settings change just now. Send the webhook again.', {
    retryAfterMs: 1000,
  });
}

async function tryDoor(
  host: Host,
  inbox: Inbox,
  door: Door,
  request: WebhookRequest,
): Promise<Received | 'changed' | 'refused'> {
  const verdict = judge(host, door, request);
  if (verdict.kind === 'ping') return 'ping';
  if (verdict.kind === 'refused' || !door.sealedSecret) return 'refused';
  const stored = await inbox.collect({
    id: newId(),
    channelId: door.id,
    deliveryId: verdict.deliveryId,
    topic: verdict.topic,
    body: request.rawBody,
    sealedSecret: door.sealedSecret,
  });
  if (stored !== 'stored') return stored;
  if (!wakeInbox()) inbox.tellOthers();
  await tellThatItWorks(host, inbox, door);
  return 'stored';
}

function judge(host: Host, door: Door, request: WebhookRequest) {
  const { webhooks } = host.ports.connectors.get(door.kind);
  if (!webhooks) throw new HubError('not-found', `${door.name} sends no webhooks.`);
  return webhooks.verify(request, door.secret ?? '', host.clock.now());
}

function refusal(host: Host, door: Door, request: WebhookRequest): HubError {
  const verdict = judge(host, door, request);
  return new HubError(
    'unauthenticated',
    door.secret === null
      ? `No webhook secret is set for ${door.name}, so its webhooks cannot be trusted. Set it in the shop’s settings.`
      : `This webhook was refused: ${verdict.kind === 'refused' ? verdict.why : 'The secret was changed.'}`,
  );
}

const unknownShop = (): HubError => new HubError('not-found', 'There is no shop at this address.');

/** To the minute: not a row update for each of a burst. The delivery is stored whatever becomes of this. */
async function tellThatItWorks(host: Host, inbox: Inbox, door: Door): Promise<void> {
  const now = host.clock.now();
  const toldAt = inbox.toldAt.get(door.id) ?? door.okAt?.getTime() ?? 0;
  if (now.getTime() - toldAt <= 60_000) return;
  inbox.toldAt.set(door.id, now.getTime());
  await setChannelFields(host.db, door.id, { webhookOkAt: now }).catch((error: unknown) => {
    inbox.toldAt.delete(door.id);
    host.log.warn({ err: error }, 'it could not be noted that webhooks work');
  });
}
