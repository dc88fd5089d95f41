import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../../test/support/host.ts';
import { temporaryFolders } from '../../../../test/support/temporary-folder.ts';
import { watchedFolder } from '../../../db/tables/index.ts';
import { scanFolder, scanUntilQuiet } from './scan-folder.ts';
import { leaveWatch, selectFolder, selectFolderFiles } from './store.ts';
import { watchFolder } from './watch-folder.ts';

let test: TestHost;
let root: string;
let folderId: string;
const newFolder = temporaryFolders('spindle-computers-');

beforeAll(async () => {
  test = await createTestHost({ jobs: false });
});
afterAll(() => test.close());
beforeEach(async () => {
  root = await newFolder();
  folderId = (await test.run(watchFolder, { path: root })).id;
});

/** As another computer leaves the row when it looked `secondsAgo`. */
const watchedElsewhere = (secondsAgo: number) =>
  test.host.db
    .update(watchedFolder)
    .set({ watchedOn: 'another computer', seenAt: sql`now() - ${secondsAgo}::float8 * interval '1 second'` })
    .where(eq(watchedFolder.id, folderId));
const folder = () => selectFolder(test.host.db, folderId);
const look = () => scanFolder(test.host, folderId, new Map());

it('says nothing of a folder that another computer looks through', async () => {
  await watchedElsewhere(1);
  await rename(root, `${root}-away`);
  await look();
  expect(await folder()).toMatchObject({ state: 'watching', watchedOn: 'another computer' });
  await rename(`${root}-away`, root);
});

it('says that it is missing once nobody has seen it for long', async () => {
  await watchedElsewhere(3600);
  await rename(root, `${root}-away`);
  await look();
  expect(await folder()).toMatchObject({ state: 'missing' });
  await rename(`${root}-away`, root);
});

it('leaves the files to the one that watches, and takes over when that one is gone or lets go', async () => {
  const taken = async () => (await selectFolderFiles(test.host.db, folderId)).length;
  await writeFile(join(root, 'notes.txt'), 'Sew the side seams.\n');
  await watchedElsewhere(1);
  await scanUntilQuiet(test.host, folderId);
  expect(await taken()).toBe(0);
  await watchedElsewhere(60);
  await scanUntilQuiet(test.host, folderId);
  expect(await taken()).toBe(1);

  await watchedElsewhere(1);
  await leaveWatch(test.host.db, 'another computer');
  await look();
  expect((await folder())?.watchedOn).not.toBe('another computer');
  expect((await folder())?.watchedOn).not.toBeNull();
});
