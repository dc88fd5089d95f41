import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EtsySandbox,
  startEtsySandbox,
  startWooSandbox,
  type WooSandbox,
} from '../../../sandbox/index.ts';
import { freePort } from '../../../src/kit/free-port.ts';
import { localKey } from '../../support/client.ts';
import { openWay, type Way } from '../../support/way.ts';
import type { Fault } from '../fault.ts';
import { databaseOf, type LabDatabase, type Query, queryOn, startServer } from './database.ts';
import { type HubProcess, hubProcess } from './hub-process.ts';
import { recordLeases } from './leases.ts';
import { byFiles, byLog, type Progress } from './progress.ts';
import { openSmallDisk, type SmallDisk } from './small-disk.ts';
import { type Watch, watchShops } from './watch.ts';

/** `several`: one api and two workers on a server. `alone`: one process with the PostgreSQL that it brings along. */
export type Topology = 'several' | 'alone';

export interface Lab {
  topology: Topology;
  /** Answers HTTP. */
  hub: HubProcess;
  workers: HubProcess[];
  processes: HubProcess[];
  url: string;
  patterns: string;
  /** Starts every process at once on an empty database, and again whatever ends meanwhile. */
  begin(): Promise<void>;
  /** How far that is. */
  begun: Progress;
  key(): Promise<string>;
  etsy: EtsySandbox;
  woo: WooSandbox;
  watch: Watch;
  /** Between the processes and their server; none where the database is their own. */
  way: Way | null;
  /** The lab's own way to the database: none of its faults is on it. */
  query: Query;
  /** False: it did not run. */
  killDatabase(): Promise<boolean>;
  databaseAnswers(): Promise<void>;
  filesFolder: string;
  files: SmallDisk;
  databaseDisk: SmallDisk;
  /** Workers that were killed, with what they held, and when they ran again. */
  deaths: { pid: number; atMs: number; held: string[]; backAtMs: number }[];
  /** What was done to the hub, and when. */
  strikes: { fault: Fault; fromMs: number; untilMs: number }[];
  /** What processes did unasked: end. */
  unasked: string[];
  logFile: string;
  wait(ms: number): Promise<void>;
  close(): Promise<void>;
}

const keys = (): string => JSON.stringify({ keys: [{ id: 'lab', key: randomBytes(32).toString('base64') }] });

export async function openLab(topology: Topology, seed: number): Promise<Lab> {
  const root = mkdtempSync(join(tmpdir(), 'spindle-faults-'));
  chmodSync(root, 0o711);
  const logFile = join(root, 'hubs.log');
  const stops: (() => unknown)[] = [
    // what the database still wrote while it ended
    () => rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }),
  ];
  try {
    const lab = await open(topology, seed, root, logFile, stops);
    openLabs.add(stops);
    return lab;
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

const openLabs = new Set<(() => unknown)[]>();

/** For whoever is interrupted: no process and no mount may stay behind. */
export async function closeAllLabs(): Promise<void> {
  await Promise.all([...openLabs].map(stopAll));
}

async function stopAll(stops: (() => unknown)[]): Promise<void> {
  for (const stop of stops.splice(0).reverse()) {
    try {
      await stop();
    } catch (error) {
      process.stderr.write(`the lab did not tidy up: ${String(error)}\n`);
    }
  }
}

async function open(
  topology: Topology,
  seed: number,
  root: string,
  logFile: string,
  stops: (() => unknown)[],
): Promise<Lab> {
  const watch = watchShops();
  const shopOptions = { currency: 'EUR', seed };
  const etsy = await startEtsySandbox({
    ...shopOptions,
    limits: { perSecond: 150, perDay: 500_000 },
    onCall: watch.etsy,
  });
  const woo = await startWooSandbox({ ...shopOptions, onCall: watch.woo });
  watch.follow({ etsy, woo });
  stops.push(() => Promise.all([etsy.close(), woo.close()]));

  const files = openSmallDisk(join(root, 'files'), 192);
  const databaseDisk = openSmallDisk(join(root, 'server'), 512);
  stops.push(
    () => files.close(),
    () => databaseDisk.close(),
  );
  const home = join(root, 'home');
  const patterns = join(root, 'patterns');
  mkdirSync(patterns);

  let database: LabDatabase | null = null;
  let way: Way | null = null;
  let databaseUrl = '';
  if (topology === 'several') {
    database = await startServer(join(databaseDisk.folder, 'database'));
    stops.push(() => database?.stop());
    const at = new URL(database.url());
    way = await openWay({ host: at.hostname, port: Number(at.port) });
    stops.push(() => way?.close());
    at.port = String(way.port);
    databaseUrl = at.href;
  }
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const unasked: string[] = [];
  const secret = keys();
  const make = async (name: string, role: string, at: number): Promise<HubProcess> =>
    hubProcess({
      name,
      port: at,
      logFile,
      onUnasked: (sentence) => unasked.push(sentence),
      env: {
        SPINDLE_HOME: name === 'hub' ? home : join(root, name),
        SPINDLE_STORAGE: files.folder,
        SPINDLE_KEYS: secret,
        SPINDLE_PUBLIC_URL: url,
        SPINDLE_LOG: 'warn',
        SPINDLE_POLL_SECONDS: '4',
        SPINDLE_ROLE: role,
        ...(databaseUrl ? { DATABASE_URL: databaseUrl } : { DATABASE_URL: '' }),
      },
    });
  const hub = await make('hub', topology === 'alone' ? 'all' : 'api', port);
  const workers =
    topology === 'alone'
      ? []
      : [
          await make('worker-a', 'worker', await freePort()),
          await make('worker-b', 'worker', await freePort()),
        ];
  const processes = [hub, ...workers];
  stops.push(() => Promise.all(processes.map((one) => one.stop())));
  const theirs = database ?? databaseOf(home);
  const query = queryOn(theirs.url);
  return {
    ...{
      topology,
      hub,
      workers,
      processes,
      url,
      patterns,
      etsy,
      woo,
      watch,
      way,
      query,
      files,
      databaseDisk,
    },
    ...{ logFile, unasked, deaths: [], strikes: [], filesFolder: files.folder },
    begin: async () => {
      await Promise.all(processes.map((one) => one.start()));
      await recordLeases(query);
    },
    begun: topology === 'alone' ? byFiles(home) : byLog(query),
    key: () => localKey(home),
    killDatabase: () => theirs.kill(),
    databaseAnswers: () => theirs.answers(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    close: () => stopAll(stops),
  };
}
