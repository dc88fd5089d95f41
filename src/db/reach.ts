import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HubError, isHubError } from '../kit/errors.ts';
import { startEmbedded } from './embedded.ts';
import { lockFolder } from './folder-lock.ts';

export interface Reached {
  url: string;
  /** A hub is at work on it. */
  isInUse: boolean;
  close(): Promise<void>;
}

/** The folder where the cluster of a hub's `database` folder really lies. */
function placeOf(dataDir: string): string {
  const pointer = join(dataDir, 'moved-to');
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : dataDir;
}

/**
 * The database of a hub, running or not: DATABASE_URL's, the embedded one that a running hub has open, or the embedded one
 * started for this. Throws HubError `not-found` where no hub has ever been.
 */
export async function reachDatabase(settings: {
  home: string;
  databaseUrl?: string | undefined;
  onProgress?: (line: string) => void;
}): Promise<Reached> {
  if (settings.databaseUrl) return { url: settings.databaseUrl, isInUse: false, close: async () => {} };
  const dataDir = resolve(settings.home, 'database');
  const place = placeOf(dataDir);
  if (!existsSync(join(place, 'cluster')))
    throw new HubError(
      'not-found',
      `There is no hub in ${resolve(settings.home)}. Set SPINDLE_HOME to its folder, or DATABASE_URL to its database.`,
    );
  try {
    const server = await startEmbedded({ dataDir, onProgress: settings.onProgress });
    return { url: server.url, isInUse: false, close: () => server.stop() };
  } catch (error) {
    const url = isHubError(error) && error.code === 'conflict' ? runningUrl(place) : null;
    if (!url || majorIn(place) === null) throw error;
    return { url, isInUse: true, close: async () => {} };
  }
}

/** Address of the server that a running hub has started there. */
function runningUrl(place: string): string | null {
  try {
    const port = readFileSync(join(place, 'cluster', 'postmaster.pid'), 'utf8')
      .split('\n')[3]
      ?.trim();
    const password = readFileSync(join(place, 'password'), 'utf8').trim();
    return port ? `postgresql://spindle:${password}@127.0.0.1:${port}/spindle` : null;
  } catch {
    return null;
  }
}

const majorIn = (place: string): string | null => {
  try {
    return readFileSync(join(place, 'cluster', 'PG_VERSION'), 'utf8').trim();
  } catch {
    return null;
  }
};

/** PostgreSQL's major that wrote a hub's embedded database; null where there is none. */
export const embeddedMajor = (home: string): string | null => majorIn(placeOf(resolve(home, 'database')));

/** Puts a cluster out of the way that this program cannot open. Answers where it lies now. */
export function setClusterAside(home: string): string {
  const dataDir = resolve(home, 'database');
  const unlock = lockFolder(dataDir);
  try {
    const place = placeOf(dataDir);
    const now = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
    const aside = join(place, `cluster-of-postgresql-${majorIn(place)}-${now}`);
    renameSync(join(place, 'cluster'), aside);
    return aside;
  } finally {
    unlock();
  }
}
