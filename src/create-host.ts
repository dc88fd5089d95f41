import type { Connector } from './connectors/connector.ts';
import { transaction } from './db/client.ts';
import type { Clock } from './kit/clock.ts';
import type { Ports } from './kit/ctx.ts';
import { HubError } from './kit/errors.ts';
import type { Log } from './kit/log.ts';
import type { HubModule } from './kit/module.ts';
import type { Host } from './kit/run-operation.ts';
import type { Listener } from './kit/signal.ts';
import { createPublisher, writeAudit } from './modules/audit/index.ts';

/** The door's needs from its parts; tests make one the same way. */
export function createHost(parts: {
  db: Host['db'];
  ports: Ports;
  clock: Clock;
  log: Log;
  modules: readonly HubModule[];
}): Host {
  const listeners = new Map<string, Listener[]>();
  for (const listener of parts.modules.flatMap((m) => [...(m.listeners ?? [])])) {
    listeners.set(listener.signal, [...(listeners.get(listener.signal) ?? []), listener]);
  }
  return {
    db: parts.db,
    ports: parts.ports,
    clock: parts.clock,
    log: parts.log,
    listeners,
    transaction: (run) => transaction(parts.db, run, { retries: 3 }),
    audit: writeAudit,
    publish: createPublisher(parts.db, parts.ports.listener, parts.log),
  };
}

export function connectorList(list: readonly Connector[]): Ports['connectors'] {
  return {
    all: () => list,
    get: (kind) => {
      const found = list.find((one) => one.id === kind);
      if (!found)
        throw new HubError(
          'conflict',
          `This Spindle has no connector “${kind}”. Install the version that has it.`,
        );
      return found;
    },
  };
}
