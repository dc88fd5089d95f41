import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Log } from '../kit/log.ts';
import { patience } from './patience.ts';

/** Hints between processes, by PostgreSQL's NOTIFY: told when the transaction commits, lost when nobody listens. */
export interface Listener {
  /** Calls back with each payload, and with null when some may have been missed. Answers the way out. */
  on(topic: Topic, hear: (payload: string | null) => void): () => void;
  /** Tells who listens in this process at once; what it then says to the others with this name as payload is not heard again. */
  tellHere(topic: 'spindle_dirty'): void;
  readonly name: string;
}

declare module '../kit/ctx.ts' {
  interface Ports {
    listener: Listener;
  }
}

/** Something that live views show, a listing to be worked, a webhook to be worked. */
const topics = ['spindle_live', 'spindle_dirty', 'spindle_inbox'] as const;
type Topic = (typeof topics)[number];

const retryMs = 1_000;
/** A line that was cut in the middle tells nobody: it is asked, and must answer. */
const proofEveryMs = 10_000;

/** One connection listens for the whole process; when it is lost it comes back by itself. */
export function openListener(databaseUrl: string, log: Log): Listener & { close(): Promise<void> } {
  const ears = new Map<string, Set<(payload: string | null) => void>>(
    topics.map((topic) => [topic, new Set()]),
  );
  const name = randomUUID();
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | null = null;
  let proof: NodeJS.Timeout | null = null;
  let isClosed = false;
  let wasLost = false;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'spindle-listener',
      ...patience,
    });
    client = next;
    const lost = (): void => {
      if (client === next && proof) clearInterval(proof);
      if (isClosed || client !== next) return;
      client = null;
      wasLost = true;
      next.end().catch(() => {});
      retry = setTimeout(() => void connect(), retryMs);
    };
    next.on('error', lost);
    next.on('end', lost);
    next.on('notification', ({ channel, payload }) => {
      if (payload !== name) for (const hear of ears.get(channel) ?? []) hear(payload ?? '');
    });
    try {
      await next.connect();
      await next.query(topics.map((topic) => `listen ${topic}`).join(';'));
      if (wasLost) for (const set of ears.values()) for (const hear of set) hear(null);
      wasLost = false;
      proof = setInterval(() => void next.query('select 1').catch(lost), proofEveryMs);
    } catch (error) {
      log.warn({ err: error }, 'the database does not answer the listener; it is asked again');
      lost();
    }
  };
  const first = connect();

  return {
    name,
    on(topic, hear) {
      ears.get(topic)?.add(hear);
      return () => void ears.get(topic)?.delete(hear);
    },
    tellHere(topic) {
      for (const hear of ears.get(topic) ?? []) hear('');
    },
    async close() {
      isClosed = true;
      if (retry) clearTimeout(retry);
      if (proof) clearInterval(proof);
      await first;
      // A connection that is cut may never say goodbye.
      const ended = client?.end().catch(() => {});
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
    },
  };
}
