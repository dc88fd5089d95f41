import type { FastifyRequest } from 'fastify';
import { sha256Hex } from '../kit/crypto.ts';
import type { Actor } from '../kit/ctx.ts';

const mostKeys = 1_000;
/** The limit for an address counts strangers: for so long whoever held a good key is none. */
const knownForMs = 60_000;
/** For so long a key that opened opens again without being looked up. */
const freshForMs = 1_000;

/**
 * API keys that opened a moment ago. A script that works through a catalogue asks a thousand times a second: its key is looked
 * up once a second. What this process changes about people and keys counts at once (`forget`), what another process
 * changes after a second at most.
 */
export interface KnownKeys {
  /** Who the key stands for: as it was just read, or by `read`, which throws when it opens nothing. */
  actorOf(bearer: string, now: Date, read: () => Promise<ReadKey>): Promise<Actor>;
  /** Did this caller's key open lately? It opens nothing by itself. */
  isKnown(request: FastifyRequest): boolean;
  /** Every key is looked up again. */
  forget(): void;
}

export interface ReadKey {
  actor: Actor;
  endsAt: Date | null;
}

interface Known extends ReadKey {
  freshUntilMs: number;
  knownUntilMs: number;
}

export function createKnownKeys(monotonicMs: () => number): KnownKeys {
  const known = new Map<string, Known>();
  let forgotten = 0;
  return {
    async actorOf(bearer, now, read) {
      const name = sha256Hex(bearer);
      const found = known.get(name);
      if (found && found.freshUntilMs > monotonicMs() && !(found.endsAt && found.endsAt <= now))
        return found.actor;
      const before = forgotten;
      try {
        const key = await read();
        if (known.size >= mostKeys) known.clear();
        const at = monotonicMs();
        // What was read before a change may be what it changed.
        const freshUntilMs = before === forgotten ? at + freshForMs : 0;
        known.set(name, { ...key, freshUntilMs, knownUntilMs: at + knownForMs });
        return key.actor;
      } catch (error) {
        known.delete(name);
        throw error;
      }
    },
    isKnown(request) {
      const bearer = bearerOf(request);
      return bearer !== null && (known.get(sha256Hex(bearer))?.knownUntilMs ?? 0) > monotonicMs();
    },
    forget() {
      forgotten += 1;
      for (const one of known.values()) one.freshUntilMs = 0;
    },
  };
}

export const bearerOf = (request: FastifyRequest): string | null =>
  /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
