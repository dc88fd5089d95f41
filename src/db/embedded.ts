import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isAlive, startsThroughPgCtl, watchdog } from '../../scripts/platform.mjs';
import { HubError } from '../kit/errors.ts';
import { freePort } from '../kit/free-port.ts';
import { as, environment, give } from './as-server-user.ts';
import { placeCluster } from './data-place.ts';
import { lockFolder } from './folder-lock.ts';
import { type KeepRunning, keepRunning } from './keep-running.ts';
import { databaseName, makeCluster, makeDatabase, removeDrafts } from './make-cluster.ts';
import { findBinaries, type PostgresBinaries } from './postgres-binaries.ts';

export interface EmbeddedSettings {
  /** The folder for the database and nothing else; made when absent. */
  dataDir: string;
  onProgress?: (line: string) => void;
  /** Called once when the server ended though nobody asked it to, and cannot be started again. */
  onExit?: (sentence: string) => void;
  /** For data that is thrown away at the end (tests): nothing waits for the disk. */
  isThrowAway?: boolean;
}

export interface EmbeddedPostgres {
  url: string;
  /** Process id of the server that runs now. */
  readonly pid: number;
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;

/** One hub's server is small: every process of it together stays within tens of megabytes. */
const serverSettings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '48MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  effective_cache_size: '512MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  min_wal_size: '64MB',
  max_wal_size: '512MB',
  io_method: 'sync',
  autovacuum_max_workers: '1',
  // each look of it is a process of its own
  autovacuum_naptime: '2min',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  max_logical_replication_workers: '0',
  bgwriter_delay: '1s',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_checkpoints: 'off',
};
const throwAwaySettings: Record<string, string> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};

/**
 * Starts the hub's own PostgreSQL on a private port of 127.0.0.1 and waits until it answers. A server left behind by a
 * killed hub is stopped first. Errors: HubError `conflict` (another hub has the folder, another major wrote it) or
 * `unavailable` (it cannot run here), each with what to do.
 */
