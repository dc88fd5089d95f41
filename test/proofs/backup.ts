// npm run proof:backup [-- --patterns 10000 --megabytes 5000 --whole]: a large hub is backed up while it works, damaged copies
// are found, and it is put back on an empty machine and compared. Prints what it measured; exit code 1 when something differs.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareHubs } from '../../src/backup/index.ts';
import { fillHub } from '../../src/backup/testing/fill-hub.ts';
import { openHub } from '../../src/compose.ts';
import { reachDatabase } from '../../src/db/reach.ts';
import { createLog } from '../../src/kit/log.ts';
import { openStorage } from '../../src/storage/open-storage.ts';

const { values } = parseArgs({
  options: {
    patterns: { type: 'string', default: '10000' },
    megabytes: { type: 'string', default: '5000' },
    whole: { type: 'boolean', default: false },
  },
});
const patterns = Number(values.patterns);
const bytesEach = Math.round((Number(values.megabytes) * 1e6) / patterns);

const folder = mkdtempSync(join(tmpdir(), 'spindle-proof-'));
await chmod(folder, 0o711);
const [home, other, backups] = ['hub', 'empty-machine', 'backups'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const failures: string[] = [];
const startedAt = performance.now();
const say = (line: string) =>
  console.log(`${String(Math.round((performance.now() - startedAt) / 1000)).padStart(5)} s  ${line}`);
const must = (isSo: boolean, what: string) => {
  say(`${isSo ? 'ok  ' : 'FAIL'} ${what}`);
  if (!isSo) failures.push(what);
};

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

interface Ran {
  code: number | null;
  seconds: number;
  peakMb: number;
  said: string;
}

/** The command line in its own process, as a seller runs it. */
async function spindle(at: string, ...args: string[]): Promise<Ran> {
  const begunAt = performance.now();
  const { DATABASE_URL: _, SPINDLE_STORAGE: __, SPINDLE_KEYS: ___, ...rest } = process.env;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
    env: { ...rest, SPINDLE_HOME: at },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  let peakMb = 0;
  const watch = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peakMb = Math.max(peakMb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }, 200);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(watch);
  return { code, seconds: (performance.now() - begunAt) / 1000, peakMb, said: said.trim() };
}

const tell = (what: string, { code, seconds, peakMb, said }: Ran) => {
  say(`${what}: ${seconds.toFixed(1)} s, at most ${Math.round(peakMb)} MB of memory, exit code ${code}`);
  if (code !== 0) console.log(said);
};

async function flip(path: string): Promise<() => Promise<void>> {
  const file = await open(path, 'r+');
  const { size } = await file.stat();
  const at = Math.floor(Math.random() * size);
  const change = async (): Promise<void> => {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, at);
    byte[0] = (byte[0] as number) ^ 16;
    await file.write(byte, 0, 1, at);
  };
  await change();
  return async () => {
    await change();
    await file.close();
  };
}

const sizeOf = async (at: string): Promise<number> => {
  let bytes = 0;
  for (const entry of await readdir(at, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  return bytes;
};

try {
  const hub = await openHub({ home, port: 0, log: createLog('silent') });
  const { ports } = hub.host;
  const source = { databaseUrl: ports.backup?.databaseUrl ?? '', storage: ports.storage };
  const filled = await fillHub({ ...source, ring: ports.keyRing }, { patterns, bytesEach });
  say(`a hub with ${filled.patterns} patterns and ${(filled.bytes / 1e9).toFixed(2)} GB of files`);

  const key = JSON.parse(await readFile(join(home, 'command-line.json'), 'utf8')).key as string;
  const pace = { isOn: true, calls: 0, worst: 0, failed: 0 };
  const work = (async () => {
    for (let number = 0; pace.isOn; number += 1) {
      const at = performance.now();
      const answer = await fetch(`${hub.url}/api/patterns`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          title: `Made meanwhile ${number}`,
          craft: 'sewing',
          priceMinor: 900,
          currency: 'EUR',
        }),
      });
      const text = await answer.text();
      if (answer.status >= 400 && ++pace.failed === 1) say(`${answer.status} ${text.slice(0, 300)}`);
      pace.calls += 1;
      pace.worst = Math.max(pace.worst, performance.now() - at);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  const first = await spindle(home, 'backup', '--to', backups);
  pace.isOn = false;
  await work;
  tell('first backup, while the hub works', first);
  say(
    `meanwhile ${pace.calls} patterns were made through the API, the slowest in ${Math.round(pace.worst)} ms`,
  );
  must(first.code === 0 && pace.failed === 0, 'backed up, and no call of the hub failed');

  await fillHub(
    { ...source, ring: ports.keyRing },
    { patterns: Math.ceil(patterns / 100), bytesEach, first: patterns },
  );
  await hub.close();
  const before = await sizeOf(backups);
  const second = await spindle(home, 'backup', '--to', backups);
  tell('second backup, with a hundredth more, the hub stopped', second);
  say(`it added ${((await sizeOf(backups)) - before) / 1e6} MB`);
  must(second.code === 0, 'backed up again');

  const check = await spindle(home, 'backup', 'check', backups);
  tell('check of every byte', check);
  must(check.code === 0, 'the check finds nothing');
  const archives = (await readdir(backups)).filter((name) => name.endsWith('.spindle')).sort();
  const twos = await readdir(join(backups, 'files'));
  const two = join(backups, 'files', twos[Math.floor(Math.random() * twos.length)] ?? '');
  for (const path of [join(backups, archives.at(-1) ?? ''), join(two, (await readdir(two))[0] ?? '')]) {
    const mend = await flip(path);
    const found = await spindle(home, 'backup', 'check', backups);
    must(found.code === 1, `one flipped bit in ${path.slice(backups.length + 1)} is found`);
    await mend();
  }

  await mkdir(other);
  // as a seller does who kept the keys elsewhere
  await copyFile(join(home, 'keys.json'), join(other, 'keys.json'));
  const restore = await spindle(other, 'restore', backups);
  tell('restore on an empty machine', restore);
  must(restore.code === 0, 'restored');
  const [a, b] = [await reachDatabase({ home }), await reachDatabase({ home: other })];
  const compared = await compareHubs(
    { databaseUrl: a.url, storage: await openStorage(join(home, 'files')) },
    { databaseUrl: b.url, storage: await openStorage(join(other, 'files')) },
  );
  await a.close();
  await b.close();
  say(
    `compared ${compared.tables} tables, ${compared.rows} rows, ${compared.files} files, ${(compared.fileBytes / 1e9).toFixed(2)} GB`,
  );
  for (const difference of compared.differences.slice(0, 20)) console.log(`         ${difference}`);
  must(compared.differences.length === 0, 'equal');

  if (values.whole) {
    const file = join(folder, 'whole.spindle');
    const whole = await spindle(home, 'backup', '--to', file);
    tell(`the same into one file of ${((await stat(file)).size / 1e9).toFixed(2)} GB`, whole);
    const mend = await flip(file);
    must((await spindle(home, 'backup', 'check', file)).code === 1, 'one flipped bit in it is found');
    await mend();
    must((await spindle(home, 'backup', 'check', file)).code === 0, 'and none when it is flipped back');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
say(failures.length === 0 ? 'all as promised' : `${failures.length} promises broken`);
process.exit(failures.length === 0 ? 0 : 1);
