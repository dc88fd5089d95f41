import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestHost, type TestHost } from '../../test/support/host.ts';
import { openStorage } from '../storage/open-storage.ts';
import { type BackupMade, checkBackup, findArchive, makeBackup, restoreBackup } from './index.ts';
import { compareAtWork } from './testing/compare-at-work.ts';
import { emptyDatabase } from './testing/empty-database.ts';
import { fillHub } from './testing/fill-hub.ts';

// Many flushes to the disk on a busy machine: a limit that only a hang reaches.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const patterns = 60;
const bytesEach = 60_000;
let test: TestHost;
let folder: string;
beforeAll(async () => {
  test = await createTestHost({ jobs: false });
  folder = await mkdtemp(join(tmpdir(), 'spindle-backup-'));
  await fill({ patterns, bytesEach });
});
afterAll(async () => {
  await test?.close();
  await rm(folder, { recursive: true, force: true });
});

const source = () => ({ databaseUrl: test.databaseUrl, storage: test.host.ports.storage });
const fill = (size: { patterns: number; bytesEach: number; first?: number }) =>
  fillHub({ ...source(), ring: test.host.ports.keyRing }, size);
const backUp = (to: string, more: object = {}): Promise<BackupMade> =>
  makeBackup({ ...source(), to: join(folder, to), program: 'test', ...more });

async function target() {
  const database = await emptyDatabase();
  const home = await mkdtemp(join(folder, 'target-'));
  return {
    ...database,
    home,
    databaseUrl: database.url,
    storage: await openStorage(join(home, 'files')),
    keys: { path: join(home, 'keys.json') },
  };
}

const keyText = () =>
  JSON.stringify({
    keys: test.host.ports.keyRing.keys.map(({ id, key }) => ({
      id,
      key: Buffer.from(key).toString('base64'),
    })),
  });

describe.each(['whole.spindle', 'folder'])('a backup to %s', (to) => {
  it('comes back equal, row by row and byte by byte, while the hub goes on working', async () => {
    let isWorking = true;
    const work = (async () => {
      for (let first = to === 'folder' ? 2000 : 1000; isWorking; first += 5)
        await fill({ patterns: 5, bytesEach: 20_000, first });
    })();
    const made = await backUp(to).finally(() => {
      isWorking = false;
    });
    await work;
    expect(made.summary.blobs).toBeGreaterThanOrEqual(patterns);
    expect(made.summary.missing).toEqual([]);
    expect((await stat(made.path)).mode & 0o777).toBe(0o600);

    const into = await target();
    await writeFile(into.keys.path, keyText());
    const restored = await restoreBackup({ from: made.path, ...into });
    expect(restored.files.missing).toEqual([]);
    // Written from what came back, it must say the same: rows, files, digests.
    const again = await makeBackup({ ...into, to: join(into.home, 'again.spindle'), program: 'test' });
    expect(again.summary.rows).toBe(made.summary.rows + 1);
    expect(again.summary.blobs).toBe(made.summary.blobs);
    await into.drop();
  });
});

it('is equal to a hub that rests', async () => {
  const made = await backUp('resting.spindle');
  const into = await target();
  await writeFile(into.keys.path, keyText());
  await restoreBackup({ from: made.path, ...into });
  const compared = await compareAtWork(source(), into);
  expect(compared.differences).toEqual([]);
  expect(compared.rows).toBe(made.summary.rows);
  expect(compared.files).toBe(made.summary.blobs);
  // and the comparer sees what is not
  const client = new pg.Client({ connectionString: into.databaseUrl });
  await client.connect();
  await client.query("update pattern set title = title || '.' where slug = 'pattern-7'");
  await client.end();
  expect((await compareAtWork(source(), into)).differences).toHaveLength(1);
  await into.drop();
});

it('adds to a folder only what is new, and each backup of it comes back alone', async () => {
  const one = await backUp('steps');
  await fill({ patterns: 3, bytesEach: 50_000, first: 5000 });
  const two = await backUp('steps');
  expect(two.added).toEqual({ files: 3, bytes: 150_000 });
  await rm(one.path);
  expect(await findArchive(join(folder, 'steps'))).toBe(two.path);
  const into = await target();
  await restoreBackup({ from: two.path, ...into, withoutKeys: true });
  await into.drop();
  const [some = ''] = await readdir(join(folder, 'steps', 'files'));
  const [lost = ''] = await readdir(join(folder, 'steps', 'files', some));
  await rm(join(folder, 'steps', 'files', some, lost));
  const other = await target();
  await expect(restoreBackup({ from: two.path, ...other, withoutKeys: true })).rejects.toThrow(lost);
  expect((await checkBackup(two.path)).badFiles).toEqual([lost]);
  const partly = await restoreBackup({ from: two.path, ...other, withoutKeys: true, withoutMissing: true });
  expect(partly.files.missing).toEqual([lost]);
  await other.drop();
});

