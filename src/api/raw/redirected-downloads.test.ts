import { eq } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type S3Sandbox, startS3Sandbox } from '../../../sandbox/index.ts';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import { makeChannel, makePattern, record, remoteOrder } from '../../../test/support/sales.ts';
import { address, copy, download, link, listing, message } from '../../db/tables/index.ts';
import { newId } from '../../kit/ids.ts';
import { closeStampPool } from '../../modules/marks/index.ts';
import { modules } from '../../modules.ts';
import { createApp } from '../app.ts';

let store: S3Sandbox;
let test: TestHost;
let app: FastifyInstance;
let url: string;
let shop: string;
let offerId: string;
let tokens: string[];
let library: string;

beforeAll(async () => {
  store = await startS3Sandbox();
  process.env.AWS_ACCESS_KEY_ID = store.keys.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = store.keys.secretAccessKey;
  test = await createTestHost({
    storage: `s3://${store.bucketName}?endpoint=${store.url}&region=${store.region}&links=yes`,
  });
  app = await createApp(test.host, { modules });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  shop = await makeChannel(test, 'woocommerce', { name: 'Wool' });
  const pattern = await makePattern(test, 'Teal');
  offerId = pattern.offerId;
  await record(test, shop, remoteOrder({ sku: pattern.sku }));
  const [mail] = await test.host.db.select().from(message).where(eq(message.kind, 'order'));
  tokens = [...(mail?.textBody ?? '').matchAll(/\/d\/([\w-]+)/g)].map((match) => match[1] ?? '');
  library = /\/my\/([\w-]+)/.exec(mail?.textBody ?? '')?.[1] ?? '';
});
afterAll(async () => {
  await app.close();
  await closeStampPool();
  await test.close();
  await store.close();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(url + path, { headers: { accept: '*/*', ...headers }, redirect: 'manual' });
const countDownloads = async () => (await test.host.db.select().from(download)).length;

it('a buyer’s download is counted, then sent on to the store, which gives her copy under its name', async () => {
  const before = await countDownloads();
  const answer = await get(`/d/${tokens[0]}`);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([302, 'no-store']);
  expect(await countDownloads()).toBe(before + 1);
  const at = answer.headers.get('location') ?? '';
  expect(at.startsWith(store.url)).toBe(true);
  const file = await fetch(at);
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename=/);
  expect(
    Buffer.from(await file.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
  const copies = await test.host.db.select().from(copy);
  expect(copies.some((one) => at.includes(one.sha256))).toBe(true);
});

it('a probe of the first bytes gets bytes and no address', async () => {
  const answer = await get(`/d/${tokens[0]}`, { range: 'bytes=0-9' });
  expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([206, 10]);
});

it('a revoked link leads nowhere', async () => {
  await test.host.db.update(link).set({ revokedAt: new Date() });
  const answer = await get(`/d/${tokens[0]}`);
  expect([answer.status, answer.headers.get('location')]).toEqual([410, null]);
  await test.host.db.update(link).set({ revokedAt: null });
});

it('her page lets its forms lead to the store', async () => {
  const page = await get(`/my/${library}`, { accept: 'text/html' });
  expect(page.headers.get('content-security-policy')).toContain(`form-action 'self' ${store.url};`);
});

it('a shop that fetches gets the bytes from the hub', async () => {
  const listingId = newId();
  await test.host.db.insert(listing).values({ id: listingId, channelId: shop, offerId });
  const [own] = await test.host.db.select().from(copy);
  await test.host.db.insert(address).values({
    ...{ token: 'tok-shop', slot: 'a', sha256: own?.sha256 ?? '' },
    ...{ listingId, kind: 'file', name: 'teal.pdf' },
  });
  const answer = await get('/a/tok-shop/teal.pdf');
  expect(answer.status).toBe(200);
  expect((await answer.arrayBuffer()).byteLength).toBe(own?.sizeBytes);
});
