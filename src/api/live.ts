import type { Listener } from '../db/listener.ts';
import type { LiveEvent } from '../kit/ctx.ts';

export interface Live {
  /** Calls back for every event, and with null when some may have been missed. Returns the way out. */
  follow(hear: (events: LiveEvent[] | null) => void): () => void;
}

/** What modules announced, as the browsers hear it. */
export const createLive = (listener: Listener): Live => ({
  follow: (hear) =>
    listener.on('spindle_live', (payload) =>
      hear(payload === null ? null : (JSON.parse(payload) as LiveEvent[])),
    ),
});
