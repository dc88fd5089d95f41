import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { temporaryFolders } from '../../test/support/temporary-folder.ts';
import { openLocalStorage } from '../storage/local.ts';
import { checkStore } from './store-check.ts';

let database: TestDatabase;
const newFolder = temporaryFolders('spindle-store-check-');
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.pool.query('delete from store_check'));

it('lets every process with the same files start, also the first ones at once', async () => {
  const folder = await newFolder();
  const open = async () => checkStore(database.db, await openLocalStorage(folder), folder);
  await Promise.all([open(), open(), open(), open()]);
  await open();
});

it('refuses a process whose files lie elsewhere, and names the place', async () => {
  const [first, second] = [await newFolder(), await newFolder()];
  await checkStore(database.db, await openLocalStorage(first), first);
  await expect(checkStore(database.db, await openLocalStorage(second), second)).rejects.toThrow(
    `The files of this hub are not in ${second}`,
  );
});
