import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutPieces, type Piece } from '../../modules/marks/index.ts';
import { openLocalStorage } from '../../storage/local.ts';
import type { Storage } from '../../storage/storage.ts';
import { createBuffers } from './buffers.ts';
import { createHotFiles } from './hot-files.ts';
import { pump } from './pump.ts';

let folder: string;
let storage: Storage;
let pieces: Piece[];
const blob = randomBytes(700_000);
const own = [randomBytes(300), randomBytes(40)];
let whole: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spindle-pump-'));
  storage = await openLocalStorage(folder);
  const { sha256 } = await storage.put(blob);
  pieces = [
    { sha256, start: 0, bytes: 600_000 },
    { own: own[0] as Buffer },
    { sha256, start: 600_000, bytes: 100_000 },
    { own: own[1] as Buffer },
  ];
  whole = Buffer.concat([
    blob.subarray(0, 600_000),
    own[0] as Buffer,
    blob.subarray(600_000),
    own[1] as Buffer,
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A reader that takes a copy at once, as the system does, and is sometimes slow. */
function reader() {
  const chunks: Buffer[] = [];
  const out = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      if (chunks.length % 3 === 0) setImmediate(done);
      else done();
    },
  });
  return { out, bytes: () => Buffer.concat(chunks) };
}

const fetched = async (from: Storage, what: readonly Piece[]): Promise<Buffer> => {
  const { out, bytes } = reader();
  await pump(from, what, out, () => {});
  return bytes();
};

describe('pump', () => {
  it('sends the pieces in order, to one reader from the disk and to many from memory', async () => {
    expect((await fetched(storage, pieces)).equals(whole)).toBe(true);
    const all = await Promise.all(Array.from({ length: 30 }, () => fetched(storage, pieces)));
    expect(all.every((bytes) => bytes.equals(whole))).toBe(true);
  });

  it('sends any range of them', async () => {
    const ends = [0, 1, 599_999, 600_000, 600_299, 600_300, 700_299, 700_300, whole.length - 1];
    for (const start of ends)
      for (const end of ends.filter((one) => one >= start)) {
        const part = await fetched(storage, cutPieces(pieces, { start, end }));
        expect(part.equals(whole.subarray(start, end + 1)), `${start}-${end}`).toBe(true);
      }
  });

  it('sends from a store that has no files of this machine', async () => {
    const remote: Storage = { ...storage, openFile: undefined as never };
    expect((await fetched(remote, pieces)).equals(whole)).toBe(true);
  });

  it('fails before anything is sent when the first file is gone, and stops when the reader goes', async () => {
    let hasBegun = false;
    const lost: Piece[] = [{ sha256: '0'.repeat(64), start: 0, bytes: 10 }];
    const begin = (): void => {
      hasBegun = true;
    };
    await expect(pump(storage, lost, reader().out, begin)).rejects.toMatchObject({ code: 'not-found' });
    expect(hasBegun).toBe(false);
    const { out } = reader();
    await expect(pump(storage, pieces, out, () => void out.destroy())).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    expect((await fetched(storage, pieces)).equals(whole)).toBe(true);
  });
});

describe('files in memory', () => {
  it('are read once for all who want them at the same time, within a limit, and forgotten afterwards', async () => {
    const hot = createHotFiles({ mostBytes: 1_000_000, largestBytes: 900_000, keptMs: 1 });
    let opened = 0;
    const sha256 = 'sha256' in (pieces[0] as Piece) ? (pieces[0] as { sha256: string }).sha256 : '';
    const open = () => {
      opened += 1;
      return (storage.openFile as NonNullable<Storage['openFile']>)(sha256);
    };
    const first = await hot.use('a', open);
    expect([first.bytes, opened]).toEqual([null, 0]);
    const more = await Promise.all([1, 2, 3].map(() => hot.use('a', open)));
    expect(opened).toBe(1);
    expect(more.every((one) => one.bytes?.equals(blob))).toBe(true);
    const other = [await hot.use('b', open), await hot.use('b', open)];
    expect(other.map((one) => one.bytes)).toEqual([null, null]);
    expect(hot.heldBytes).toBe(blob.length);
    for (const one of [first, ...more, ...other]) one.release();
    await expect.poll(() => hot.heldBytes).toBe(0);
  });

  it('leave large readers their own small buffer when all large ones are lent', () => {
    const buffers = createBuffers(2, 1);
    const taken = [1, 2, 3].map(() => buffers.take());
    expect(taken.map((one) => one.length)).toEqual([262_144, 262_144, 16_384]);
    for (const one of taken) buffers.giveBack(one);
    expect(buffers.take()).toBe(taken[0]);
  });
});
