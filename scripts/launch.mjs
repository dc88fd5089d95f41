// Runs a program of the clone on Node 24 and passes on arguments, signals and the exit code.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetUpError, setUp } from './set-up.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/**
 * The hub rests most of its day: room for young objects beyond this keeps a hundred megabytes that nobody uses, and makes
 * nothing faster that a seller would notice.
 */
const flagsOf = { 'src/main.ts': ['--max-semi-space-size=8', '--expose-gc'] };
/** For what we wrote ourselves; tools have their own way of loading. */
const resolveOnce = `--import=${new URL('resolve-once.mjs', import.meta.url).href}`;
const toolPackages = { biome: '@biomejs/biome', tsc: 'typescript', depcruise: 'dependency-cruiser' };

/** The file behind a name: a path in the clone (`src/main.ts`), or a tool among the packages (`vitest`). */
function entryPath(name) {
  if (/\.(m?js|ts)$/.test(name)) {
    const path = join(root, name);
    if (!existsSync(path)) throw new SetUpError(`There is no ${name} in this clone.`);
    return path;
  }
  const dir = join(root, 'node_modules', toolPackages[name] ?? name);
  const { bin } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  return join(dir, typeof bin === 'string' ? bin : bin[name]);
}

/** What glibc frees it keeps between what is in use: with few heaps, and large blocks given back at once, a hub stays small. */
const givesBack = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** Child programs find this Node and the tools first. Windows knows the variable as Path. */
function environment(node) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => key.toUpperCase() !== 'PATH'));
  env.PATH = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH]
    .filter(Boolean)
    .join(delimiter);
  // What was read and stripped once is kept: a start reads two thousand files.
  env.NODE_COMPILE_CACHE ??= join(root, '.cache', 'compiled');
  return { ...givesBack, ...env };
}

/** Sets up where needed, then runs `entry`; ends this process as the program ended. */
export async function launch({ entry, args = [], nodeFlags = [], wantsDashboard = true }) {
  try {
    const node = await setUp({ wantsDashboard });
    if (entry === null) return;
    const flags = [
      '--disable-warning=ExperimentalWarning',
      ...(entry.endsWith('.ts') ? [resolveOnce] : []),
      ...(flagsOf[entry] ?? []),
      ...nodeFlags,
    ];
    const child = spawn(node, [...flags, entryPath(entry), ...args], {
      stdio: 'inherit',
      env: environment(node),
    });
    // On a terminal Ctrl-C reaches the whole group, the program included: passing it on would make it two.
    const forwarded = process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(signal, () => {
        if (forwarded.includes(signal)) child.kill(signal);
      });
    child.once('error', (error) => {
      process.stderr.write(`Could not start ${node}: ${error.message}\n`);
      process.exit(1);
    });
    child.once('exit', (code, signal) => {
      if (!signal) process.exit(code ?? 1);
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    });
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
