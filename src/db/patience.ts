import type { Socket } from 'node:net';
import type pg from 'pg';

/**
 * How a connection is made, and how a dead network is noticed, in milliseconds. A connection through a network that was
 * cut, or to a server that was stopped, is never closed: without limits whoever asked it would wait for ever.
 */
export const reach = {
  connectionTimeoutMillis: 15_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const;

/** For pools that run single short queries: each has this long. */
export const patience = { ...reach, query_timeout: 20_000 } as const;

/** A query whose server has said nothing for so long is given up, with its connection. */
const silentMs = 20_000;

/**
 * The server's side of it: a transaction whose program is frozen or cut off lets go of its rows, so that others can take
 * the work up, and a dead line is found by TCP within half a minute.
 */
const sessionSettings = `set idle_in_transaction_session_timeout = '15s'; set tcp_keepalives_idle = 10;
  set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3`;

const socketOf = (client: pg.ClientBase): Socket =>
  (client as unknown as { connection: { stream: Socket } }).connection.stream;

const isAsked = (client: pg.ClientBase): boolean =>
  !(client as unknown as { readyForQuery: boolean }).readyForQuery;

/** For a pool's `onConnect`: before anybody uses the connection. */
export async function prepareConnection(client: pg.ClientBase): Promise<void> {
  const socket = socketOf(client);
  socket.setTimeout(silentMs);
  socket.on('timeout', () => {
    if (isAsked(client)) socket.destroy(silence());
  });
  await client.query(sessionSettings);
}

const silence = (): Error => new Error('Connection terminated: the database said nothing for a while');

/** Where one connection has fallen silent, the idle ones beside it are not trusted either. */
export function watchForSilence(pool: pg.Pool): void {
  const idle = new Set<pg.PoolClient>();
  pool.on('acquire', (client) => void idle.delete(client));
  pool.on('release', (_error, client) => void idle.add(client));
  pool.on('remove', (client) => void idle.delete(client));
  pool.on('connect', (client) => {
    socketOf(client).on('timeout', () => {
      if (isAsked(client)) for (const other of idle) socketOf(other).destroy(silence());
    });
  });
}

/** For a change of the schema or a long copy: this connection may wait as long as it takes. Release it with `true`. */
export async function waitWithoutLimit(client: pg.PoolClient): Promise<void> {
  socketOf(client).setTimeout(0);
  await client.query('set idle_in_transaction_session_timeout = 0');
}
