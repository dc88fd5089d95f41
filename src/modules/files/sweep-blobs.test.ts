import { randomBytes } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import { putAsset } from '../../../test/support/sales.ts';
import { activity, asset, copy, studio } from '../../db/tables/index.ts';
import { newId } from '../../kit/ids.ts';
import { removeUnnamedJob, sweepBlobsJob } from './sweep-blobs.ts';

let test: TestHost;
beforeAll(async () => {
  test = await createTestHost({ jobs: false });
});
afterAll(() => test.close());

const longAgo = new Date(Date.now() - 3 * 24 * 60 * 60 * 1000);
async function age(sha256: string): Promise<void> {
  const { path } = await test.host.ports.storage.localPath(sha256);
  await utimes(path, longAgo, longAgo);
}
const isThere = async (sha256: string) => (await test.host.ports.storage.size(sha256)) !== null;
const waiting = async () =>
  (
    await test.host.db.execute<{ sha256s: string[] }>(
      `select data->'sha256s' as sha256s from pgboss.job where name = 'files.removeUnnamed' order by created_on`,
    )
  ).rows.map((row) => row.sha256s);

it('removes what no row names after a second look, and nothing else', async () => {
  const { storage } = test.host.ports;
  const { db } = test.host;
  const master = await putAsset(test, randomBytes(50), 'text', 'text/plain');
  const [copied, inJson, orphan, named, fresh] = (await Promise.all(
    Array.from({ length: 5 }, async () => (await storage.put(randomBytes(60))).sha256),
  )) as [string, string, string, string, string];
  await db.insert(copy).values({
    masterSha256: master,
    subjectKind: 'channel',
    subjectId: newId(),
    marker: 'any/1',
    code: 'x',
    sha256: copied,
    sizeBytes: 60,
    contentType: 'text/plain',
  });
  await db.update(studio).set({ settings: { deep: [{ files: [`sha256:${inJson}`] }] } });
  for (const sha256 of [master, copied, inJson, orphan, named]) await age(sha256);
  await sweepBlobsJob.run(test.host, {});
  const [found = []] = await waiting();
  expect([...found].sort()).toEqual([orphan, named].sort());
  expect(await isThere(orphan)).toBe(true);
  await db.insert(asset).values({ sha256: named, sizeBytes: 60, kind: 'text', contentType: 'text/plain' });
  await removeUnnamedJob.run(test.host, { sha256s: [...found, fresh] });
  expect(await isThere(orphan)).toBe(false);
  for (const sha256 of [master, copied, inJson, named, fresh]) expect(await isThere(sha256)).toBe(true);
});

it('never removes what is stored again at the same time', async () => {
  const { storage } = test.host.ports;
  const blobs = await Promise.all(
    Array.from({ length: 120 }, async () => {
      const bytes = randomBytes(3000);
      return { bytes, sha256: (await storage.put(bytes)).sha256 };
    }),
  );
  for (const { sha256 } of blobs) await age(sha256);
  const takeIn = async ({ bytes, sha256 }: (typeof blobs)[number], index: number) => {
    await new Promise((done) => setTimeout(done, index % 40));
    await storage.put(bytes);
    await test.host.db
      .insert(asset)
      .values({ sha256, sizeBytes: bytes.length, kind: 'text', contentType: 'text/plain' });
  };
  await Promise.all([
    removeUnnamedJob.run(test.host, { sha256s: blobs.map((blob) => blob.sha256) }),
    ...blobs.map(takeIn),
  ]);
  for (const { sha256, bytes } of blobs)
    expect(Buffer.from(await storage.read(sha256)).equals(bytes)).toBe(true);
});

it('removes nothing when the database seems to be another one', async () => {
  const { storage } = test.host.ports;
  for (let made = 0; made < 210; made += 1) await age((await storage.put(randomBytes(20))).sha256);
  const before = (await waiting()).length;
  await sweepBlobsJob.run(test.host, {});
  expect(await waiting()).toHaveLength(before);
  const told = await test.host.db.select().from(activity);
  expect(told.find((row) => row.tone === 'problem')?.sentence).toContain('Nothing was removed');
});
