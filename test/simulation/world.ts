/** A hub with several processes on one database, and two shops, all of it in this process and in simulated time. */
import { type EtsySandbox, startEtsySandbox, startWooSandbox, type WooSandbox } from '../../sandbox/index.ts';
import { connectors } from '../../src/connectors/registry.ts';
import { connectorList } from '../../src/create-host.ts';
import { seal, sha256Hex } from '../../src/kit/crypto.ts';
import type { Ports } from '../../src/kit/ctx.ts';
import { newId } from '../../src/kit/ids.ts';
import type { Log } from '../../src/kit/log.ts';
import type { Host } from '../../src/kit/run-operation.ts';
import type { Listener } from '../../src/kit/signal.ts';
import { dispatcherLoop } from '../../src/modules/listings/dispatcher.ts';
import { listeners } from '../../src/modules/listings/listeners.ts';
import { asTx, inTransaction } from './database/memory.ts';
import { HubMemory } from './database/tables.ts';
import { type DatabaseWeather, SimulatedWire } from './database/wire.ts';
import { type Actor, running, type Simulation } from './kernel/simulation.ts';
import type { Network } from './shops/network.ts';
import { closeDoors } from './shops/shop-server.ts';

export interface Process {
  actor: Actor;
  host: Host;
  wire: SimulatedWire;
}

export interface World {
  simulation: Simulation;
  network: Network;
  memory: HubMemory;
  weather: DatabaseWeather;
  etsy: EtsySandbox;
  woo: WooSandbox;
  channels: { etsy: string; woo: string };
  designerId: string;
  storage: Map<string, Buffer>;
  workers: Process[];
  /** Who claimed each listing last. */
  claims: Map<string, Actor>;
  /** Chance that a NOTIFY reaches nobody. */
  deafness: number;
  /** A key that the shop takes, sealed. */
  freshSecrets(channelId: string): Buffer;
  startProcess(name: string): Process;
  startWorker(): void;
  kill(worker: Process): void;
}

