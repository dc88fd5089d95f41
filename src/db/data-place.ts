import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type SystemUser, sharedDataDirs } from '../../scripts/platform.mjs';
import { HubError } from '../kit/errors.ts';

/**
 * Where the cluster of a data folder really lies. Normally inside it. Started by root in a folder that the server's user
 * cannot enter, it lies under /var/lib/spindle, and `moved-to` in the data folder says so: every later start follows it.
 */
export function placeCluster(
  dataDir: string,
  user: SystemUser | null,
  onProgress: (line: string) => void,
  places: string[] = sharedDataDirs,
): string {
  const pointer = join(dataDir, 'moved-to');
  if (existsSync(pointer)) {
    const place = readFileSync(pointer, 'utf8').trim();
    if (!existsSync(place))
      throw new HubError(
        'unavailable',
        `The database of ${dataDir} lies in ${place}, which is not there. Bring that folder back; or, to begin with an empty database, delete ${pointer}.`,
      );
    return place;
  }
  // The folder is ours alone: its owner's rights are no secret, those of `cluster` and `password` are.
  if (user) chmodSync(dataDir, 0o711);
  if (!user || existsSync(join(dataDir, 'cluster')) || canEnter(dataDir, user)) return dataDir;
  const own = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16);
  for (const parent of places) {
    const place = join(parent, own);
    try {
      mkdirSync(place, { recursive: true, mode: 0o711 });
      chmodSync(place, 0o711);
    } catch {
      continue;
    }
    if (!canEnter(place, user)) continue;
    const owner = join(place, 'belongs-to');
    if (existsSync(join(place, 'cluster')))
      throw new HubError(
        'conflict',
        `A database made earlier for ${dataDir} lies in ${place}, but ${pointer} is gone. Write that path into it to use it again, or move the folder away to begin anew.`,
      );
    writeFileSync(owner, `${resolve(dataDir)}\n`);
    writeFileSync(pointer, `${place}\n`);
    onProgress(
      `Started by root: PostgreSQL runs as "${user.name}", who cannot enter ${dataDir}, so the database is kept in ${place}.`,
    );
    return place;
  }
  throw new HubError(
    'unavailable',
    `Spindle was started by root, so PostgreSQL runs as the user "${user.name}", who cannot enter ${dataDir}; ${places.join(', ')} cannot be used either. Set SPINDLE_HOME to a folder that everybody may enter (such as /srv/spindle), start Spindle as another user, or set DATABASE_URL.`,
  );
}

/** Asked of the system itself, since rights, mounts and access lists all have their say. */
function canEnter(dir: string, user: SystemUser): boolean {
  mkdirSync(dir, { recursive: true });
  const { status } = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], {
    uid: user.uid,
    gid: user.gid,
    cwd: '/',
  });
  return status === 0;
}
