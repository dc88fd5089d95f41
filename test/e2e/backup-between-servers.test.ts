import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { compareAtWork } from '../../src/backup/testing/compare-at-work.ts';
import { emptyDatabase } from '../../src/backup/testing/empty-database.ts';
import { fillHub } from '../../src/backup/testing/fill-hub.ts';
import { openHub } from '../../src/compose.ts';
import { reachDatabase } from '../../src/db/reach.ts';
import { createLog } from '../../src/kit/log.ts';
import { openStorage } from '../../src/storage/open-storage.ts';
import { runSpindle } from '../support/command-line.ts';
import { createTestHost, type TestHost } from '../support/host.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 300_000 });

let test: TestHost;
let root: string;
beforeAll(async () => {
  test = await createTestHost({ jobs: false });
  root = await mkdtemp(join(tmpdir(), 'spindle-between-'));
  // Run by root, the embedded server is another user, who has to pass through.
  await chmod(root, 0o711);
  const { storage, keyRing } = test.host.ports;
  await fillHub(
    { databaseUrl: test.databaseUrl, storage, ring: keyRing },
    { patterns: 100, bytesEach: 40_000 },
  );
  await writeFile(
    join(test.folder, 'keys.json'),
    JSON.stringify({
      keys: keyRing.keys.map(({ id, key }) => ({ id, key: Buffer.from(key).toString('base64') })),
    }),
  );
});
afterAll(async () => {
  await test?.close();
  await rm(root, { recursive: true, force: true });
});

const source = () => ({ SPINDLE_HOME: test.folder, DATABASE_URL: test.databaseUrl });
const fresh = async (name: string) => {
  const home = join(root, name);
  await mkdir(home, { recursive: true, mode: 0o711 });
  return { SPINDLE_HOME: home };
};
const storeOf = (home: string) => openStorage(join(home, 'files'));

/** A hub as it starts in a folder; answers why it does not. */
async function startIn(home: string): Promise<string> {
  try {
    const hub = await openHub({ home, port: 0, log: createLog('silent') });
    await hub.close();
    return 'started';
  } catch (error) {
    return (error as Error).message;
  }
}

it('moves a hub from a server into the embedded PostgreSQL and back, whatever their majors', async () => {
  const passphrase = join(root, 'passphrase');
  await writeFile(passphrase, 'correct horse battery\n');
  const sealed = ['--passphrase-file', passphrase];
  const out = join(root, 'out');
  expect(await runSpindle(['backup', '--to', out, ...sealed], source())).toMatchObject({ code: 0, err: '' });
  const embedded = await fresh('embedded');
  expect(await runSpindle(['restore', out, ...sealed], embedded)).toMatchObject({ code: 0, err: '' });

  const file = join(root, 'back.spindle');
  expect(await runSpindle(['backup', '--to', file, ...sealed, '--encrypt'], embedded)).toMatchObject({
    code: 0,
  });
  const database = await emptyDatabase();
  const again = { ...(await fresh('again')), DATABASE_URL: database.url };
  expect(await runSpindle(['restore', file, ...sealed], again)).toMatchObject({ code: 0, err: '' });
  const compared = await compareAtWork(
    { databaseUrl: test.databaseUrl, storage: test.host.ports.storage },
    { databaseUrl: database.url, storage: await storeOf(again.SPINDLE_HOME) },
  );
  expect(compared.differences).toEqual([]);
  expect(compared.files).toBe(100);
  await database.drop();
  expect(await startIn(embedded.SPINDLE_HOME)).toBe('started');
});

it('puts a backup in the place of a database that another major wrote, and keeps that one beside it', async () => {
  const out = join(root, 'for-major');
  await runSpindle(['backup', '--to', out], source());
  const target = await fresh('other-major');
  expect(await startIn(target.SPINDLE_HOME)).toBe('started');
  const place = join(target.SPINDLE_HOME, 'database');
  await writeFile(join(place, 'cluster', 'PG_VERSION'), '12\n');
  expect(await startIn(target.SPINDLE_HOME)).toContain('npx spindle restore FOLDER --replace');

  const refused = await runSpindle(['restore', out, '--without-keys'], target);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('There is a database of PostgreSQL 12 in');
  expect(await readdir(place)).toContain('cluster');

  const done = await runSpindle(['restore', out, '--without-keys', '--replace', '--json'], target);
  expect(done).toMatchObject({ code: 0 });
  const { aside } = JSON.parse(done.out);
  expect(await readFile(join(aside, 'PG_VERSION'), 'utf8')).toBe('12\n');
  expect(await startIn(target.SPINDLE_HOME)).toBe('started');
});

