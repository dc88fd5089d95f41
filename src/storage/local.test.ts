import { type FileHandle, open, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolders } from '../../test/support/temporary-folder.ts';
import { describeStorage } from './contract.ts';
import { openLocalStorage } from './local.ts';
import { openStorage } from './open-storage.ts';

const newFolder = temporaryFolders('spindle-storage-');

describeStorage('local', async () => {
  const root = await newFolder();
  return {
    storage: await openLocalStorage(root),
    leftovers: async () => (await readdir(join(root, 'tmp'))).length,
  };
});

it('clears what a crash left in tmp, but nothing that is being written', async () => {
  const root = await newFolder();
  await openLocalStorage(root);
  await writeFile(join(root, 'tmp', 'old'), 'half a file');
  await utimes(join(root, 'tmp', 'old'), 1_000_000, 1_000_000);
  await writeFile(join(root, 'tmp', 'new'), 'half a file');
  await openLocalStorage(root);
  expect(await readdir(join(root, 'tmp'))).toEqual(['new']);
});

it('keeps old bytes that are put again while they are being removed', async () => {
  const root = await newFolder();
  const storage = await openLocalStorage(root);
  for (let round = 0; round < 150; round += 1) {
    const bytes = Buffer.from(`round ${round}`);
    const { sha256 } = await storage.put(bytes);
    const { path } = await storage.localPath(sha256);
    await utimes(path, 1_000_000, 1_000_000);
    const since = new Date(Date.now() - 60_000);
    await Promise.all([storage.removeUnused(sha256, since), storage.put(bytes)]);
    expect(await storage.size(sha256)).toBe(bytes.length);
  }
});

it('opens a folder or a file: address', async () => {
  const root = await newFolder();
  for (const address of [join(root, 'a'), pathToFileURL(join(root, 'b')).href]) {
    const storage = await openStorage(address);
    const { sha256 } = await storage.put(Buffer.from('x'));
    expect(await storage.size(sha256)).toBe(1);
  }
});

it('says that the disk is full, keeps nothing of the file, and goes on when there is room', async () => {
  const root = await newFolder();
  const storage = await openLocalStorage(root);
  const handle = await open(join(root, 'probe'), 'w');
  const files = Object.getPrototypeOf(handle) as { write: FileHandle['write'] };
  await handle.close();
  const { write } = files;
  files.write = () => Promise.reject(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }));
  try {
    await expect(storage.put(Buffer.from('too much'))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('no more room'),
    });
  } finally {
    files.write = write;
  }
  expect(await readdir(join(root, 'tmp'))).toEqual([]);
  expect((await storage.put(Buffer.from('too much'))).sizeBytes).toBe(8);
});
