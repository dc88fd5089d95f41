import { HubError } from '../../../kit/errors.ts';
import type { Host } from '../../../kit/run-operation.ts';
import { selectWebhookDoors, unsealWebhookSecret, type WebhookDoor } from '../../channels/index.ts';

/** Reads of doors, at most so often: whatever a stranger sends, the database is asked no more than this. */
const spacingMs = 50;
/** Different shops asked for within one spacing; no studio has so many. */
const mostWanted = 1000;

export interface Door extends WebhookDoor {
  /** Null: none is set, so nothing of this shop can be trusted. */
  secret: string | null;
}

/** The shops that may call, kept in memory. What is kept may be old: `insertDeliveries` looks again when it stores. */
export interface Doors {
  known(channelId: string): Door | null;
  /** Read from the database after this call began; null: there is no such shop, or it is disconnected. */
  fresh(channelId: string): Promise<Door | null>;
}

export function createDoors(host: Host): Doors {
  const kept = new Map<string, Door>();
  let wanted = new Set<string>();
  let next: Promise<void> | null = null;
  let last: Promise<void> = Promise.resolve();
  let lastAt = Number.NEGATIVE_INFINITY;

  const read = async (): Promise<void> => {
    await last;
    const waitMs = lastAt + spacingMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    // who asks from here on may want what is written from here on: the next read is theirs
    const asked = [...wanted];
    wanted = new Set();
    last = (next as Promise<void>).catch(() => {});
    next = null;
    lastAt = performance.now();
    const found = new Map((await selectWebhookDoors(host.db, asked)).map((door) => [door.id, door]));
    for (const id of asked) {
      const door = found.get(id);
      if (door) kept.set(id, withSecret(host, door));
      else kept.delete(id);
    }
  };

  return {
    known: (channelId) => kept.get(channelId) ?? null,
    fresh: async (channelId) => {
      if (wanted.size >= mostWanted)
        throw new HubError('unavailable', 'Too many shops call at once. Try again in a moment.', {
          retryAfterMs: 1000,
        });
      wanted.add(channelId);
      next ??= Promise.resolve().then(read);
      await next;
      return kept.get(channelId) ?? null;
    },
  };
}

/** Opened when it is needed: one shop's broken seal must not close the door of another. */
function withSecret(host: Host, door: WebhookDoor): Door {
  let opened: string | null | undefined;
  return {
    ...door,
    get secret() {
      opened ??= door.sealedSecret ? unsealWebhookSecret(host, door.id, door.sealedSecret) : null;
      return opened;
    },
  };
}
