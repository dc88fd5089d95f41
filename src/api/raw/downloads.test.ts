import { eq, sql } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import {
  addCover,
  type MadePattern,
  makeChannel,
  makePattern,
  makeRelease,
  record,
  remoteOrder,
} from '../../../test/support/sales.ts';
import {
  address,
  audit,
  buyer,
  copy,
  download,
  link,
  listing,
  message,
  releaseFile,
} from '../../db/tables/index.ts';
import { sha256Hex } from '../../kit/crypto.ts';
import { newId } from '../../kit/ids.ts';
import { closeStampPool, ensureCopy } from '../../modules/marks/index.ts';
import { modules } from '../../modules.ts';
import { createApp } from '../app.ts';
import { contentDisposition, parseRange } from './byte-range.ts';

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
  pattern = await makePattern(test, 'Größe <b>Hut</b>');
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  );
  await addCover(test, pattern.patternId, png, 'A hat');
});
afterAll(async () => {
  await app.close();
  await closeStampPool();
  await test.close();
});

/** Sells the pattern and reads the mail, as the buyer would. */
async function sell(change: Parameters<typeof remoteOrder>[0] = {}) {
  const order = remoteOrder({ sku: pattern.sku, ...change });
  const { orderId } = await record(test, shop, order);
  const [mail] = await test.host.db
    .select()
    .from(message)
    .where(sql`${message.cause} = ${`order:${orderId}`}`);
  const text = mail?.textBody ?? '';
  const tokens = [...text.matchAll(/\/d\/([\w-]+)/g)].map((match) => match[1] ?? '');
  return { order, orderId, mail, tokens, library: /\/my\/([\w-]+)/.exec(text)?.[1] ?? '' };
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(url + path, { headers: { accept: '*/*', ...headers }, redirect: 'manual' });
const browse = (path: string) => get(path, { accept: 'text/html' });
const downloadsOf = async (token: string) =>
  (
    await test.host.db
      .select()
      .from(link)
      .where(sql`${link.tokenHash} = ${sha256Hex(token)}`)
  )[0]?.downloads;

describe('a buyer’s link', () => {
  it('is in the order mail, stored only as a hash, and gives the copy marked for the order', async () => {
    const { tokens, mail } = await sell();
    expect(mail?.state).toBe('outbox');
    expect(tokens).toHaveLength(2);
    const answer = await get(`/d/${tokens[1]}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''Gr%C3%B6%C3%9Fe");
    const [made] = await test.host.db
      .select()
      .from(copy)
      .where(sql`${copy.sha256} = ${sha256Hex(bytes)}`);
    expect(made?.subjectKind).toBe('entitlement');
    const masters = (await test.host.db.select().from(releaseFile)).map((file) => file.sha256);
    expect(masters).not.toContain(sha256Hex(bytes));
    expect(await downloadsOf(tokens[1] ?? '')).toBe(1);
    expect((await test.host.db.select().from(download)).length).toBeGreaterThan(0);
  });

  it('shows a page to a browser without counting, with everything escaped', async () => {
    const { tokens } = await sell();
    const answer = await browse(`/d/${tokens[0]}`);
    const page = await answer.text();
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).toContain('&lt;b&gt;Hut&lt;/b&gt;');
    expect(page).not.toContain('<b>Hut');
    expect(await downloadsOf(tokens[0] ?? '')).toBe(0);
  });

  it('counts starts, not probes, resumed parts or HEAD', async () => {
    const { tokens } = await sell();
    const token = tokens[0] ?? '';
    const whole = Buffer.from(await (await get(`/d/${token}`)).arrayBuffer());
    const part = await get(`/d/${token}`, { range: 'bytes=500-' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 500-${whole.length - 1}/${whole.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(500))).toBe(true);
    await (await get(`/d/${token}`, { range: 'bytes=0-1' })).arrayBuffer();
    const head = await fetch(`${url}/d/${token}`, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(whole.length));
    const outside = await get(`/d/${token}`, { range: `bytes=${whole.length}-` });
    expect(outside.status).toBe(416);
    const etag = part.headers.get('etag') ?? '';
    expect((await get(`/d/${token}`, { 'if-none-match': etag })).status).toBe(304);
    expect(await downloadsOf(token)).toBe(1);
  });

  it('closes when used up, however many ask at once, and says what to do', async () => {
    const { tokens } = await sell();
    const token = tokens[0] ?? '';
    await (await get(`/d/${token}`)).arrayBuffer();
    await test.host.db
      .update(link)
      .set({ downloads: 8 })
      .where(sql`${link.tokenHash} = ${sha256Hex(token)}`);
    const answers = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const answer = await get(`/d/${token}`);
        await answer.arrayBuffer();
        return answer.status;
      }),
    );
    expect(answers.toSorted()).toEqual([200, 200, 410, 410, 410, 410]);
    const page = await (await browse(`/d/${token}`)).text();
    expect(page).toContain('used up');
    expect(page).toContain('Send me the link');
  });

  it('closes when it has ended, and on a refund with the reason', async () => {
    const { tokens, order } = await sell();
    await test.host.db
      .update(link)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(sql`${link.tokenHash} = ${sha256Hex(tokens[0] ?? '')}`);
    expect((await get(`/d/${tokens[0]}`)).status).toBe(410);
    await record(test, shop, {
      ...order,
      status: 'refunded',
      refundedMinor: 1428,
      updatedAt: new Date(order.updatedAt.getTime() + 9000),
    });
    const refunded = await browse(`/d/${tokens[1]}`);
    expect(refunded.status).toBe(410);
    expect(await refunded.text()).toContain('refunded');
    expect((await browse('/d/never-given-out')).status).toBe(404);
  });
});

describe('the library', () => {
  it('shows the newest files, and an old link gives the corrected file', async () => {
    const own = await makePattern(test, 'Titan Trousers');
    const { tokens, library } = await sell({ sku: own.sku });
    const old = sha256Hex(Buffer.from(await (await get(`/d/${tokens[0]}`)).arrayBuffer()));
    const next = await makeRelease(test, own.patternId, own.title, {
      roles: ['instructions', 'a4'],
      number: [1, 0, 1],
      changeKind: 'erratum',
      notes: 'The hem of size 38 was 2 cm short.',
    });
    const page = await (await browse(`/my/${library}`)).text();
    expect(page).toContain('The hem of size 38');
    expect(page).toContain('Version 1.0.1');
    expect(page).toContain('actual size');
    const answer = await fetch(`${url}/my/${library}/get/${next.releaseFileIds[0]}`, {
      method: 'POST',
      redirect: 'manual',
    });
    expect(answer.status).toBe(303);
    const fresh = await get(answer.headers.get('location') ?? '');
    const bytes = sha256Hex(Buffer.from(await fresh.arrayBuffer()));
    expect(bytes).not.toBe(old);
    const again = await get(`/d/${tokens[0]}`);
    expect(sha256Hex(Buffer.from(await again.arrayBuffer()))).toBe(bytes);
  });

  it('opens with the key alone, gives only its own files and covers', async () => {
    const { library } = await sell();
    const page = await (await browse(`/my/${library}`)).text();
    const cover = /\/my\/[\w-]+\/cover\/[0-9a-f]{64}/.exec(page)?.[0] ?? '';
    expect((await get(cover)).headers.get('content-type')).toBe('image/png');
    expect((await browse('/my/wrong')).status).toBe(404);
    const foreign = await makePattern(test, 'Not Hers');
    const answer = await fetch(`${url}/my/${library}/get/${foreign.releaseFileIds[0]}`, { method: 'POST' });
    expect(answer.status).toBe(404);
  });

  it('lets the buyer say that she wants no messages about new versions, and take it back', async () => {
    const { library } = await sell({ email: 'quiet@example.test' });
    const consentOf = async () =>
      (await test.host.db.select().from(buyer).where(eq(buyer.email, 'quiet@example.test')))[0]?.consent;
    const say = async (key: string) => {
      const page = await (await browse(`/my/${key}`)).text();
      const form = /action="(\/my\/[\w-]+\/news)">\s*<input type="hidden" name="consent" value="(\w+)"/.exec(
        page,
      );
      return fetch(url + (form?.[1] ?? '/my/wrong/news'), {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ consent: form?.[2] ?? 'no' }),
      });
    };
    const answer = await say(library);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/my/${library}`]);
    expect(await consentOf()).toBe('no');
    const page = await (await browse(`/my/${library}`)).text();
    expect(page).toContain('You are not written to');
    expect(page).not.toContain('<script');
    await say(library);
    expect(await consentOf()).toBe('yes');
    const rows = (await test.host.db.select().from(audit)).filter(
      (row) => row.operation === 'orders.setBuyerConsent',
    );
    expect(rows.map((row) => [row.actorKind, row.input])).toEqual(
      ['no', 'yes'].map((consent) => ['buyer', expect.objectContaining({ consent })]),
    );
    expect((await fetch(`${url}/my/wrong/news`, { method: 'POST' })).status).toBe(404);
    expect(await consentOf()).toBe('yes');
  });

  it('answers alike whether an address is known or not, and writes one mail', async () => {
    const { order } = await sell();
    const ask = async (email: string) => {
      const answer = await fetch(`${url}/my`, { method: 'POST', body: new URLSearchParams({ email }) });
      return { status: answer.status, page: await answer.text() };
    };
    const known = await ask((order.buyer.email ?? '').toUpperCase());
    const twice = await ask(order.buyer.email ?? '');
    const unknown = await ask('nobody@example.test');
    expect(known).toEqual(unknown);
    expect(twice).toEqual(unknown);
    await test.settle();
    const mails = (await test.host.db.select().from(message)).filter((row) => row.kind === 'library');
    expect(mails.map((mail) => mail.recipient)).toEqual([order.buyer.email]);
    expect((await ask('no address')).status).toBe(422);
  });
});

