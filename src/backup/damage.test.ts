import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestHost, type TestHost } from '../../test/support/host.ts';
import { checkBackup, makeBackup } from './index.ts';
import { fillHub } from './testing/fill-hub.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const passphrase = 'correct horse battery';
let test: TestHost;
let folder: string;
beforeAll(async () => {
  test = await createTestHost({ jobs: false });
  folder = await mkdtemp(join(tmpdir(), 'spindle-damage-'));
  const { storage, keyRing } = test.host.ports;
  await fillHub({ databaseUrl: test.databaseUrl, storage, ring: keyRing }, { patterns: 4, bytesEach: 900 });
});
afterAll(async () => {
  await test?.close();
  await rm(folder, { recursive: true, force: true });
});

const backUp = (to: string, more: object = {}) =>
  makeBackup({
    databaseUrl: test.databaseUrl,
    storage: test.host.ports.storage,
    to: join(folder, to),
    program: 'test',
    ...more,
  });

/** Where the frames of an archive begin: 5 bytes of head, the payload, the seal. */
function regions(bytes: Buffer, sealBytes: number): { name: string; from: number; to: number }[] {
  const found = [{ name: 'magic', from: 0, to: 17 }];
  for (let at = 17, index = 0; at < bytes.length; index += 1) {
    const type = String.fromCharCode(bytes[at] as number);
    const length = bytes.readUInt32BE(at + 1);
    const seal = index === 0 ? 32 : sealBytes;
    found.push({ name: `${type} head`, from: at, to: at + 5 });
    if (length > 0) found.push({ name: `${type} payload`, from: at + 5, to: at + 5 + length });
    found.push({ name: `${type} seal`, from: at + 5 + length, to: at + 5 + length + seal });
    at += 5 + length + seal;
  }
  return found;
}

describe.each([
  { name: 'plain', options: {}, sealBytes: 32 },
  { name: 'encrypted', options: { passphrase, isEncrypted: true }, sealBytes: 16 },
])('an archive that is $name', ({ name, options, sealBytes }) => {
  it('shows any flipped bit, in every part of it', async () => {
    const { path } = await backUp(`${name}.spindle`, { keyFile: '{"keys":[]}', ...options });
    const whole = await readFile(path);
    await checkBackup(path, { passphrase });
    const parts = regions(whole, sealBytes);
    expect(parts.at(-1)?.to).toBe(whole.length);
    expect(new Set(parts.map((part) => part.name))).toEqual(
      new Set([
        'magic',
        ...[...'HSTDELFZ'].flatMap((type) => [`${type} head`, `${type} payload`, `${type} seal`]),
      ]),
    );
    // one region of each name at least, and any bit of it
    const byName = Map.groupBy(parts, (part) => part.name);
    const runs = name === 'plain' ? 8 : 1;
    for (const list of byName.values())
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.nat(), fc.nat({ max: 7 }), async (which, at, bit) => {
          const part = list[which % list.length] as (typeof parts)[number];
          const place = part.from + (at % (part.to - part.from));
          const changed = Buffer.from(whole);
          changed[place] = (changed[place] as number) ^ (1 << bit);
          const file = join(folder, 'changed.spindle');
          await writeFile(file, changed);
          await expect(checkBackup(file, { passphrase })).rejects.toMatchObject({ name: 'HubError' });
        }),
        { numRuns: runs },
      );
  });

  it('shows a missing end, a missing, doubled or moved frame, and what follows its end', async () => {
    const { path } = await backUp(`cut-${name}.spindle`, options);
    const whole = await readFile(path);
    const heads = regions(whole, sealBytes).filter((part) => part.name.endsWith('head'));
    const frames = heads.map((head, index) =>
      whole.subarray(head.from, heads[index + 1]?.from ?? whole.length),
    );
    const magic = whole.subarray(0, 17);
    const [head, ...rest] = frames as [Buffer, ...Buffer[]];
    const bad: Buffer[] = [
      whole.subarray(0, whole.length - 1),
      whole.subarray(0, whole.length - (frames.at(-1)?.length ?? 0)),
      Buffer.concat([whole, Buffer.from([0])]),
      Buffer.concat([magic, head, ...rest.slice(1)]),
      Buffer.concat([magic, head, rest[0] as Buffer, ...rest]),
      Buffer.concat([magic, head, rest[1] as Buffer, rest[0] as Buffer, ...rest.slice(2)]),
      Buffer.alloc(0),
      randomBytes(4000),
    ];
    for (const bytes of bad) {
      const file = join(folder, 'bad.spindle');
      await writeFile(file, bytes);
      await expect(checkBackup(file, { passphrase })).rejects.toMatchObject({ name: 'HubError' });
    }
  });
});

it('shows a flipped bit in any file of a folder, and one that is gone', async () => {
  const { path } = await backUp('folder');
  const files = join(folder, 'folder', 'files');
  for (const two of await readdir(files))
    for (const sha256 of await readdir(join(files, two))) {
      const file = join(files, two, sha256);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const bytes = await readFile(file);
      const changed = Buffer.from(bytes);
      changed[changed.length >> 1] = (changed[changed.length >> 1] as number) ^ 4;
      await writeFile(file, changed);
      expect((await checkBackup(path)).badFiles).toEqual([sha256]);
      await rm(file);
      expect((await checkBackup(path)).badFiles).toEqual([sha256]);
      await writeFile(file, bytes);
    }
  expect((await checkBackup(path)).badFiles).toEqual([]);
});

it('leaves nothing that looks like a backup when it is broken off, and goes on from there', async () => {
  const stop = new AbortController();
  let seen = 0;
  const broken = backUp('broken', {
    signal: stop.signal,
    onProgress: ({ phase }: { phase: string }) => {
      if (phase === 'files' && ++seen === 2) stop.abort(new Error('interrupted'));
    },
  });
  await expect(broken).rejects.toThrow('interrupted');
  const left = await readdir(join(folder, 'broken'));
  expect(left.filter((name) => name.includes('.spindle'))).toEqual([]);
  const made = await backUp('broken');
  expect(made.added.files).toBeLessThan(made.summary.blobs);
  expect((await checkBackup(made.path)).badFiles).toEqual([]);
  expect(basename(made.path)).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{8}\.spindle$/);
});