export async function startEmbedded(settings: EmbeddedSettings): Promise<EmbeddedPostgres> {
  const dataDir = resolve(settings.dataDir);
  const onProgress = settings.onProgress ?? (() => {});
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const unlock = lockFolder(dataDir);
  try {
    const binaries = findBinaries();
    const place = placeCluster(dataDir, binaries.user, onProgress);
    const cluster = join(place, 'cluster');
    removeDrafts(place);
    if (!existsSync(join(cluster, 'PG_VERSION'))) {
      onProgress('Making the database …');
      makeCluster(binaries, place, settings.isThrowAway === true);
    } else refuseOtherMajor(binaries, cluster);
    stopLeftOver(binaries, cluster, onProgress);
    let keeper: KeepRunning<Server> | null = null;
    const onEnd = () => keeper?.ended();
    const server = await launch(binaries, place, settings, onEnd);
    keeper = keepRunning({
      first: server,
      // On the same port: every connection of the hub has its address.
      start: async () => {
        const again = await launchOn(server.port, binaries, place, settings, onEnd);
        if ('pid' in again) return again;
        throw new Error(again.log.trim().slice(-1_500));
      },
      onProgress,
      onGivenUp: () =>
        settings.onExit?.(
          `The database server ended by itself and does not stay up. Its last words are in ${join(place, 'postgres.log')}.`,
        ),
    });
    const running = keeper;
    const password = readFileSync(join(place, 'password'), 'utf8').trim();
    const url = `postgresql://spindle:${password}@127.0.0.1:${server.port}/${databaseName}`;
    await makeDatabase(url, cluster);
    return {
      url,
      get pid() {
        return running.current().pid;
      },
      async stop() {
        try {
          await running.stop();
        } finally {
          unlock();
        }
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

function refuseOtherMajor({ major }: PostgresBinaries, cluster: string): void {
  const written = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (written !== major)
    throw new HubError(
      'conflict',
      `The database in ${cluster} was written by PostgreSQL ${written}, and this Spindle brings PostgreSQL ${major}, which cannot open it; nothing was changed. With the Spindle that wrote it, run “npx spindle backup --to FOLDER”; then, with this one, “npx spindle restore FOLDER --replace”.`,
    );
}

/** The pid file's lines: pid, folder, start, port, socket, address, shared memory, status. */
function readPidFile(cluster: string): { pid: number; port: number; isReady: boolean } | null {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
  } catch {
    return null;
  }
}

const pgCtl = (binaries: PostgresBinaries, ...args: string[]) =>
  spawnSync(binaries.pgCtl, args, {
    ...as(binaries),
    cwd: '/',
    env: environment(),
    windowsHide: true,
    stdio: 'ignore',
  });

/** We hold the folder, so a server that still runs on it belongs to a hub that was killed. */
function stopLeftOver(binaries: PostgresBinaries, cluster: string, onProgress: (line: string) => void): void {
  const left = readPidFile(cluster);
  if (!left) return;
  // pg_ctl looks whether the pid is a server of this very folder; after a crash or a reboot it may be anybody's.
  const isRunning = pgCtl(binaries, 'status', '-D', cluster).status === 0;
  if (!isRunning) {
    if (!isAlive(left.pid)) rmSync(join(cluster, 'postmaster.pid'), { force: true });
    return;
  }
  onProgress('Stopping the database server that a killed Spindle left behind …');
  for (const mode of ['fast', 'immediate']) {
    if (pgCtl(binaries, 'stop', '-D', cluster, '-m', mode, '-w', '-t', '30').status === 0) return;
    // Its own watchdog may have ended it in this very moment: then there is nothing left to stop.
    if (pgCtl(binaries, 'status', '-D', cluster).status !== 0) return;
  }
  throw new HubError(
    'conflict',
    `A database server (process ${left.pid}) still has ${cluster} open and does not stop. End it and try again.`,
  );
}

interface Server {
  pid: number;
  port: number;
  stop(): Promise<void>;
}

async function launch(
  binaries: PostgresBinaries,
  place: string,
  settings: EmbeddedSettings,
  onEnd: () => void,
): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const server = await launchOn(port, binaries, place, settings, onEnd);
    if ('pid' in server) return server;
    // Between our look and the server's start another program may have taken the port.
    if (attempt < 5 && /could not bind|Address already in use/i.test(server.log)) continue;
    throw new HubError(
      'unavailable',
      `PostgreSQL did not start in ${place}: ${server.log.trim().slice(-1_500) || 'it said nothing'}`,
    );
  }
}

async function launchOn(
  port: number,
  binaries: PostgresBinaries,
  place: string,
  settings: EmbeddedSettings,
  /** The server ended though nobody asked it to, after it had been ready. */
  onEnd: () => void,
): Promise<Server | { log: string }> {
  const cluster = join(place, 'cluster');
  const values = {
    ...serverSettings,
    ...(settings.isThrowAway ? throwAwaySettings : {}),
    port: String(port),
  };
  const lines = Object.entries(values).map(([name, value]) => `${name} = '${value}'`);
  const config = join(cluster, 'spindle.conf');
  writeFileSync(config, `# Written by Spindle at every start.\n${lines.join('\n')}\n`, { mode: 0o600 });
  give(config, binaries);
  const logFile = join(place, 'postgres.log');
  const log = openSync(logFile, 'w', 0o600);
  give(logFile, binaries);
  const readLog = () => readFileSync(logFile, 'utf8');
  let child: ChildProcess | null = null;
  let hasEnded = false;
  let isStopping = false;
  try {
    if (startsThroughPgCtl) {
      pgCtl(binaries, 'start', '-D', cluster, '-l', logFile, '-W', '-o', `-c config_file="${config}"`);
    } else {
      // Its own process group: Ctrl-C on the terminal must not take the database from under a hub that is finishing.
      child = spawn(binaries.postgres, ['-D', cluster, '-c', `config_file=${config}`], {
        ...as(binaries),
        ...{ cwd: '/', env: environment(), detached: true, stdio: ['ignore', log, log] },
      });
      child.unref();
    }
  } finally {
    closeSync(log);
  }
  let guard: ChildProcess | null = null;
  let isReady = false;
  child?.once('error', () => {
    hasEnded = true;
  });
  child?.once('exit', () => {
    hasEnded = true;
    guard?.kill('SIGKILL');
    if (!isStopping && isReady) onEnd();
  });
  const startedAt = performance.now();
  for (;;) {
    const state = readPidFile(cluster);
    if (state?.isReady && state.port === port && (child === null || child.pid === state.pid)) {
      guard = startWatchdog(binaries, state.pid, cluster);
      isReady = true;
      const isRunning = () => (child ? !hasEnded : isAlive(state.pid));
      const stop = async () => {
        isStopping = true;
        if (isRunning()) {
          if (child) child.kill('SIGINT');
          else pgCtl(binaries, 'stop', '-D', cluster, '-m', 'fast', '-W');
          await until(() => !isRunning(), 30_000);
        }
        if (isRunning()) pgCtl(binaries, 'stop', '-D', cluster, '-m', 'immediate', '-w', '-t', '10');
        guard?.kill('SIGKILL');
      };
      return { pid: state.pid, port, stop };
    }
    if (hasEnded) return { log: readLog() };
    if (performance.now() - startedAt > startTimeoutMs) {
      child?.kill('SIGQUIT');
      return { log: `${readLog()}\nIt was not ready after ${startTimeoutMs / 1000} s.` };
    }
    await new Promise((done) => setTimeout(done, 5));
  }
}

function startWatchdog(binaries: PostgresBinaries, pid: number, cluster: string): ChildProcess | null {
  if (!watchdog) return null;
  const guard = spawn(watchdog.file, [...watchdog.args, String(pid), join(cluster, 'postmaster.pid')], {
    ...as(binaries),
    ...{ cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  });
  guard.on('error', () => {});
  guard.stdin?.on('error', () => {});
  // The pipe must not keep a hub alive that has nothing else to do.
  (guard.stdin as unknown as { unref?(): void } | null)?.unref?.();
  guard.unref();
  return guard;
}

async function until(isTrue: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!isTrue() && performance.now() < deadline) await new Promise((done) => setTimeout(done, 10));
}