it('takes the keys along only under a passphrase, and says so before it changes anything', async () => {
  const passphrase = 'correct horse battery';
  const bare = await backUp('bare.spindle', { keyFile: keyText() });
  const sealed = await backUp('sealed.spindle', { keyFile: keyText(), passphrase });
  const into = await target();
  await expect(restoreBackup({ from: bare.path, ...into })).rejects.toThrow('Put the hub’s keys.json there');
  await expect(restoreBackup({ from: sealed.path, ...into })).rejects.toThrow('--passphrase-file');
  await expect(restoreBackup({ from: sealed.path, ...into, passphrase: 'another one' })).rejects.toThrow(
    'does not open the keys',
  );
  expect(await readdir(into.home)).not.toContain('keys.json');
  const { keys } = await restoreBackup({ from: sealed.path, ...into, passphrase });
  expect(keys).toBe('from-backup');
  expect(JSON.parse(await readFile(into.keys.path, 'utf8'))).toEqual(JSON.parse(keyText()));
  await into.drop();
});

it('hides everything behind its head when it is encrypted', async () => {
  const passphrase = 'correct horse battery';
  const made = await backUp('encrypted.spindle', { keyFile: keyText(), passphrase, isEncrypted: true });
  const bytes = await readFile(made.path);
  expect(bytes.includes('schema_migration')).toBe(false);
  await expect(checkBackup(made.path)).rejects.toThrow('is encrypted');
  await expect(checkBackup(made.path, { passphrase: 'something else' })).rejects.toThrow('does not open');
  expect((await checkBackup(made.path, { passphrase })).summary).toEqual(made.summary);
  const into = await target();
  await restoreBackup({ from: made.path, ...into, passphrase });
  await into.drop();
});

it('refuses a target that holds something unless it is told to replace it, and then replaces all of it', async () => {
  const made = await backUp('replace.spindle');
  const into = await target();
  const options = { from: made.path, ...into, withoutKeys: true };
  await restoreBackup(options);
  const client = new pg.Client({ connectionString: into.databaseUrl });
  await client.connect();
  await client.query("update pattern set title = 'Changed since'");
  await client.query('create table left_over (id int); create view seen as select title from pattern');
  await expect(restoreBackup(options)).rejects.toThrow('--replace');
  expect(
    (await client.query("select count(*)::int as n from pattern where title = 'Changed since'")).rows[0].n,
  ).toBeGreaterThan(1);
  await client.end();
  await restoreBackup({ ...options, isReplacing: true });
  const fresh = await target();
  await restoreBackup({ ...options, ...fresh });
  expect(
    (await compareAtWork(fresh, into)).differences.filter((one) => !/key_check|channel/.test(one)),
  ).toEqual([]);
  await fresh.drop();
  await into.drop();
});

it('repairs a store whose bytes went bad', async () => {
  const made = await backUp('repair.spindle');
  const into = await target();
  await restoreBackup({ from: made.path, ...into, withoutKeys: true });
  let bad = '';
  for await (const { sha256 } of into.storage.list()) bad = sha256;
  const { path } = await into.storage.localPath(bad);
  await writeFile(path, randomBytes((await stat(path)).size));
  await restoreBackup({ from: made.path, ...into, withoutKeys: true, isReplacing: true });
  expect((await compareAtWork({ ...source(), databaseUrl: into.databaseUrl }, into)).differences).toEqual([]);
  await into.drop();
});

it('names what the store has lost already, and takes the rest', async () => {
  const { storage } = test.host.ports;
  const { sha256 } = await storage.put(randomBytes(3000));
  await test.host.db.execute(
    `insert into asset (sha256, size_bytes, kind, content_type) values ('${sha256}', 3000, 'text', 'text/plain')`,
  );
  const { path } = await storage.localPath(sha256);
  await writeFile(path, randomBytes(3000));
  for (const to of ['lost.spindle', 'lost']) {
    const made = await backUp(to);
    expect(made.summary.missing).toEqual([sha256]);
    const into = await target();
    const restored = await restoreBackup({ from: made.path, ...into, withoutKeys: true });
    expect(restored.files.missing).toEqual([sha256]);
    await into.drop();
  }
  await storage.remove(sha256);
  expect((await backUp('gone.spindle')).summary.missing).toEqual([sha256]);
  await test.host.db.execute(`delete from asset where sha256 = '${sha256}'`);
});