it('leaves no backup behind when it is killed, and the next one goes on', async () => {
  const folder = join(root, 'killed');
  for (const afterMs of [300, 700, 1200, 1600, 2000, 2600]) {
    const ran = await runSpindle(['backup', '--to', folder], source(), (child) =>
      setTimeout(() => child.kill('SIGKILL'), afterMs),
    );
    const archives = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.spindle'));
    for (const name of archives)
      expect(await runSpindle(['backup', 'check', join(folder, name)], source())).toMatchObject({ code: 0 });
    if (ran.code !== 0) expect(ran.code).toBeNull();
  }
  expect(await runSpindle(['backup', '--to', folder], source())).toMatchObject({ code: 0 });
  expect((await readdir(folder)).filter((name) => name.includes('unfinished'))).toEqual([]);
  expect((await readdir(join(folder, 'files'))).filter((name) => name.includes('unfinished'))).toEqual([]);
  expect(await runSpindle(['backup', 'check', folder], source())).toMatchObject({ code: 0 });
});

it('leaves what was there, or an unfinished one that says so, when a restore is killed', async () => {
  const out = join(root, 'for-kill');
  await runSpindle(['backup', '--to', out], source());
  const target = await fresh('restored');
  const restore = (afterMs: number, ...more: string[]) =>
    runSpindle(['restore', out, '--without-keys', ...more], target, (child) => {
      if (afterMs > 0) setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
  const seen = new Set<string>();
  for (const afterMs of [700, 1500, 2500, 3500]) {
    const { code } = await restore(afterMs);
    if (code === 0) break;
    const why = await startIn(target.SPINDLE_HOME);
    seen.add(why === 'started' ? why : why.slice(0, 14));
    // Only before the first byte was touched may it start: then it is an empty hub, as before.
    if (why !== 'started') expect(why).toContain('npx spindle restore');
  }
  expect(await restore(0, '--replace')).toMatchObject({ code: 0 });
  expect(await startIn(target.SPINDLE_HOME)).toBe('started');

  // Over a whole hub: killed anywhere, the old one or the new one is there.
  const reached = await reachDatabase({ home: target.SPINDLE_HOME });
  const titles = async (url: string) => {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      "select count(*)::int as n, count(*) filter (where title = 'Mine')::int as mine from pattern",
    );
    await client.end();
    return rows[0];
  };
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: reached.url });
  await client.connect();
  await client.query("update pattern set title = 'Mine'");
  await client.end();
  await reached.close();
  for (const afterMs of [800, 1800, 2800, 3800]) {
    await restore(afterMs, '--replace');
    const now = await reachDatabase({ home: target.SPINDLE_HOME });
    const { n, mine } = await titles(now.url);
    await now.close();
    expect(n).toBe(100);
    expect([0, 100]).toContain(mine);
  }
});

it('says that there is no more room, and leaves nothing half', async () => {
  const folder = join(root, 'full');
  await mkdir(folder);
  const { spawn } = await import('node:child_process');
  const said = await new Promise<{ code: number | null; text: string }>((resolve) => {
    // No file may grow beyond 10 blocks: the system's own refusal, in the middle of a write.
    const child = spawn(
      'sh',
      ['-c', 'ulimit -f 10; exec "$0" src/cli/main.ts backup --to "$1"', process.execPath, folder],
      {
        cwd: join(import.meta.dirname, '../..'),
        env: { ...process.env, ...source() },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    child.once('close', (code) => resolve({ code, text }));
  });
  expect(said.text).toContain('There is no more room in');
  expect(said.code).toBe(1);
  const left = await readdir(folder, { recursive: true });
  expect(left.filter((name) => /spindle|unfinished|[0-9a-f]{64}/.test(name))).toEqual([]);
});

it('refuses a backup of a newer Spindle, and says which', async () => {
  await test.host.db.execute(
    "insert into schema_migration (name, sha256) values ('9999_tomorrow.sql', repeat('0', 64))",
  );
  const newer = join(root, 'newer');
  await runSpindle(['backup', '--to', newer], source());
  await test.host.db.execute("delete from schema_migration where name = '9999_tomorrow.sql'");
  const refused = await runSpindle(['restore', newer, '--without-keys'], await fresh('newer-target'));
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('made by a newer Spindle (its schema has 9999_tomorrow.sql');
  expect(await readFile(join(root, 'newer-target', 'restoring.json')).catch(() => null)).toBeNull();
});
