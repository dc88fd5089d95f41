import type { NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Signal } from './signal.ts';

/** A transaction, or the pool itself in queries: both take the same queries. */
export type Tx = PgDatabase<NodePgQueryResultHKT, Record<string, never>>;

/** `noun:read`, `noun:write`, `noun:approve`. */
export type Scope = `${string}:${'read' | 'write' | 'approve'}`;

/** Who asks. A designer's actor sees only that designer's rows; null sees the whole studio. */
export interface Actor {
  kind: 'user' | 'api-key' | 'system' | 'buyer';
  id: string;
  name: string;
  scopes: ReadonlySet<string>;
  designerId: string | null;
}

/**
 * The ports that modules reach the world through. Each port adds itself by declaration merging
 * (`declare module '…/kit/ctx.ts' { interface Ports { storage: Storage } }`), compose supplies them all.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Ports {}

/** For live views: "this thing changed, read it again". Carries no data, so nothing leaks to who may not see it. */
export interface LiveEvent {
  topic:
    | 'pattern'
    | 'release'
    | 'finding'
    | 'channel'
    | 'listing'
    | 'order'
    | 'notice'
    | 'task'
    | 'activity'
    | 'hub';
  id: string;
}

/** What a verb gets. The caller opened the transaction and writes the audit row in it. */
export interface Ctx {
  readonly tx: Tx;
  readonly actor: Actor;
  readonly ports: Ports;
  readonly clock: Clock;
  readonly log: Log;
  /** Tells live views, when and only when the transaction commits. */
  announce(event: LiveEvent): void;
  /** Tells the engine that there is something to do, when and only when the transaction commits. Only a hint: it looks anyway. */
  wake(): void;
  /** Runs every listener of the signal inside this transaction. */
  signal<P>(signal: Signal<P>, payload: P): Promise<void>;
}
