// Brings a fresh clone to where it can run: packages, Node 24, the built dashboard. Skipped when nothing changed.
// Runs on Node 20, so plain JavaScript and nothing but Node's own modules.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive, nodePackage, npmCommand } from './platform.mjs';

const bootstrapVersion = 1;
const neededMajor = 24;
const here = fileURLToPath(new URL('..', import.meta.url));

export class SetUpError extends Error {}

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
};

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
};

/** What the installed packages depend on. Scripts and the like in package.json may change without an install. */
export function packagesStamp(root = here) {
  const { dependencies, devDependencies, optionalDependencies, overrides } = readJson(
    join(root, 'package.json'),
  );
  return sha256(
    `bootstrap ${bootstrapVersion}`,
    `${process.platform} ${process.arch}`,
    readFileSync(join(root, '.nvmrc'), 'utf8').trim(),
    JSON.stringify({ dependencies, devDependencies, optionalDependencies, overrides }),
    readFileSync(join(root, 'package-lock.json')),
  );
}

/** Changes when a file of the dashboard, its generated client or a package changes; null without a dashboard. */
export function dashboardStamp(root = here) {
  const dir = join(root, 'dashboard');
  if (!existsSync(join(dir, 'index.html'))) return null;
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter(
      (path) =>
        !relative(dir, path)
          .split(sep)
          .some((part) => part === 'dist' || part === 'node_modules'),
    )
    .sort();
  return sha256(packagesStamp(root), ...files.flatMap((path) => [relative(dir, path), readFileSync(path)]));
}

const say = (line) => process.stderr.write(`${line}\n`);

/** Runs one step and shows that it is alive: a counter on a terminal, a line every 15 s elsewhere. */
async function step(title, ...commands) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const isTerminal = process.stderr.isTTY;
  if (!isTerminal) say(`${title} …`);
  const timer = setInterval(
    () =>
      isTerminal ? process.stderr.write(`\r${title} … ${seconds()} s `) : say(`${title} … ${seconds()} s`),
    isTerminal ? 250 : 15_000,
  );
  const results = await Promise.all(commands.map(runQuietly)).finally(() => clearInterval(timer));
  if (isTerminal) process.stderr.write('\r\u001b[K');
  const failed = results.filter(({ code }) => code !== 0);
  if (failed.length > 0)
    throw new SetUpError(
      `${title}: failed.\n${failed.map(({ code, output }) => `(${code}) ${output.trim()}`).join('\n')}`,
    );
  say(`${title}: done in ${seconds()} s`);
}

function runQuietly({ file, args, shell, cwd, env }) {
  let output = '';
  const keep = (chunk) => {
    output = (output + chunk).slice(-8_000);
  };
  const child = spawn(file, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const stop = () => child.kill();
  process.once('exit', stop);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: error.code, output: error.message }));
    child.once('close', (exit, signal) => resolve({ code: signal ?? exit, output }));
  }).finally(() => process.removeListener('exit', stop));
}

const npm = (args, cwd) => {
  const command = npmCommand();
  // npm's own settings of an outer `npm run` must not leak into this install.
  const env = { ...process.env, NODE_ENV: 'development' };
  for (const key of Object.keys(env))
    if (
      /^npm_(package|lifecycle|config_(global|prefix|local_prefix|omit|production|dry_run|json)$)/i.test(key)
    )
      delete env[key];
  return { ...command, args: [...command.args, ...args], cwd, env };
};

const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** Where Node 24 is or will be, and the command that brings it when it is still to come. */
function findNode(root, cacheDir) {
  if (Number(process.versions.node.split('.')[0]) >= neededMajor)
    return { node: process.execPath, install: null };
  const version = readFileSync(join(root, '.nvmrc'), 'utf8').trim();
  const dir = join(cacheDir, `node-${version}`);
  const node = join(dir, 'node_modules', nodePackage.name, nodePackage.binary);
  const wanted = `${nodePackage.name}@${version}`;
  if (existsSync(node)) return { node, install: null };
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'package.json'), '{"private":true}\n');
  const args = ['install', '--prefix', dir, '--no-save', '--no-package-lock', ...quiet, wanted];
  return { node, wanted, install: npm(args, dir) };
}

