import { chmod, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { actor, createTestHost, type TestHost } from '../../../test/support/host.ts';
import { readFirstDesigner } from '../studio/index.ts';
import { chooseFolder } from './choose-folder.ts';
import { listArchives } from './list-archives.ts';
import { scheduleLoop } from './loops.ts';
import { backupStatus } from './status.ts';

let test: TestHost;
let root: string;
let home: string;
beforeAll(async () => {
  test = await createTestHost({ jobs: false });
  root = await realpath(await mkdtemp(join(tmpdir(), 'spindle-choose-')));
  home = join(root, 'home');
  await mkdir(join(home, 'files'), { recursive: true });
  test.host.ports.backup = {
    databaseUrl: test.databaseUrl,
    environment: { SPINDLE_HOME: home, SPINDLE_STORAGE: join(test.folder, 'files') },
    isAlone: true,
  };
});
afterEach(() => {
  delete process.env.SPINDLE_BACKUP_DIR;
});
afterAll(async () => {
  await test?.close();
  await rm(root, { recursive: true, force: true });
});

const choose = (path: string) => test.run(chooseFolder, { path });

it('refuses what would be no backup, and leaves nothing there', async () => {
  await expect(choose('backups')).rejects.toThrow('the whole path');
  await expect(choose(join(root, 'not-there'))).rejects.toThrow('Plug its disk in');
  await expect(choose(home)).rejects.toThrow('the hub’s own folder');
  await expect(choose(join(home, 'files'))).rejects.toThrow('the hub’s own folder');
  await writeFile(join(root, 'a-file'), '');
  await expect(choose(join(root, 'a-file'))).rejects.toThrow('There is no folder');
  const patterns = join(root, 'patterns');
  await mkdir(join(patterns, 'backups'), { recursive: true });
  await test.host.db.execute(
    `insert into watched_folder (id, designer_id, path, state)
     values ('00000000-0000-7000-8000-000000000002', '${await readFirstDesigner(test.host.db)}', '${patterns}', 'watching')`,
  );
  await expect(choose(join(patterns, 'backups'))).rejects.toThrow('is watched for patterns');
  await expect(
    test.run(chooseFolder, { path: root }, actor(['studio:read', 'folders:write'])),
  ).rejects.toMatchObject({ code: 'forbidden' });
  expect(await readdir(join(patterns, 'backups'))).toEqual([]);
  expect(await test.run(backupStatus, {})).toMatchObject({
    folder: null,
    folderFrom: null,
    mayChoose: true,
    isScheduled: false,
  });
});

it('says why it cannot write there', async () => {
  const shut = join(root, 'shut');
  await mkdir(shut);
  // root may write everywhere: a folder in which no file can be made is one of the system's
  const place = process.getuid?.() === 0 ? '/proc/self' : shut;
  await chmod(shut, 0o500);
  await expect(choose(place)).rejects.toThrow('Spindle cannot write into');
});

it('leaves a folder with other things alone and takes one of its own in it', async () => {
  const disk = join(root, 'disk');
  await mkdir(disk);
  await writeFile(join(disk, 'holiday.jpg'), 'x');
  await chmod(disk, 0o755);
  expect(await choose(disk)).toMatchObject({
    folder: join(disk, 'Spindle backups'),
    folderFrom: 'dashboard',
  });
  expect((await readdir(disk)).sort()).toEqual(['Spindle backups', 'holiday.jpg']);
});

it('what is set at the start counts, and several computers have no folder in common', async () => {
  const [empty, other] = [join(root, 'empty'), join(root, 'other')];
  await mkdir(empty);
  expect(await choose(empty)).toMatchObject({ folder: empty });
  process.env.SPINDLE_BACKUP_DIR = other;
  expect(await test.run(backupStatus, {})).toMatchObject({
    folder: other,
    folderFrom: 'start',
    mayChoose: false,
  });
  await expect(choose(empty)).rejects.toThrow('SPINDLE_BACKUP_DIR');
  delete process.env.SPINDLE_BACKUP_DIR;
  const { backup } = test.host.ports;
  if (backup) backup.isAlone = false;
  expect((await test.run(backupStatus, {})).mayChoose).toBe(false);
  await expect(choose(empty)).rejects.toThrow('several processes');
  if (backup) backup.isAlone = true;
});

it('backs up into the chosen folder at once, says what lies there, and that a disk is away', async () => {
  const folder = join(root, 'chosen');
  await mkdir(folder);
  await test.host.db.execute(`update studio set settings = '{}'`);
  expect(await test.run(listArchives, {})).toMatchObject({ folder: null, isThere: false, items: [] });
  const loop = await scheduleLoop.start(test.host);
  try {
    await choose(folder);
    const { lastDone } = await settled();
    expect(lastDone).toMatchObject({ state: 'done', askedBy: 'schedule', place: folder });
    expect(lastDone?.size?.bytes).toBeGreaterThan(0);
    expect(await test.run(listArchives, {})).toMatchObject({
      folder,
      isThere: true,
      isOnHubsDisk: true,
      keyFile: join(home, 'keys.json'),
      items: [{ isEncrypted: false, hasKeys: true }],
    });
    await rm(folder, { recursive: true });
    expect(await test.run(listArchives, {})).toMatchObject({
      isThere: false,
      isOnHubsDisk: false,
      items: [],
    });
  } finally {
    await loop.stop();
  }
});

/** Until nothing is under way and one has ended. */
async function settled() {
  for (;;) {
    const status = await test.run(backupStatus, {});
    if (!status.underWay && status.last) return status;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
