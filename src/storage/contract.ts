import { createHash, randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Storage } from './storage.ts';

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function listOf(storage: Storage) {
  const blobs: { sha256: string; sizeBytes: number; putAt: Date }[] = [];
  for await (const blob of storage.list()) blobs.push(blob);
  return blobs;
}

const byName = (a: { sha256: string }, b: { sha256: string }) => (a.sha256 < b.sha256 ? -1 : 1);

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * What every store must do. `leftovers` counts whatever an unfinished `put` would leave behind.
 */
export function describeStorage(
  name: string,
  open: () => Promise<{ storage: Storage; leftovers(): Promise<number> }>,
): void {
  describe(`storage: ${name}`, () => {
    it('names bytes by their SHA-256 and gives them back', async () => {
      const { storage } = await open();
      const bytes = randomBytes(200_000);
      const put = await storage.put(Readable.from([bytes.subarray(0, 70_001), bytes.subarray(70_001)]));
      expect(put).toEqual({ sha256: sha256Of(bytes), sizeBytes: 200_000 });
      expect(await storage.size(put.sha256)).toBe(200_000);
      expect(Buffer.from(await storage.read(put.sha256)).equals(bytes)).toBe(true);
      expect((await collect(await storage.open(put.sha256))).equals(bytes)).toBe(true);
    });

    it('reads a range, both ends included', async () => {
      const { storage } = await open();
      const { sha256 } = await storage.put(Buffer.from('0123456789'));
      expect((await collect(await storage.open(sha256, { start: 2, end: 5 }))).toString()).toBe('2345');
    });

    it('takes the same bytes twice, also at the same time', async () => {
      const { storage, leftovers } = await open();
      const bytes = randomBytes(50_000);
      const puts = await Promise.all([1, 2, 3, 4].map(() => storage.put(Readable.from([bytes]))));
      expect(new Set(puts.map((put) => put.sha256)).size).toBe(1);
      expect(Buffer.from(await storage.read(sha256Of(bytes))).equals(bytes)).toBe(true);
      expect(await leftovers()).toBe(0);
    });

    it('stores an empty file', async () => {
      const { storage } = await open();
      const put = await storage.put(new Uint8Array());
      expect(await storage.size(put.sha256)).toBe(0);
    });

    it('refuses more than maxBytes and leaves nothing behind', async () => {
      const { storage, leftovers } = await open();
      const bytes = randomBytes(1001);
      await expect(storage.put(Readable.from([bytes]), { maxBytes: 1000 })).rejects.toMatchObject({
        code: 'too-large',
      });
      expect(await storage.size(sha256Of(bytes))).toBeNull();
      expect(await leftovers()).toBe(0);
    });

    it('leaves nothing behind when the stream fails half way', async () => {
      const { storage, leftovers } = await open();
      const stream = Readable.from(
        (async function* () {
          yield Buffer.from('first half');
          throw new Error('the network is gone');
        })(),
      );
      await expect(storage.put(stream)).rejects.toThrow('the network is gone');
      expect(await storage.size(sha256Of(Buffer.from('first half')))).toBeNull();
      expect(await leftovers()).toBe(0);
    });

    it('says not-found for bytes that are not there and for names that are no hash', async () => {
      const { storage } = await open();
      for (const name of ['0'.repeat(64), '../../etc/passwd']) {
        await expect(storage.open(name)).rejects.toMatchObject({ code: 'not-found' });
        await expect(storage.localPath(name)).rejects.toMatchObject({ code: 'not-found' });
      }
      expect(await storage.size('0'.repeat(64))).toBeNull();
    });

    it('lists every blob with its size and the moment of its last put', async () => {
      const { storage } = await open();
      const start = Date.now() - 2000;
      const made = await Promise.all([1, 2, 3].map((size) => storage.put(randomBytes(size))));
      const listed = await listOf(storage);
      expect(listed.map(({ sha256, sizeBytes }) => ({ sha256, sizeBytes })).sort(byName)).toEqual(
        made.toSorted(byName),
      );
      for (const { putAt } of listed) expect(putAt.getTime()).toBeGreaterThan(start);
    });

    it('removes what is unused, but nothing that was put since or is put at this moment', async () => {
      const { storage } = await open();
      const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
      const { sha256 } = await storage.put(Buffer.from('unused'));
      expect(await storage.removeUnused(sha256, past)).toBe(false);
      expect(await storage.size(sha256)).toBe(6);
      expect(await storage.removeUnused(sha256, future)).toBe(true);
      expect(await storage.size(sha256)).toBeNull();
      expect(await storage.removeUnused(sha256, future)).toBe(false);
      expect(await listOf(storage)).toEqual([]);
    });

    it('lends a local path and removes', async () => {
      const { storage } = await open();
      const { sha256 } = await storage.put(Buffer.from('lend me'));
      const lent = await storage.localPath(sha256);
      expect((await stat(lent.path)).size).toBe(7);
      await lent.release();
      await storage.remove(sha256);
      await storage.remove(sha256);
      expect(await storage.size(sha256)).toBeNull();
    });
  });
}