export async function createWorld(simulation: Simulation, network: Network): Promise<World> {
  closeDoors();
  const memory = new HubMemory();
  const weather: DatabaseWeather = { cutBefore: 0, cutAfter: 0, downUntilMs: 0 };
  const database = simulation.createActor('database');
  const random = simulation.random.fork('database');
  const storage = new Map<string, Buffer>();
  const ring = { keys: [{ id: 'one', key: simulation.random.bytes(32) }] };
  const ears: { actor: Actor; topic: string; hear: (payload: string | null) => void }[] = [];

  const portsOf = (actor: Actor): Ports =>
    ({
      address: { mode: 'live', url: 'http://hub.test' },
      keyRing: ring,
      storage: {
        put: async (bytes: Uint8Array) => {
          const sha256 = sha256Hex(bytes);
          storage.set(sha256, Buffer.from(bytes));
          return { sha256, sizeBytes: bytes.length };
        },
        size: async (sha256: string) => storage.get(sha256)?.length ?? null,
        read: async (sha256: string) => storage.get(sha256) ?? Promise.reject(new Error('no such blob')),
      },
      listener: {
        on: (topic: string, hear: (payload: string | null) => void) => {
          const ear = { actor, topic, hear };
          ears.push(ear);
          return () => void ears.splice(ears.indexOf(ear), 1);
        },
      },
      connectors: connectorList(connectors),
    }) as unknown as Ports;

  const logOf = (actor: Actor): Log => {
    const say = (fields: object, message: string): void => {
      const { err } = fields as { err?: unknown };
      simulation.note(actor, `says: ${message}${err instanceof Error ? `: ${err.message}` : ''}`);
      // A twin that is missing or a slip of the harness must not pass for a fault that was survived.
      if (err instanceof TypeError || err instanceof ReferenceError || err instanceof RangeError)
        simulation.failure ??= err;
    };
    const log: Log = { debug: () => {}, info: () => {}, warn: say, error: say, child: () => log };
    return log;
  };

  const reactions = new Map<string, Listener[]>();
  for (const one of listeners) reactions.set(one.signal, [...(reactions.get(one.signal) ?? []), one]);

  const startProcess = (name: string): Process => {
    const actor = simulation.createActor(name);
    const wire = new SimulatedWire(simulation, random, database, weather, actor);
    const session = { memory, wire, transaction: null };
    const host: Host = {
      db: asTx(session),
      ports: portsOf(actor),
      clock: { now: () => new Date(), monotonicMs: () => performance.now() },
      log: logOf(actor),
      listeners: reactions,
      transaction: (run) => inTransaction(session, run),
      audit: async () => {},
      // After the commit, and only as long as the process lives: a hint that may be lost.
      publish: ({ isWork }) => {
        if (isWork)
          simulation.after(simulation.random.int(0, 15), actor, 'tells of work', () =>
            memory.onNotice('spindle_dirty', ''),
          );
      },
    };
    return { actor, host, wire };
  };

  const perSecond = simulation.random.pick([5, 10, 100]);
  const settings = { currency: 'EUR', specsDir: '/nowhere', seed: simulation.seed };
  // What the shops do by themselves (sending webhooks) is not wanted here: their own timers end with this actor.
  const opening = simulation.createActor('opening');
  const etsy = await running.run(opening, () =>
    startEtsySandbox({ ...settings, limits: { perSecond, perDay: 100_000 } }),
  );
  const woo = await running.run(opening, () => startWooSandbox(settings));
  opening.isDead = true;
  const world: World = {
    simulation,
    network,
    memory,
    weather,
    etsy,
    woo,
    channels: { etsy: newId(), woo: newId() },
    designerId: newId(),
    storage,
    workers: [],
    claims: new Map(),
    deafness: 0,
    freshSecrets: (channelId) => {
      const token = etsy.admin.token();
      const secrets =
        channelId === world.channels.etsy
          ? {
              keystring: etsy.credentials.keystring,
              sharedSecret: etsy.credentials.sharedSecret,
              accessToken: token.accessToken,
              refreshToken: token.refreshToken,
              expiresAt: new Date(token.expiresAt).toISOString(),
            }
          : { ...woo.credentials };
      return seal(ring, JSON.stringify(secrets), `channel:${channelId}`);
    },
    startProcess,
    startWorker: () => {
      births += 1;
      const worker = startProcess(`worker ${births}`);
      worker.wire.onClaimed = (ids) => {
        for (const id of ids) world.claims.set(id, worker.actor);
      };
      world.workers.push(worker);
      running.run(worker.actor, () => void dispatcherLoop.start(worker.host));
    },
    kill: (worker) => {
      world.workers = world.workers.filter((one) => one !== worker);
      simulation.kill(worker.actor);
      for (const ear of ears.filter((one) => one.actor === worker.actor)) ears.splice(ears.indexOf(ear), 1);
      // Usually the database hears of it at once; a machine that loses its power says nothing.
      const silenceMs = simulation.random.chance(0.9) ? 20 : simulation.random.int(1000, 15_000);
      simulation.after(silenceMs, database, `forgets ${worker.actor.name}`, () => worker.wire.hangUp(memory));
    },
  };
  let births = 0;
  memory.onNotice = (topic, payload) => {
    for (const ear of ears)
      if (ear.topic === topic && !simulation.random.chance(world.deafness))
        simulation.after(simulation.random.int(0, 5), ear.actor, `hears ${topic}`, () => ear.hear(payload));
  };
  network.hub = async (path) => {
    const token = /^\/a\/([^/]+)\//.exec(path)?.[1];
    const row = [...memory.tables.address.rows.values()].find((one) => one.token === token && !one.revokedAt);
    const bytes = row && storage.get(row.sha256);
    return bytes ? { bytes, contentType: row.kind === 'image' ? 'image/png' : 'application/pdf' } : null;
  };
  addChannel(world, 'etsy', etsy.url);
  addChannel(world, 'woocommerce', woo.url);
  return world;
}

function addChannel(world: World, kind: 'etsy' | 'woocommerce', url: string): void {
  const { memory, channels, designerId, etsy, simulation } = world;
  const id = kind === 'etsy' ? channels.etsy : channels.woo;
  const at = new Date(simulation.nowMs);
  memory.tables.channel.rows.set(id, {
    id,
    designerId,
    kind,
    name: kind === 'etsy' ? 'My Etsy' : 'My shop',
    baseUrl: kind === 'etsy' ? url : null,
    remoteId: '1',
    shopUrl: url,
    currency: 'EUR',
    state: 'active',
    pausedAt: null,
    pauseReason: null,
    pauseCause: null,
    sellerPausedAt: null,
    sellerPausedBy: null,
    settings: kind === 'etsy' ? { shopId: String(etsy.shopId) } : { siteUrl: url, currency: 'EUR' },
    secrets: world.freshSecrets(id),
    webhookSecret: null,
    webhookOkAt: null,
    ownership: {},
    // The wave of many listings at once has tests of its own; here every plan shall go its way.
    approval: { listingsAtOnce: 10_000 },
    filePlan: {},
    priceRule: {},
    bucketKey: null,
    breakerFailures: 0,
    breakerOpenUntil: null,
    ordersSince: null,
    ordersPolledAt: null,
    readAt: at,
    adoptedAt: at,
    version: 1,
    createdAt: at,
    updatedAt: at,
  });
}
