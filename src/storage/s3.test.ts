import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type S3Sandbox, type S3SandboxOptions, startS3Sandbox } from '../../sandbox/index.ts';
import { temporaryFolders } from '../../test/support/temporary-folder.ts';
import { type BucketAddress, readStorageAddress } from './address.ts';
import { describeStorage } from './contract.ts';
import { openBucketStorage } from './s3.ts';
import type { Storage } from './storage.ts';

const newFolder = temporaryFolders('spindle-s3-');
const shops: S3Sandbox[] = [];
const start = async (options: S3SandboxOptions = {}): Promise<S3Sandbox> => {
  const made = await startS3Sandbox({ keys: credentials, ...options });
  shops.push(made);
  return made;
};
const credentials = { accessKeyId: 'AKTEST', secretAccessKey: 'a secret/with+signs=' };
beforeAll(() => {
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
});
afterAll(() => Promise.all(shops.map((one) => one.close())));

const addressOf = (store: S3Sandbox, query = ''): BucketAddress =>
  readStorageAddress(
    `s3://${store.bucketName}/shop/files?endpoint=${store.url}&region=${store.region}${query}`,
  ) as BucketAddress;
const openOn = async (
  store: S3Sandbox,
  options: { cacheFolder?: string; cacheBytes?: number; query?: string; silenceMs?: number } = {},
): Promise<Storage> =>
  openBucketStorage(addressOf(store, options.query), {
    cacheFolder: options.cacheFolder ?? (await newFolder()),
    cacheBytes: options.cacheBytes ?? 100_000_000,
    patience: { silenceMs: options.silenceMs ?? 20_000, attempts: 4 },
  });
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const keyOf = (sha256: string) => `shop/files/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

for (const flavour of ['s3', 'gcs'] as const)
  describeStorage(`a bucket (${flavour})`, async () => {
    const store = await start({ flavour, pageSize: 2 });
    const cacheFolder = await newFolder();
    return {
      storage: await openOn(store, { cacheFolder }),
      leftovers: async () => store.bucket.uploads.size + (await readdir(join(cacheFolder, 'tmp'))).length,
    };
  });

let store: S3Sandbox;
beforeEach(async () => {
  store = await start();
});

describe('large files', () => {
  const large = randomBytes(20 * 1024 * 1024 + 17);

  it('go up in parts and come down whole', async () => {
    const storage = await openOn(store);
    const { sha256 } = await storage.put(
      Readable.from([large.subarray(0, 9_000_000), large.subarray(9_000_000)]),
    );
    expect(store.log.filter((line) => line.startsWith('PUT'))).toHaveLength(3);
    expect(store.bucket.objects.get(keyOf(sha256))?.metadata).toEqual({ sha256 });
    expect(sha256Of(await collect(await storage.open(sha256)))).toBe(sha256);
    expect(sha256Of(await storage.read(sha256))).toBe(sha256);
  });

  it('are not sent twice, but count as put again', async () => {
    const storage = await openOn(store);
    const { sha256 } = await storage.put(large);
    const stored = store.bucket.get(keyOf(sha256));
    stored.modifiedAt = new Date(1_000_000);
    await storage.put(large);
    expect(store.log.filter((line) => line.startsWith('POST'))).toHaveLength(2);
    expect(store.bucket.get(keyOf(sha256)).modifiedAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(await storage.removeUnused(sha256, new Date(Date.now() - 60_000))).toBe(false);
  });

  it('are sent again where something else lies under their name', async () => {
    const storage = await openOn(store);
    const sha256 = sha256Of(large);
    store.bucket.put(keyOf(sha256), Buffer.alloc(large.length), {
      contentType: 'x',
      metadata: { sha256: 'other' },
    });
    await storage.put(large);
    expect(sha256Of(store.bucket.get(keyOf(sha256)).bytes)).toBe(sha256);
  });

  it('go up and come down through slow-downs, errors and cut lines', async () => {
    const storage = await openOn(store);
    store.faults.set({
      seed: 11,
      rates: {
        'rate-limited': 0.1,
        'fail-before': 0.1,
        'fail-after': 0.1,
        'cut-before': 0.05,
        'cut-after': 0.05,
      },
    });
    const puts = Array.from({ length: 4 }, (_, index) => randomBytes(9 * 1024 * 1024 + index));
    for (const bytes of puts) {
      // what the client gives up on, whoever asked tries again: as jobs do
      let sha256 = '';
      while (!sha256)
        sha256 = await storage.put(bytes).then(
          (put) => put.sha256,
          () => '',
        );
      let back: Uint8Array | null = null;
      while (!back) back = await storage.read(sha256).catch(() => null);
      expect(sha256Of(back)).toBe(sha256Of(bytes));
    }
    store.faults.off();
    expect(store.bucket.objects.size).toBe(puts.length);
  });

  it('leave nothing behind when the store fails for good', async () => {
    const storage = await openOn(store);
    store.faults.set({ rates: { 'fail-before': 1 }, methods: ['PUT'] });
    await expect(storage.put(large)).rejects.toMatchObject({ code: 'unavailable' });
    store.faults.off();
    expect(store.bucket.uploads.size).toBe(0);
    expect(store.bucket.objects.size).toBe(0);
  });
});

describe('reading over a bad line', () => {
  const bytes = randomBytes(3_000_000);

  it('goes on where it broke off', async () => {
    const storage = await openOn(store);
    const { sha256 } = await storage.put(bytes);
    store.cutBodies(3, 700_000);
    expect((await collect(await storage.open(sha256))).equals(bytes)).toBe(true);
    store.cutBodies(2, 10_000);
    const part = await collect(await storage.open(sha256, { start: 100, end: 99_999 }));
    expect(part.equals(bytes.subarray(100, 100_000))).toBe(true);
  });

  it('fails with a sentence when it breaks again and again without a byte', async () => {
    const storage = await openOn(store);
    const { sha256 } = await storage.put(bytes);
    const stream = await storage.open(sha256);
    store.cutBodies(1000, 0);
    stream.destroy();
    await expect(collect(await storage.open(sha256))).rejects.toThrow(/breaks off again and again/);
  });

  it('asks again when a request is never answered', async () => {
    const { sha256 } = await (await openOn(store)).put(bytes);
    const storage = await openOn(store, { silenceMs: 500 });
    store.hang(1);
    expect((await storage.read(sha256)).length).toBe(bytes.length);
  });

  it('gives damaged bytes to nobody', async () => {
    const storage = await openOn(store, { cacheBytes: 0 });
    const { sha256 } = await storage.put(Buffer.from('a pattern'));
    await storage.put(Buffer.from('another, so that the first leaves the cache'));
    store.bucket.get(keyOf(sha256)).bytes = Buffer.from('a pattErn');
    await expect(storage.read(sha256)).rejects.toThrow(/other bytes/);
    await expect(storage.localPath(sha256)).rejects.toThrow(/other bytes/);
  });
});

describe('removing', () => {
  const old = (sha256: string) => {
    store.bucket.get(keyOf(sha256)).modifiedAt = new Date(1_000_000);
  };

  it('keeps old bytes that are put again while they are being removed', async () => {
    const storage = await openOn(store);
    for (let round = 0; round < 30; round += 1) {
      const bytes = Buffer.from(`round ${round}`);
      const { sha256 } = await storage.put(bytes);
      old(sha256);
      store.faults.set({ latencyMs: round % 4 });
      await Promise.all([storage.removeUnused(sha256, new Date(Date.now() - 60_000)), storage.put(bytes)]);
      expect(await storage.size(sha256)).toBe(bytes.length);
      expect([...store.bucket.objects.keys()].filter((key) => key.includes('removing'))).toEqual([]);
    }
  });

  it.each([true, false])(
    'puts again what a remover took away after it was put (its sign stays: %s)',
    async (staysABit) => {
      const storage = await openOn(store);
      const bytes = Buffer.from('put in the middle of a removal');
      const sha256 = sha256Of(bytes);
      const sign = `shop/files/removing/${sha256}`;
      // another process stands between its last look and its delete
      store.bucket.put(sign, Buffer.alloc(0), { contentType: 'x', metadata: {} });
      store.faults.set({ latencyMs: 20 });
      const putting = storage.put(bytes);
      while (!store.bucket.objects.has(keyOf(sha256))) await new Promise((resolve) => setTimeout(resolve, 1));
      store.bucket.remove(keyOf(sha256));
      if (staysABit)
        while (!store.log.includes(`HEAD ${sign}`)) await new Promise((resolve) => setTimeout(resolve, 1));
      store.bucket.remove(sign);
      await putting;
      expect(await storage.size(sha256)).toBe(bytes.length);
    },
  );
});

describe('the files near at hand', () => {
  it('are bounded, and what is lent stays', async () => {
    const cacheFolder = await newFolder();
    const storage = await openOn(store, { cacheFolder, cacheBytes: 50_000 });
    const puts = [];
    for (let index = 0; index < 10; index += 1) puts.push((await storage.put(randomBytes(10_000))).sha256);
    const lent = await Promise.all(puts.map((sha256) => storage.localPath(sha256)));
    for (const [index, { path }] of lent.entries()) expect(sha256Of(await readFile(path))).toBe(puts[index]);
    expect((await readdir(join(cacheFolder, 'blobs'))).length).toBeLessThanOrEqual(5);
    await Promise.all(lent.map((one) => one.release()));
    expect(await readdir(join(cacheFolder, 'lent'))).toEqual([]);
  });

  it('are fetched once for many who ask at the same time', async () => {
    const { sha256 } = await (await openOn(store)).put(randomBytes(10_000));
    const storage = await openOn(store);
    await Promise.all([1, 2, 3, 4, 5].map(() => storage.localPath(sha256)));
    expect(store.log.filter((line) => line === `GET ${keyOf(sha256)}`)).toHaveLength(1);
  });
});

describe('links', () => {
  it('give the bytes to a browser, for a time, with the name that it shall have', async () => {
    const storage = await openOn(store, { query: '&links=yes' });
    const { sha256 } = await storage.put(Buffer.from('0123456789'));
    const shown = { disposition: `attachment; filename="wren a4.pdf"`, contentType: 'application/pdf' };
    const url = (await storage.signedUrl?.(sha256, { ...shown, expiresInSeconds: 60 })) ?? '';
    expect(url.startsWith(`${storage.linkOrigin}/`)).toBe(true);
    const answer = await fetch(url, { headers: { range: 'bytes=2-4' } });
    expect([answer.status, await answer.text()]).toEqual([206, '234']);
    expect(answer.headers.get('content-disposition')).toBe(shown.disposition);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect((await fetch(url.replace('wren', 'crow'))).status).toBe(403);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    const short = (await storage.signedUrl?.(sha256, { ...shown, expiresInSeconds: 1 })) ?? '';
    let status = 200;
    while (status === 200) status = (await fetch(short)).status;
    expect(status).toBe(403);
  });

  it('are not made for a store of the inner network', async () => {
    const storage = await openOn(store);
    expect(storage.signedUrl).toBeUndefined();
  });
});

describe('the start', () => {
  it('tells a wrong bucket and a wrong key', async () => {
    const address = addressOf(store);
    const options = { cacheFolder: await newFolder(), cacheBytes: 1 };
    await expect(openBucketStorage({ ...address, bucket: 'other' }, options)).rejects.toThrow(
      /no bucket “other”/,
    );
    process.env.AWS_SECRET_ACCESS_KEY = 'wrong';
    await expect(openBucketStorage(address, options)).rejects.toThrow(
      /refused the key.*SignatureDoesNotMatch/,
    );
    process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
  });

  it('gives up uploads that a crash left, and none that goes on', async () => {
    const about = { contentType: 'x', metadata: {} };
    const left = store.bucket.begin('shop/files/aa/bb/left', about);
    const fresh = store.bucket.begin('shop/files/aa/bb/fresh', about);
    const upload = store.bucket.uploads.get(left);
    if (upload) upload.startedAt = new Date(1_000_000);
    await openOn(store);
    expect([...store.bucket.uploads.keys()]).toEqual([fresh]);
  });
});
