import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { HubError } from '../kit/errors.ts';
import { as, environment, give } from './as-server-user.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';

export const databaseName = 'spindle';

const draftPrefix = 'cluster.new';
/** In a cluster whose database has still to be made: whoever is killed in between leaves it to the next start. */
const unmade = (cluster: string): string => join(cluster, 'spindle.unmade');

/** Made beside and renamed, so a folder called `cluster` is always a whole one. Throws HubError `unavailable`. */
export function makeCluster(binaries: PostgresBinaries, place: string, isThrowAway: boolean): void {
  // A name of its own: initdb outlives a hub that is killed, and would write into the next one's draft.
  const own = randomBytes(6).toString('hex');
  const draft = join(place, `${draftPrefix}-${own}`);
  const passwordFile = join(place, `password.new-${own}`);
  mkdirSync(draft, { mode: 0o700 });
  give(draft, binaries);
  const password = randomBytes(32).toString('hex');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  give(passwordFile, binaries);
  const { status, error, stderr } = spawnSync(
    binaries.initdb,
    [
      ...[
        '-D',
        draft,
        '--username=spindle',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
      ],
      // The server's own collation: the same order on every system, and no index breaks when the system is upgraded.
      ...['--locale-provider=builtin', '--locale=C.UTF-8', '--no-instructions'],
      // The password is 256 random bits: stretching it would only slow every connection down.
      ...['--set', 'scram_iterations=1', ...(isThrowAway ? ['--no-sync'] : [])],
    ],
    { ...as(binaries), cwd: '/', env: environment(), windowsHide: true },
  );
  rmSync(passwordFile, { force: true });
  if (status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new HubError(
      'unavailable',
      `PostgreSQL could not make its data folder in ${place}: ${error?.message ?? stderr.toString().trim()}`,
    );
  }
  writeFileSync(unmade(draft), '', { mode: 0o600 });
  give(unmade(draft), binaries);
  writeFileSync(join(place, 'password'), password, { mode: 0o600 });
  chmodSync(join(place, 'password'), 0o600);
  renameSync(draft, join(place, 'cluster'));
}

/** Takes away what a killed start has left. An initdb that still runs may keep its own until the next start. */
export function removeDrafts(place: string): void {
  for (const name of readdirSync(place)) {
    if (!name.startsWith(draftPrefix) && !name.startsWith('password.new')) continue;
    try {
      rmSync(join(place, name), { recursive: true, force: true });
    } catch {}
  }
}

/** The database in a new cluster whose server runs at `url`; nothing where it is made already. */
export async function makeDatabase(url: string, cluster: string): Promise<void> {
  if (!existsSync(unmade(cluster))) return;
  const client = new pg.Client({ connectionString: url.replace(/\/[^/]*$/, '/postgres') });
  await client.connect();
  try {
    await client.query(`create database ${databaseName}`).catch((error: { code?: string }) => {
      if (error.code !== '42P04') throw error;
    });
  } finally {
    await client.end();
  }
  rmSync(unmade(cluster), { force: true });
}