const lockPid = (lock) => {
  try {
    return Number(readFileSync(join(lock, 'pid'), 'utf8'));
  } catch {
    return 0;
  }
};

/** One set-up at a time in a clone; a second one waits, and takes over from one that was killed. */
async function whileLocked(cacheDir, work) {
  const lock = join(cacheDir, 'set-up.lock');
  for (let isTold = false; ; ) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'pid'), String(process.pid));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const pid = lockPid(lock);
      if (pid > 0 && !isAlive(pid)) {
        rmSync(lock, { recursive: true, force: true });
        continue;
      }
      if (!isTold) say('Another set-up runs in this folder; waiting for it …');
      isTold = true;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** The Node to run with, when everything is already there; else null. */
function alreadySetUp(root, cacheDir, wantsDashboard) {
  const stamp = readJson(join(cacheDir, 'set-up.json'));
  if (
    stamp?.packages !== packagesStamp(root) ||
    !existsSync(join(root, 'node_modules', '.package-lock.json'))
  )
    return null;
  const isNew = Number(process.versions.node.split('.')[0]) >= neededMajor;
  const node = isNew ? process.execPath : stamp.node;
  if (!node || !existsSync(node)) return null;
  if (wantsDashboard) {
    const dashboard = dashboardStamp(root);
    if (
      dashboard &&
      (stamp.dashboard !== dashboard || !existsSync(join(root, 'dashboard', 'dist', 'index.html')))
    )
      return null;
  }
  return node;
}

/**
 * Makes the clone ready and returns the path of a Node >= 24. Errors: SetUpError with a sentence and npm's own words.
 */
export async function setUp({ root = here, wantsDashboard = true } = {}) {
  const cacheDir = join(root, 'node_modules', '.spindle');
  const ready = alreadySetUp(root, cacheDir, wantsDashboard);
  if (ready) return ready;
  mkdirSync(cacheDir, { recursive: true });
  return whileLocked(cacheDir, async () => {
    const done = alreadySetUp(root, cacheDir, wantsDashboard);
    if (done) return done;
    const file = join(cacheDir, 'set-up.json');
    const stamp = readJson(file) ?? {};
    const packages = packagesStamp(root);
    const hasPackages =
      stamp.packages === packages && existsSync(join(root, 'node_modules', '.package-lock.json'));
    const { node, wanted, install } = findNode(root, cacheDir);
    const commands = install ? [install] : [];
    const titles = install ? [`Node ${wanted.split('@')[1]} (here: ${process.versions.node})`] : [];
    if (!hasPackages) {
      rmSync(file, { force: true });
      // `npm ci` refuses a lock that lacks another platform's optional package; --no-save keeps the lock untouched.
      commands.unshift(npm(['install', '--no-save', '--include=dev', '--include=optional', ...quiet], root));
      titles.unshift('packages');
    }
    if (commands.length > 0) await step(`Setting up ${titles.join(' and ')}`, ...commands);
    if (!existsSync(node))
      throw new SetUpError(
        `npm has no ${wanted} for this machine. Install Node ${neededMajor} yourself and run this again.`,
      );
    const next = {
      packages,
      node: node === process.execPath ? stamp.node : node,
      dashboard: stamp.dashboard,
    };
    writeFileSync(file, JSON.stringify(next));
    const dashboard = wantsDashboard ? dashboardStamp(root) : null;
    if (
      dashboard &&
      (stamp.dashboard !== dashboard || !existsSync(join(root, 'dashboard', 'dist', 'index.html')))
    ) {
      const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
      const dir = join(root, 'dashboard');
      await step('Building the dashboard', {
        file: node,
        args: [vite, 'build', '--logLevel', 'error'],
        cwd: dir,
        env: process.env,
      });
      writeFileSync(file, JSON.stringify({ ...next, dashboard }));
    }
    return node;
  });
}
