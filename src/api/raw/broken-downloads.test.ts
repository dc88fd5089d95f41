import { get as httpGet } from 'node:http';
import { sql } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import {
  type MadePattern,
  makeChannel,
  makePattern,
  record,
  remoteOrder,
} from '../../../test/support/sales.ts';
import { link, message } from '../../db/tables/index.ts';
import { sha256Hex } from '../../kit/crypto.ts';
import { runOperation, systemActor } from '../../kit/run-operation.ts';
import { closeStampPool } from '../../modules/marks/index.ts';
import { modules } from '../../modules.ts';
import { createApp } from '../app.ts';

let test: TestHost;
let app: FastifyInstance;
let url: string;
let shop: string;
let pattern: MadePattern;

beforeAll(async () => {
  test = await createTestHost();
  app = await createApp(test.host, { modules });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  shop = await makeChannel(test, 'woocommerce', { name: 'Ada’s Wool Shop' });
  pattern = await makePattern(test, 'Größe 帽子 🧶');
});
afterAll(async () => {
  await app.close();
  await closeStampPool();
  await test.close();
});

async function buy(): Promise<{ orderId: string; token: string }> {
  const { orderId } = await record(test, shop, remoteOrder({ sku: pattern.sku }));
  const [mail] = await test.host.db
    .select()
    .from(message)
    .where(sql`${message.cause} = ${`order:${orderId}`}`);
  return { orderId, token: /\/d\/([\w-]+)/.exec(mail?.textBody ?? '')?.[1] ?? '' };
}

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(url + path, { method, headers: { accept: '*/*', ...headers }, redirect: 'manual' });
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const ofToken = (token: string) => sql`${link.tokenHash} = ${sha256Hex(token)}`;
const countOf = async (token: string) =>
  (await test.host.db.select().from(link).where(ofToken(token)))[0]?.downloads;
const setLink = (token: string, set: Partial<typeof link.$inferInsert>) =>
  test.host.db.update(link).set(set).where(ofToken(token));

/** The line breaks after these first bytes: nothing more of the answer is read. */
const breakOff = (path: string, bytes: number): Promise<{ start: Buffer; etag: string }> =>
  new Promise((resolve, reject) => {
    const request = httpGet(url + path, { headers: { accept: '*/*' }, agent: false }, (answer) => {
      let start = Buffer.alloc(0);
      answer.on('error', () => {});
      answer.on('data', (chunk: Buffer) => {
        if (start.length >= bytes) return;
        start = Buffer.concat([start, chunk]).subarray(0, bytes);
        if (start.length < bytes) return;
        answer.destroy();
        resolve({ start, etag: String(answer.headers.etag) });
      });
    });
    request.once('error', reject);
  });

it('goes on where a broken download stopped, the last one of a link too, and counts it once', async () => {
  const { token } = await buy();
  await setLink(token, { downloads: 9 });
  const { start, etag } = await breakOff(`/d/${token}`, 300);
  expect(await countOf(token)).toBe(10);
  const rest = await ask(`/d/${token}`, { range: 'bytes=300-', 'if-range': etag });
  expect(rest.status).toBe(206);
  expect(sha256Hex(Buffer.concat([start, await bytesOf(rest)]))).toBe(etag.replaceAll('"', ''));
  const last = await ask(`/d/${token}`, { range: 'bytes=-100' });
  expect(last.status).toBe(410);
  expect((await ask(`/d/${token}`)).status).toBe(410);
  // the file is another one by now: that would be a new download
  expect((await ask(`/d/${token}`, { range: 'bytes=300-', 'if-range': '"old"' })).status).toBe(410);
  expect(await countOf(token)).toBe(10);
});

it('starts anew when the file was corrected meanwhile', async () => {
  const { token } = await buy();
  const whole = await bytesOf(await ask(`/d/${token}`));
  const again = await ask(`/d/${token}`, { range: 'bytes=300-', 'if-range': '"of-the-old-file"' });
  expect(again.status).toBe(200);
  expect((await bytesOf(again)).equals(whole)).toBe(true);
  expect(await countOf(token)).toBe(2);
});

it('says by HEAD what would come, with a name in any script, and counts nothing', async () => {
  const { token } = await buy();
  const head = await ask(`/d/${token}`, {}, 'HEAD');
  expect([head.status, head.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
  expect((await bytesOf(head)).length).toBe(0);
  expect(await countOf(token)).toBe(0);
  const disposition = head.headers.get('content-disposition') ?? '';
  const name = decodeURIComponent(/filename\*=UTF-8''(.+)$/.exec(disposition)?.[1] ?? '');
  expect(name).toContain('Größe 帽子 🧶');
  expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[\x21-\x7e]+$/);
  const named = await ask(`/d/${token}/${encodeURIComponent(name)}`, { accept: 'text/html' });
  expect(named.headers.get('content-disposition')).toBe(disposition);
  expect(String((await bytesOf(named)).length)).toBe(head.headers.get('content-length'));
  expect(await countOf(token)).toBe(1);
});

it('tells in plain words why a link gives nothing, whoever asks and in whatever way', async () => {
  const [ended, closed] = [await buy(), await buy()];
  await setLink(ended.token, { expiresAt: new Date(Date.now() - 1000) });
  const revoke = modules
    .flatMap(({ operations }) => operations)
    .find(({ name }) => name === 'delivery.revokeLinks');
  if (!revoke) throw new Error('There is no such operation');
  await runOperation(test.host, revoke, systemActor, { orderId: closed.orderId });
  const cases = [
    [ended.token, 410, 'This link has ended'],
    [closed.token, 410, 'This link was closed'],
    [ended.token.slice(0, -3), 404, 'This link is not known'],
    ['%C3%A4%22%3Cscript%3E', 404, 'This link is not known'],
  ] as const;
  for (const [token, status, words] of cases)
    for (const path of [`/d/${token}`, `/d/${token}/file.pdf`])
      for (const [header, value] of [
        ['accept', '*/*'],
        ['accept', 'text/html'],
        ['range', 'bytes=300-'],
      ] as const) {
        const headers = { [header]: value };
        const answer = await ask(path, headers);
        const page = await answer.text();
        expect([path, answer.status]).toEqual([path, status]);
        expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
        expect(answer.headers.get('content-disposition')).toBeNull();
        expect(page).toContain(words);
        expect(page).not.toContain('<script>');
        expect((await ask(path, headers, 'HEAD')).status).toBe(status);
      }
  expect([await countOf(ended.token), await countOf(closed.token)]).toEqual([0, 0]);
});
