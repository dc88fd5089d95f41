import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EtsySandbox, startEtsySandbox } from '../index.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const draft = {
  quantity: '10',
  title: 'Linen apron pattern',
  description: 'An apron',
  price: '6.50',
  who_made: 'i_did',
  when_made: '2020_2026',
  taxonomy_id: '6343',
  type: 'download',
  is_supply: 'true',
  tags: 'apron,sewing pattern',
};

let shop: EtsySandbox;
let token: string;
let listings: string;

beforeEach(async () => {
  shop = await startEtsySandbox({ limits: { perSecond: 1000, perDay: 100_000 } });
  token = shop.admin.token().accessToken;
  listings = `/shops/${shop.shopId}/listings`;
});
afterEach(() => shop.close());

const headers = () => ({
  'x-api-key': `${shop.credentials.keystring}:${shop.credentials.sharedSecret}`,
  authorization: `Bearer ${token}`,
});

// biome-ignore lint/suspicious/noExplicitAny: the vendor's JSON is read field by field
type Json = any;

async function call(
  method: string,
  path: string,
  body?: RequestInit['body'],
  extra: Record<string, string> = {},
) {
  const answer = await fetch(`${shop.url}/v3/application${path}`, {
    method,
    headers: { ...headers(), ...extra },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    json: (text ? JSON.parse(text) : undefined) as Json,
  };
}
const form = (fields: Record<string, string>) => new URLSearchParams(fields);

async function createDraft(change: Record<string, string> = {}): Promise<number> {
  const made = await call('POST', listings, form({ ...draft, ...change }));
  expect(made.status).toBe(201);
  return made.json.listing_id;
}
function upload(id: number, name: string, bytes: Buffer | string, rank = '1') {
  const data = new FormData();
  data.set('file', new Blob([Uint8Array.from(Buffer.from(bytes))]), name);
  data.set('name', name);
  data.set('rank', rank);
  return call('POST', `${listings}/${id}/files`, data);
}
function uploadImage(id: number, fields: Record<string, string> = {}) {
  const data = new FormData();
  data.set('image', new Blob([Uint8Array.from(png)]), 'a.png');
  for (const [key, value] of Object.entries(fields)) data.set(key, value);
  return call('POST', `${listings}/${id}/images`, data);
}
async function publish(change: Record<string, string> = {}): Promise<number> {
  const id = await createDraft(change);
  await upload(id, 'apron.pdf', 'one');
  await uploadImage(id);
  const active = await call('PATCH', `${listings}/${id}`, form({ state: 'active', type: 'download' }));
  expect(active.json.state).toBe('active');
  return id;
}

async function receiver(statuses: number[]): Promise<{ url: string; got: Json[]; server: Server }> {
  const got: Json[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    got.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
    response.writeHead(statuses[got.length - 1] ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, got, server };
}

describe('keys and tokens', () => {
  it('wants the colon form of the key, a live token and its scopes', async () => {
    const bare = await call('GET', '/users/me', undefined, { 'x-api-key': shop.credentials.keystring });
    expect(bare.status).toBe(403);
    expect((await call('GET', '/users/me', undefined, { authorization: 'Bearer 1.no' })).status).toBe(401);
    const narrow = shop.admin.token({ scopes: ['shops_r'] }).accessToken;
    const refused = await call('GET', listings, undefined, { authorization: `Bearer ${narrow}` });
    expect([refused.status, refused.json.error]).toEqual([403, 'insufficient_scope']);
    expect((await call('GET', '/users/me')).json).toEqual({ user_id: shop.userId, shop_id: shop.shopId });
    await shop.admin.advance({ ms: 3_600_001 });
    expect((await call('GET', '/users/me')).json.error_description).toBe('access token is expired');
  });

  it('gives tokens by code and PKCE, once, and rotates the refresh token', async () => {
    const verifier = randomBytes(40).toString('base64url');
    const query = form({
      response_type: 'code',
      client_id: shop.credentials.keystring,
      redirect_uri: 'http://127.0.0.1:9/return',
      scope: 'listings_r shops_r',
      state: 'st',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const consent = await fetch(`${shop.url}/oauth/connect?${query}`, { redirect: 'manual' });
    const back = new URL(consent.headers.get('location') ?? '');
    expect([consent.status, back.searchParams.get('state')]).toEqual([302, 'st']);
    const ask = (fields: Record<string, string>) =>
      fetch(`${shop.url}/v3/public/oauth/token`, { method: 'POST', body: form(fields) });
    const exchange = {
      grant_type: 'authorization_code',
      client_id: shop.credentials.keystring,
      redirect_uri: 'http://127.0.0.1:9/return',
      code: back.searchParams.get('code') ?? '',
      code_verifier: verifier,
    };
    const first = (await (await ask(exchange)).json()) as Json;
    expect(first).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect(first.access_token).toMatch(new RegExp(`^${shop.userId}\\.`));
    expect((await ask(exchange)).status).toBe(400);
    const renew = {
      grant_type: 'refresh_token',
      client_id: shop.credentials.keystring,
      refresh_token: first.refresh_token,
    };
    const second = (await (await ask(renew)).json()) as Json;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(((await (await ask(renew)).json()) as Json).error).toBe('invalid_grant');
    token = second.access_token;
    expect((await call('GET', '/users/me')).status).toBe(200);
  });
});

describe('listings', () => {
  it('takes a form only, and the last of a repeated key', async () => {
    const json = await call('POST', listings, JSON.stringify(draft), { 'content-type': 'application/json' });
    expect(json.status).toBe(415);
    const repeated = form(draft);
    repeated.append('tags', 'only this');
    expect((await call('POST', listings, repeated)).json.tags).toEqual(['only this']);
  });

  it('defaults to a physical listing, which needs shipping', async () => {
    const { type: _type, ...untyped } = draft;
    const refused = await call('POST', listings, form(untyped));
    expect(refused.json.error).toBe('A shipping_profile_id is required for physical listings.');
  });

  it.each([
    [{ title: 'x'.repeat(141) }],
    [{ title: 'Apron & bag & more' }],
    [{ title: 'Only $5' }],
    [{ title: 'Apron `one`' }],
    [{ tags: 'apron,Apron' }],
    [{ tags: 'a tag of more than twenty' }],
    [{ tags: 'apron!' }],
    [{ tags: Array.from({ length: 14 }, (_, i) => `t${i}`).join(',') }],
    [{ materials: 'linen-cotton' }],
  ])('refuses %o with an array of problems', async (change) => {
    const refused = await call('POST', listings, form({ ...draft, ...change }));
    expect(refused.status).toBe(400);
    expect(refused.json[0]).toMatchObject({ path: Object.keys(change)[0], message: expect.any(String) });
  });

  it('publishes only with an image and a file, and records the fee', async () => {
    const id = await createDraft();
    const activate = () => call('PATCH', `${listings}/${id}`, form({ state: 'active', type: 'download' }));
    expect((await activate()).json.error).toMatch(/image/);
    await uploadImage(id);
    expect((await activate()).json.error).toMatch(/file/);
    await upload(id, 'apron.pdf', 'bytes');
    expect(shop.admin.state().fees).toEqual([]);
    expect((await activate()).json.state).toBe('active');
    await call('PATCH', `${listings}/${id}`, form({ state: 'inactive', type: 'download' }));
    await activate();
    expect(shop.admin.state().fees).toMatchObject([{ listingId: id, amountMinor: 20, kind: 'publish' }]);
  });

  it('breaks no rule of the description when used as it asks', async () => {
    const id = await publish();
    const [file] = (await call('GET', `${listings}/${id}/files`)).json.results;
    expect((await upload(id, 'apron-2.pdf', 'two', '2')).status).toBe(201);
    await call('DELETE', `${listings}/${id}/files/${file.listing_file_id}`);
    await call('GET', `${listings}?state=active&limit=100&offset=0&includes=Images,Inventory`);
    await call('GET', `/listings/batch?listing_ids=${id}&includes=Images`);
    await call(
      'GET',
      `/shops/${shop.shopId}/receipts?min_last_modified=1700000000&was_paid=true&sort_on=updated`,
    );
    expect(shop.admin.violations()).toEqual([]);
    expect(shop.admin.log().calls.filter((entry) => entry.status >= 400)).toEqual([]);
  });

  it('answers what the description refuses with the fields at fault', async (context) => {
    if (!shop.isSpecChecked) return context.skip('absent: SPECS_DIR');
    const refused = await call('POST', listings, form({ ...draft, who_made: 'nobody', taxonomy_id: '0' }));
    expect(refused.status).toBe(400);
    expect(refused.json.map((problem: Json) => problem.path).sort()).toEqual(['taxonomy_id', 'who_made']);
    expect(shop.admin.violations().map((violation) => violation.outcome)).toEqual(['refused', 'refused']);
    expect((await call('GET', `${listings}?state=bogus`)).status).toBe(400);
  });

  it('turns physical by a PATCH without type', async () => {
    const id = await publish();
    const patched = await call('PATCH', `${listings}/${id}`, form({ title: 'Apron' }));
    expect(patched.json).toMatchObject({ listing_type: 'physical', state: 'active' });
    const again = await call('PATCH', `${listings}/${id}`, form({ title: 'Apron', type: 'download' }));
    expect(again.json.listing_type).toBe('download');
  });

  it('ignores price and quantity in a PATCH and takes them as inventory', async () => {
    const id = await createDraft();
    const patched = await call('PATCH', `${listings}/${id}`, form({ price: '9.00', type: 'download' }));
    expect(patched.json.price.amount).toBe(650);
    expect(shop.admin.violations()).toMatchObject(
      shop.isSpecChecked ? [{ operation: 'updateListing', field: 'price', outcome: 'ignored' }] : [],
    );
    const offering = { price: 9, quantity: 5, is_enabled: true, readiness_state_id: null };
    const body = { products: [{ sku: 'AP-1', offerings: [offering] }] };
    const put = await call('PUT', `/listings/${id}/inventory`, JSON.stringify(body), {
      'content-type': 'application/json',
    });
    expect(put.status, JSON.stringify(put.json)).toBe(200);
    expect(put.json.products[0]).toMatchObject({ sku: 'AP-1', offerings: [{ quantity: 5 }] });
    expect((await call('GET', `/listings/${id}`)).json.price).toEqual({
      amount: 900,
      divisor: 100,
      currency_code: 'USD',
    });
  });

  it('lists by state, hides drafts from others, and deletes', async () => {
    const id = await createDraft();
    expect((await call('GET', listings)).json.count).toBe(0);
    expect((await call('GET', `${listings}?state=draft&includes=Images`)).json.results[0].images).toEqual([]);
    expect((await call('GET', `/listings/${id}`, undefined, { authorization: '' })).status).toBe(404);
    expect((await call('DELETE', `/listings/${id}`)).status).toBe(204);
    expect((await call('GET', `/listings/${id}`)).status).toBe(404);
  });

  it('sells out, expires after four months and renews for a fee', async () => {
    const single = await publish({ quantity: '1' });
    shop.admin.sell({ listingId: single });
    expect((await call('GET', `${listings}?state=sold_out`)).json.results[0].quantity).toBe(0);
    const plain = await publish();
    const renewing = await publish({ should_auto_renew: 'true' });
    await shop.admin.advance({ days: 125 });
    token = shop.admin.token().accessToken;
    expect((await call('GET', `/listings/${plain}`)).json.state).toBe('expired');
    expect((await call('GET', `/listings/${renewing}`)).json.state).toBe('active');
    expect(shop.admin.state().fees.filter((fee) => fee.kind === 'auto-renew')).toHaveLength(1);
  });
});

describe('files and images', () => {
  it('shows neither hash nor URL, and buyers get the bytes', async () => {
    const id = await publish();
    const [file] = (await call('GET', `${listings}/${id}/files`)).json.results;
    expect(Object.keys(file).sort()).toEqual(
      ['create_timestamp', 'created_timestamp', 'filename', 'filesize', 'filetype', 'listing_file_id']
        .concat(['listing_id', 'rank', 'size_bytes'])
        .sort(),
    );
    const { receiptId } = shop.admin.sell({ listingId: id });
    await upload(id, 'apron-2.pdf', 'two');
    await call('DELETE', `${listings}/${id}/files/${file.listing_file_id}`);
    const page = (await (await fetch(`${shop.url}/_sandbox/orders/${receiptId}/files`)).json()) as Json;
    expect(page.files).toMatchObject([{ name: 'apron-2.pdf', sizeBytes: 3 }]);
    expect(await (await fetch(page.files[0].url)).text()).toBe('two');
  });

  it('turns physical with its last file and digital with an upload', async () => {
    const id = await publish();
    const [file] = (await call('GET', `${listings}/${id}/files`)).json.results;
    await call('DELETE', `${listings}/${id}/files/${file.listing_file_id}`);
    expect((await call('GET', `/listings/${id}`)).json.listing_type).toBe('physical');
    await upload(id, 'again.pdf', 'x');
    expect((await call('GET', `/listings/${id}`)).json.listing_type).toBe('download');
  });

  it('keeps to five files, 20 MB, its file types and its names', async () => {
    const id = await createDraft();
    expect((await upload(id, 'a b.pdf', 'x')).status).toBe(400);
    expect((await upload(id, `${'x'.repeat(70)}.pdf`, 'x')).status).toBe(400);
    expect((await upload(id, 'shape.dxf', 'x')).status).toBe(400);
    expect((await upload(id, 'big.zip', Buffer.alloc(20 * 1024 * 1024 + 1))).json.error).toMatch(/20 MB/);
    for (const n of [1, 2, 3, 4, 5]) expect((await upload(id, `f${n}.pdf`, 'x')).status).toBe(201);
    expect((await upload(id, 'f6.pdf', 'x')).status).toBe(400);
  });

  it('orders images by rank, keeps their text, and refuses the 21st', async () => {
    const id = await createDraft();
    const first = (await uploadImage(id, { alt_text: 'first' })).json.listing_image_id;
    const second = (await uploadImage(id, { alt_text: 'second', rank: '1' })).json.listing_image_id;
    const ids = async () =>
      (await call('GET', `/listings/${id}/images`)).json.results.map((image: Json) => image.listing_image_id);
    expect(await ids()).toEqual([second, first]);
    const patched = form({ image_ids: `${first},${second}`, type: 'download' });
    expect((await call('PATCH', `${listings}/${id}`, patched)).status).toBe(200);
    expect(await ids()).toEqual([first, second]);
    expect((await call('GET', `/listings/${id}/images/${first}`)).json.alt_text).toBe('first');
    for (let n = 2; n < 20; n += 1) await uploadImage(id, { rank: String(n + 1) });
    expect((await uploadImage(id)).status).toBe(400);
  });
});

describe('receipts and webhooks', () => {
  it('pages paid receipts, hides the e-mail, and does not move a refunded one', async () => {
    const id = await publish();
    const { receiptId } = shop.admin.sell({ listingId: id, quantity: 2, buyer: { email: 'a@b.example' } });
    shop.admin.sell({ listingId: id });
    const path = `/shops/${shop.shopId}/receipts`;
    const page = (await call('GET', `${path}?was_paid=true&limit=1&sort_on=updated&sort_order=asc`)).json;
    expect([page.count, page.results.length]).toEqual([2, 1]);
    expect(page.results[0]).toMatchObject({
      receipt_id: receiptId,
      buyer_email: null,
      grandtotal: { amount: 1300 },
    });
    await shop.admin.advance({ ms: 60_000 });
    const since = Math.floor(shop.admin.state().now / 1000) - 5;
    shop.admin.refund({ receiptId });
    expect((await call('GET', `${path}?min_last_modified=${since}`)).json.count).toBe(0);
    expect((await call('GET', `${path}/${receiptId}`)).json).toMatchObject({
      status: 'Fully Refunded',
      refunds: [{ amount: { amount: 1300 } }],
    });
    shop.admin.cancel({ receiptId });
    expect((await call('GET', path)).json.count).toBe(1);
    expect((await call('GET', `${path}?was_canceled=true`)).json.count).toBe(1);
  });

  it('sends thin signed webhooks and tries again by its own clock', async () => {
    const hook = await receiver([500, 200]);
    try {
      const { secret } = shop.admin.webhook({ url: hook.url });
      const { receiptId } = shop.admin.sell({ listingId: await publish() });
      await shop.admin.flush();
      await expect.poll(() => hook.got.length).toBe(1);
      await expect.poll(() => shop.admin.state().deliveries[0]?.attempts.length).toBe(1);
      await shop.admin.advance({ ms: 5_001 });
      expect(hook.got).toHaveLength(2);
      const [first, second] = hook.got;
      expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
      expect(JSON.parse(second.body)).toEqual({
        event_type: 'order.paid',
        resource_url: `${shop.url}/v3/application/shops/${shop.shopId}/receipts/${receiptId}`,
        shop_id: shop.shopId,
      });
      const signed = `${second.headers['webhook-id']}.${second.headers['webhook-timestamp']}.${second.body}`;
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      expect(second.headers['webhook-signature']).toBe(
        `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
      );
      expect(shop.admin.state().deliveries[0]?.nextAttemptAt).toBeNull();
    } finally {
      hook.server.close();
    }
  });
});

describe('limits and faults', () => {
  it('states its limits in every answer and refuses beyond them', async () => {
    shop.admin.limits({ perSecond: 2, perDay: 100 });
    await shop.admin.advance({ ms: 2000 });
    const answers = [await call('GET', '/openapi-ping'), await call('GET', '/openapi-ping')];
    expect(answers.map((answer) => answer.headers.get('x-remaining-this-second'))).toEqual(['1', '0']);
    shop.admin.limits({ perSecond: 100, perDay: 2 });
    const refused = await call('GET', '/openapi-ping');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(80_000);
    expect(refused.headers.get('x-limit-per-day')).toBe('2');
  });

  it('can fail after the effect, before it, cut the line, and count what was written', async () => {
    const post = () => call('POST', listings, form(draft));
    shop.admin['next-fault']({ kind: 'fail-before', method: 'POST' });
    expect((await post()).json).toEqual({ error: 'Server Error' });
    expect(shop.admin.counts()).toMatchObject({ writes: 1, effects: 0 });
    shop.admin['next-fault']({ kind: 'fail-after', method: 'POST' });
    expect((await post()).status).toBe(500);
    expect((await call('GET', `${listings}?state=draft`)).json.count).toBe(1);
    shop.admin['next-fault']({ kind: 'cut-after', method: 'POST' });
    await expect(post()).rejects.toThrow();
    shop.admin['next-fault']({ kind: 'cut-before', method: 'POST' });
    await expect(post()).rejects.toThrow();
    expect((await call('GET', `${listings}?state=draft`)).json.count).toBe(2);
    shop.admin['next-fault']({ kind: 'rate-limited' });
    const limited = await call('GET', '/openapi-ping');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    shop.admin.faults({ slowBodyMs: 20, rates: { 'slow-body': 1 } });
    expect((await call('GET', '/users/me')).json.shop_id).toBe(shop.shopId);
    expect(shop.admin.counts()).toMatchObject({ writes: 4, effects: 2 });
  });
});
