import { join, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { createApp } from './api/app.ts';
import { createHealthApp } from './api/health-app.ts';
import { holdAfterRestore } from './backup/index.ts';
import { connectors } from './connectors/registry.ts';
import { connectorList, createHost } from './create-host.ts';
import { transaction } from './db/client.ts';
import { checkKeys, forgetSecrets } from './db/key-check.ts';
import { openListener } from './db/listener.ts';
import type { OpenDatabase } from './db/open.ts';
import { checkStore } from './db/store-check.ts';
import type { HubRole } from './hub-role.ts';
import { openBoss } from './jobs/boss.ts';
import { type Clock, systemClock } from './kit/clock.ts';
import type { Ports } from './kit/ctx.ts';
import { HubError } from './kit/errors.ts';
import { openKeyRing } from './kit/key-file.ts';
import { createLog, type Log } from './kit/log.ts';
import { readPublicUrl } from './kit/public-url.ts';
import type { Host } from './kit/run-operation.ts';
import { createSignInLink } from './modules/accounts/index.ts';
import { ensureStudio } from './modules/studio/index.ts';
import { modules } from './modules.ts';
import { heartbeatLoop } from './observe/heartbeat.ts';
import { openHome } from './open-home.ts';
import { openStorage } from './storage/open-storage.ts';

export interface HubOptions {
  /** What `openHome` opens for these options, when it was asked before. */
  opened?: Promise<OpenDatabase>;
  /** Folder of this hub: database, files, keys. */
  home: string;
  /** Empty: the embedded PostgreSQL in `home`. */
  databaseUrl?: string | undefined;
  /** Empty: `home/files`. */
  storage?: string | undefined;
  /** What a bucket's files may take of this disk, in bytes. */
  cacheBytes?: number | undefined;
  /** The https name that shops and buyers reach: Live mode. Empty: Desk mode. */
  publicUrl?: string | undefined;
  /** What this process does: everything unless there are several. */
  role?: HubRole;
  port: number;
  /** The keys are lost: drop what they sealed instead of refusing to start. */
  forgetSecrets?: boolean;
  /** Interface to listen on: loopback unless the hub stands behind a proxy elsewhere. */
  listenOn?: string | undefined;
  clock?: Clock;
  log?: Log;
  onProgress?: (sentence: string) => void;
  /** The embedded database ended and cannot be started again: the hub cannot go on. */
  onExit?: (sentence: string) => void;
}

export interface Hub {
  host: Host;
  app: FastifyInstance;
  /** Where a browser on this machine reaches it. */
  url: string;
  /** A fresh link that signs the owner in once. */
  signInLink(): Promise<string>;
  close(): Promise<void>;
}

/** What each part needs to be stopped, in the order of starting; stopped in reverse. */
type Stop = { name: string; stop(): Promise<void> };

/** Starts a hub: database, files, jobs, loops, HTTP. When a part fails, what was started is stopped again. */
export async function openHub(options: HubOptions): Promise<Hub> {
  const stops: Stop[] = [];
  try {
    return await start(options, stops);
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

async function start(options: HubOptions, stops: Stop[]): Promise<Hub> {
  const say = options.onProgress ?? (() => {});
  const log = options.log ?? createLog();
  const home = resolve(options.home);
  const heartbeat = heartbeatLoop();
  const publicUrl = readPublicUrl(options.publicUrl);
  const role = options.role ?? 'all';
  const database = await (options.opened ?? openHome(options));
  stops.push({ name: 'database', stop: () => database.close() });
  // Before anything could leave: the hub that this one is a copy of may have gone on.
  if (await holdAfterRestore(database.pool))
    say('Put back from a backup: nothing is written to a shop and no mail leaves until you let it go on.');
  const isWorker = role !== 'api';
  if (isWorker) say('Starting the workers');
  const jobs = modules.flatMap((m) => [...(m.jobs ?? [])]);
  // It takes a while, mostly waiting: the rest goes on beside it.
  const opening = openBoss({ url: database.url, jobs, log, isWorker });
  stops.push({ name: 'jobs', stop: async () => (await opening).stop() });
  opening.catch(() => {});
  const keys = await openKeyRing(join(home, 'keys.json'), process.env.SPINDLE_KEYS || undefined);
  await transaction(database.db, async (tx) => {
    if (options.forgetSecrets) await forgetSecrets(tx);
    await checkKeys(tx, keys.ring, process.env.SPINDLE_KEYS ? 'SPINDLE_KEYS' : join(home, 'keys.json'));
  });
  const place = options.storage ?? join(home, 'files');
  const storage = await openStorage(place, {
    cacheFolder: join(home, 'cache'),
    cacheBytes: options.cacheBytes,
  });
  if (role !== 'all') await checkStore(database.db, storage, place);
  const boss = await opening;
  const listener = openListener(database.url, log);
  stops.push({ name: 'listener', stop: () => listener.close() });

  const address = { mode: publicUrl ? ('live' as const) : ('desk' as const), url: '' };
  const ports: Ports = {
    address,
    keyRing: keys.ring,
    addKey: role === 'all' ? keys.addKey : addKeyTogether(keys.addKey),
    storage,
    queue: boss.queue,
    listener,
    connectors: connectorList(connectors),
    backup: {
      databaseUrl: database.url,
      environment: { SPINDLE_HOME: home, SPINDLE_STORAGE: place },
      isAlone: role === 'all',
    },
  };
  const host = createHost({ db: database.db, ports, clock: options.clock ?? systemClock, log, modules });
  await ensureStudio(host);

  const app = role === 'worker' ? createHealthApp(host) : await createApp(host, { modules, home, publicUrl });
  stops.push({ name: 'http', stop: () => app.close() });
  const url = await listen(app, options);
  address.url = publicUrl ?? url;

  if (isWorker) await boss.work(host);
  for (const loop of [...modules.flatMap((m) => [...(m.loops ?? [])]), heartbeat]) {
    if (!isWorker && !loop.isEverywhere) continue;
    const running = await loop.start(host);
    stops.push({ name: loop.name, stop: () => running.stop() });
  }
  return { host, app, url, signInLink: () => createSignInLink(host), close: () => stopAll(stops) };
}

/** A key that one process adds to the file is not known to the others, who could open nothing sealed with it. */
const addKeyTogether = (addKey: () => Promise<string>) => async (): Promise<string> => {
  if (process.env.SPINDLE_KEYS) return addKey();
  throw new HubError(
    'conflict',
    'Several processes use these keys. Put the content of keys.json into SPINDLE_KEYS with a new key in front, restart all of them, and rotate again.',
  );
};

async function listen(app: FastifyInstance, options: HubOptions): Promise<string> {
  try {
    // thousands come in the same second after a newsletter: who finds no place in this line is cut off
    return await app.listen({ port: options.port, host: options.listenOn ?? '127.0.0.1', backlog: 16_384 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new HubError(
      'conflict',
      `Port ${options.port} is in use, perhaps by another Spindle. Stop it, or start with PORT=${options.port + 1}.`,
      { cause: error },
    );
  }
}

async function stopAll(stops: Stop[]): Promise<void> {
  for (const { name, stop } of stops.splice(0).reverse()) {
    await stop().catch((error: unknown) =>
      process.stderr.write(`${name} did not stop cleanly: ${String(error)}\n`),
    );
  }
}
