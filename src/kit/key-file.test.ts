import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seal, unseal } from './crypto.ts';
import { openKeyRing } from './key-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spindle-keys-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('makes a key on first start, for its owner alone, and finds it again', async () => {
  const path = join(folder, 'deep', 'keys.json');
  const first = await openKeyRing(path);
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  const sealed = seal(first.ring, 'token', 'x');
  expect(unseal((await openKeyRing(path)).ring, sealed, 'x')).toBe('token');
});

test('a new key comes in front and the old one still opens', async () => {
  const path = join(folder, 'rotated.json');
  const { ring, addKey } = await openKeyRing(path);
  const sealed = seal(ring, 'token', 'x');
  const id = await addKey();
  const again = await openKeyRing(path);
  expect(again.ring.keys.map((key) => key.id)).toEqual([id, ring.keys[1]?.id]);
  expect(unseal(again.ring, sealed, 'x')).toBe('token');
});

test.each(['', 'not json', '{"keys":[]}', '{"keys":[{"id":"a","key":"c2hvcnQ="}]}'])(
  'says what to do when the file holds %j',
  async (text) => {
    const path = join(folder, 'broken.json');
    await writeFile(path, text);
    await expect(openKeyRing(path)).rejects.toThrow(/Put the file back from your backup/);
  },
);

test('keys from the environment cannot be rotated here', async () => {
  const text = JSON.stringify({ keys: [{ id: 'env', key: Buffer.alloc(32).toString('base64') }] });
  const { ring, addKey } = await openKeyRing(join(folder, 'unused.json'), text);
  expect(ring.keys[0]?.id).toBe('env');
  await expect(addKey()).rejects.toThrow(/SPINDLE_KEYS/);
});

test('keys from the environment: a new one in front seals again what the older ones sealed', async () => {
  const key = (id: string, fill: number) => ({ id, key: Buffer.alloc(32, fill).toString('base64') });
  const text = JSON.stringify({ keys: [key('new', 1), key('old', 2)] });
  const { addKey } = await openKeyRing(join(folder, 'unused.json'), text);
  expect(await addKey()).toBe('new');
});

test('processes that start in one new folder at the same time have the same keys', async () => {
  const path = join(folder, 'together', 'keys.json');
  const opened = await Promise.all(Array.from({ length: 8 }, () => openKeyRing(path)));
  const ids = opened.map(({ ring }) => ring.keys.map((key) => key.id).join());
  expect(new Set(ids).size).toBe(1);
  expect(await readdir(join(folder, 'together'))).toEqual(['keys.json']);
});