describe('an address in a shop', () => {
  it('serves a shop’s copy and never a master', async () => {
    const [file] = await test.host.db.select().from(releaseFile);
    const listingId = newId();
    await test.host.db.insert(listing).values({ id: listingId, channelId: shop, offerId: pattern.offerId });
    const own = await ensureCopy(test.host, {
      masterSha256: file?.sha256 ?? '',
      contentType: 'application/pdf',
      subject: { kind: 'channel', id: shop },
      line: 'Sold through the shop',
    });
    const rows = [
      { token: 'tok-master', slot: 'a', sha256: file?.sha256 ?? '' },
      { token: 'tok-copy', slot: 'b', sha256: own.sha256 },
    ];
    await test.host.db
      .insert(address)
      .values(rows.map((row) => ({ ...row, listingId, kind: 'file', name: 'x.pdf' })));
    expect((await get('/a/tok-master/file.pdf')).status).toBe(404);
    const answer = await get('/a/tok-copy/file.pdf');
    expect(answer.status).toBe(200);
    expect(sha256Hex(Buffer.from(await answer.arrayBuffer()))).toBe(own.sha256);
    expect((await get('/a/tok-none/file.pdf')).status).toBe(404);
  });
});

describe('ranges and names', () => {
  it('reads one range and leaves the rest alone', () => {
    expect(parseRange('bytes=0-', 10)).toEqual({ start: 0, end: 9 });
    expect(parseRange('bytes=2-4', 10)).toEqual({ start: 2, end: 4 });
    expect(parseRange('bytes=-3', 10)).toEqual({ start: 7, end: 9 });
    expect(parseRange('bytes=10-', 10)).toBe('none');
    expect(parseRange('bytes=0-1,3-4', 10)).toBeNull();
    expect(parseRange('bytes=5-2', 10)).toBeNull();
  });

  it('writes names that no header can be broken with', () => {
    expect(contentDisposition('attachment', 'a"b\r\nc/d.pdf')).toBe(
      `attachment; filename="a_b__c_d.pdf"; filename*=UTF-8''a%22b__c_d.pdf`,
    );
    // wide forms of a quotation mark, a backslash and a percent sign
    expect(contentDisposition('attachment', '\uff02x\uff3c\uff05 Größe 帽子🧶.pdf')).toBe(
      `attachment; filename="_x__ Gro_e ____.pdf"; filename*=UTF-8''${encodeURIComponent('\uff02x\uff3c\uff05 Größe 帽子🧶.pdf')}`,
    );
  });
});
