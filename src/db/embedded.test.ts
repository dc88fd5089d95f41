import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isAlive, watchdog } from '../../scripts/platform.mjs';
import { startEmbedded } from './embedded.ts';

let dataDir: string;
let child: ChildProcess | null = null;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'spindle-embedded-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  child = null;
  rmSync(dataDir, { recursive: true, force: true });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Another hub: starts the server on the folder, says its url and pid, and stays. */
function spawnHub() {
  const script = `import { startEmbedded } from ${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)};
    const server = await startEmbedded({ dataDir: process.argv[1], onExit: (sentence) => { console.log(sentence); process.exit(3); } });
    console.log(JSON.stringify({ url: server.url, pid: server.pid }));
    setInterval(() => {}, 1000);`;
  const hub = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = hub;
  return { hub, exited: once(hub, 'exit') };
}

async function startHub(): Promise<{ hub: ChildProcess; url: string; pid: number }> {
  const { hub } = spawnHub();
  const [line] = await once(hub.stdout, 'data');
  return { hub, ...(JSON.parse(String(line)) as { url: string; pid: number }) };
}

const watchdogsOf = (hub: ChildProcess): number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='])
    .toString()
    .split('\n')
    .filter((line) => line.includes('spindle-watchdog') && Number(line.trim().split(/\s+/)[1]) === hub.pid)
    .map((line) => Number(line.trim().split(/\s+/)[0]));

it('keeps data over a stop and a start, with a password nobody else can read', async () => {
  const first = await startEmbedded({ dataDir });
  await query(first.url, 'create table kept (n int); insert into kept values (7)');
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);
  const second = await startEmbedded({ dataDir });
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
  expect(statSync(join(dataDir, 'password')).mode & 0o077).toBe(0);
  const wrong = second.url.replace(/:[0-9a-f]{64}@/, ':wrong@');
  await expect(query(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
  await second.stop();
});

it('waits for the disk on a commit', async () => {
  const server = await startEmbedded({ dataDir });
  const rows = await query(
    server.url,
    "select current_setting('fsync') f, current_setting('synchronous_commit') s",
  );
  await server.stop();
  expect(rows).toEqual([{ f: 'on', s: 'on' }]);
});

it('refuses a data folder that another hub has open, naming its process', async () => {
  const { hub } = await startHub();
  await expect(startEmbedded({ dataDir })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(`process ${hub.pid}`),
  });
});

it('refuses a data folder of another major version and leaves it alone', async () => {
  await (await startEmbedded({ dataDir })).stop();
  const version = join(dataDir, 'cluster', 'PG_VERSION');
  writeFileSync(version, '15\n');
  await expect(startEmbedded({ dataDir })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(/written by PostgreSQL 15, and this Spindle brings PostgreSQL \d+/),
  });
  expect(readFileSync(version, 'utf8')).toBe('15\n');
});

/** Asks until somebody answers. */
async function queryAgain(url: string, text: string): Promise<unknown[]> {
  for (;;) {
    const rows = await query(url, text).catch(() => null);
    if (rows) return rows;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('starts a server that was killed again at the same address, with what was committed', async () => {
  const { hub, url, pid } = await startHub();
  await query(url, 'create table kept (n int); insert into kept values (1)');
  process.kill(pid, 'SIGKILL');
  await until(() => !isAlive(pid));
  expect(await queryAgain(url, 'select n from kept')).toEqual([{ n: 1 }]);
  expect(hub.exitCode).toBe(null);
  expect(watchdogsOf(hub)).toHaveLength(watchdog ? 1 : 0);
});

it('stops the server when the hub is killed, and the next start finds everything', async () => {
  const { hub, url, pid } = await startHub();
  await query(url, 'create table kept (n int); insert into kept values (2)');
  hub.kill('SIGKILL');
  await once(hub, 'exit');
  if (watchdog) await until(() => !isAlive(pid));
  const again = await startEmbedded({ dataDir });
  expect(await query(again.url, 'select n from kept')).toEqual([{ n: 2 }]);
  await again.stop();
});

it('stops a server that was left behind when nothing else could', async () => {
  const { hub, url, pid } = await startHub();
  await query(url, 'create table kept (n int); insert into kept values (3)');
  for (const guard of watchdogsOf(hub)) process.kill(guard, 'SIGKILL');
  hub.kill('SIGKILL');
  await once(hub, 'exit');
  expect(isAlive(pid)).toBe(true);
  const again = await startEmbedded({ dataDir });
  expect(isAlive(pid)).toBe(false);
  expect(await query(again.url, 'select n from kept')).toEqual([{ n: 3 }]);
  await again.stop();
});

it.each([
  ['its folder', () => readdirSync(dataDir).some((name) => name.startsWith('cluster.new'))],
  ['its database', () => existsSync(join(dataDir, 'cluster'))],
])('begins anew where a first start was killed before %s was made', async (_, isThere) => {
  const { hub, exited } = spawnHub();
  await until(isThere);
  hub.kill('SIGKILL');
  await exited;
  const server = await startEmbedded({ dataDir });
  expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  await server.stop();
  await (await startEmbedded({ dataDir })).stop();
  expect(readdirSync(dataDir).filter((name) => name.includes('.new'))).toEqual([]);
});
