import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oauthSignature, startWooSandbox, type WooCredentials, type WooSandbox } from '../index.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

// biome-ignore lint/suspicious/noExplicitAny: the vendor's JSON is read field by field
type Json = any;
interface Got {
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

let shop: WooSandbox;
let hub: { url: string; got: Got[]; status: number; server: Server };

beforeEach(async () => {
  shop = await startWooSandbox();
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    got.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() });
    response.writeHead(hub.status).end(request.url?.endsWith('.png') ? png : 'the file');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hub = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got, status: 200, server };
});
afterEach(async () => {
  await shop.close();
  hub.server.close();
});

function sign(
  method: string,
  path: string,
  key: WooCredentials,
  change: Record<string, string> = {},
): string {
  const url = new URL(`${shop.url}/wp-json/wc/v3${path}`);
  const pairs: [string, string][] = [
    ...url.searchParams.entries(),
    ...Object.entries({
      oauth_consumer_key: key.consumerKey,
      oauth_nonce: randomUUID(),
      oauth_signature_method: 'HMAC-SHA256',
      oauth_timestamp: String(Math.floor(shop.admin.state().now / 1000)),
      ...change,
    }),
  ];
  const signature = oauthSignature(method, url.origin + url.pathname, pairs, key.consumerSecret);
  url.search = new URLSearchParams([...pairs, ['oauth_signature', signature]]).toString();
  return url.href;
}

async function send(method: string, url: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, json: (await answer.json()) as Json };
}
const call = (method: string, path: string, body?: unknown, key: WooCredentials = shop.credentials) =>
  send(method, sign(method, path, key), body);

const product = (change: Record<string, unknown> = {}) => ({
  name: 'Apron',
  status: 'publish',
  virtual: true,
  downloadable: true,
  regular_price: '5.50',
  downloads: [{ name: 'Apron', file: `${hub.url}/d/apron.pdf` }],
  ...change,
});
async function create(change: Record<string, unknown> = {}): Promise<Json> {
  const made = await call('POST', '/products', product(change));
  expect(made.status, JSON.stringify(made.json)).toBe(201);
  return made.json;
}

describe('keys', () => {
  it('computes the signature of a published example of OAuth 1.0', () => {
    // RFC 5849 has no HMAC-SHA256 case; this is the photos example of OAuth Core 1.0 with its token secret.
    const pairs: [string, string][] = [
      ['file', 'vacation.jpg'],
      ['size', 'original'],
      ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
      ['oauth_token', 'nnch734d00sl2jdk'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '1191242096'],
      ['oauth_nonce', 'kllo9940pd9333jh'],
      ['oauth_version', '1.0'],
    ];
    const secret = 'kd94hf93k423kf44&pfkkdhi9sl3r4s00';
    const text =
      'GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3Dkllo9940pd9333jh%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1191242096%26oauth_token%3Dnnch734d00sl2jdk%26oauth_version%3D1.0%26size%3Doriginal';
    expect(createHmac('sha1', secret).update(text).digest('base64')).toBe('tR3+Ty81lMeYAr/Fid0kMTYa/WM=');
    expect(oauthSignature('GET', 'http://photos.example.net/photos', pairs, 'k', 'sha1')).toBe(
      createHmac('sha1', 'k&').update(text).digest('base64'),
    );
  });

  it('ignores Basic on plain http and takes it behind TLS', async () => {
    const { consumerKey, consumerSecret } = shop.credentials;
    const basic = {
      authorization: `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`,
    };
    const plain = await send('GET', `${shop.url}/wp-json/wc/v3/products`, undefined, basic);
    expect([plain.status, plain.json.code]).toEqual([401, 'woocommerce_rest_cannot_view']);
    const secure = await startWooSandbox({ isHttps: true });
    expect((await send('GET', `${secure.url}/wp-json/wc/v3/products`, undefined, basic)).status).toBe(200);
    await secure.close();
  });

  it('refuses a wrong signature, an old time, a used nonce and a write with a read key', async () => {
    const wrong = await call('GET', '/products', undefined, { ...shop.credentials, consumerSecret: 'cs_no' });
    expect(wrong.json.message).toMatch(/signature does not match/);
    const url = sign('GET', '/products?search=a%20b!&include[]=1&include[]=2', shop.credentials);
    expect((await send('GET', url)).status).toBe(200);
    expect((await send('GET', url)).json.message).toMatch(/nonce/);
    const old = sign('GET', '/products', shop.credentials, { oauth_timestamp: '1600000000' });
    expect((await send('GET', old)).json.message).toMatch(/timestamp/);
    const reader = shop.admin.key({ permissions: 'read' });
    expect((await call('GET', '/products', undefined, reader)).status).toBe(200);
    const refused = await call('POST', '/products', product(), reader);
    expect([refused.status, refused.json.message]).toEqual([401, expect.stringMatching(/write permissions/)]);
  });
});

describe('products', () => {
  it('names the owner of a taken SKU', async () => {
    const { id } = await create({ sku: 'AP' });
    const again = await call('POST', '/products', product({ sku: 'AP' }));
    expect(again).toMatchObject({
      status: 400,
      json: { code: 'product_invalid_sku', data: { resource_id: id } },
    });
    expect((await call('GET', '/products?sku=AP')).json.map((entry: Json) => entry.id)).toEqual([id]);
  });

  it('turns a price that is no number into none', async () => {
    const { id } = await create();
    const trapped = await call('PUT', `/products/${id}`, { regular_price: 'abc' });
    expect([trapped.status, trapped.json.regular_price, trapped.json.price]).toEqual([200, '', '']);
    const { orderId } = shop.admin.sell({ productId: id });
    expect((await call('GET', `/orders/${orderId}`)).json.total).toBe('0.00');
  });

  it('refuses a price that is no text', async (context) => {
    if (!shop.isSpecChecked) return context.skip('absent: SPECS_DIR');
    const { id } = await create();
    expect((await call('PUT', `/products/${id}`, { regular_price: 5.5 })).json.code).toBe(
      'rest_invalid_param',
    );
    expect(shop.admin.violations()).toMatchObject([{ field: 'regular_price', outcome: 'refused' }]);
  });

  it.each(['stl', 'exe', 'svg', 'pes'])('refuses .%s as a download', async (extension) => {
    const downloads = [{ name: 'x', file: `${hub.url}/d/x.${extension}` }];
    const refused = await call('POST', '/products', product({ downloads }));
    expect([refused.status, refused.json.code]).toEqual([400, 'product_invalid_download']);
    expect(shop.admin.state().products).toEqual([]);
  });

  it('fetches images by their address, and again for every src', async () => {
    const made = await create({ images: [{ src: `${hub.url}/a.png`, alt: 'front' }] });
    expect(hub.got.map((got) => got.url)).toEqual(['/a.png']);
    expect(Buffer.from(await (await fetch(made.images[0].src)).arrayBuffer())).toEqual(png);
    const kept = await call('PUT', `/products/${made.id}`, { images: [{ id: made.images[0].id }] });
    expect(kept.json.images[0]).toMatchObject({ id: made.images[0].id, alt: 'front' });
    const again = await call('PUT', `/products/${made.id}`, { images: [{ src: `${hub.url}/a.png` }] });
    expect(again.json.images[0].id).not.toBe(made.images[0].id);
    hub.status = 404;
    const failed = await call('PUT', `/products/${made.id}`, { images: [{ src: `${hub.url}/b.png` }] });
    expect([failed.status, failed.json.code]).toEqual([400, 'woocommerce_product_image_upload_error']);
  });

  it('reports each failure of a batch inside a 200, and takes 100 at most', async () => {
    const { id } = await create({ sku: 'AP' });
    const batch = await call('POST', '/products/batch', {
      create: [product({ sku: 'AP' }), product({ sku: 'B' })],
      update: [
        { id, name: 'New' },
        { id: 999_999, name: 'No' },
      ],
    });
    expect(batch.status).toBe(200);
    expect(batch.json.create[0]).toMatchObject({ id: 0, error: { code: 'product_invalid_sku' } });
    expect(batch.json.create[1].sku).toBe('B');
    expect(batch.json.update).toMatchObject([
      { name: 'New' },
      { id: 999_999, error: { data: { status: 400 } } },
    ]);
    const many = await call('POST', '/products/batch', { delete: Array.from({ length: 101 }, (_, i) => i) });
    expect([many.status, many.json.code]).toEqual([413, 'woocommerce_rest_request_entity_too_large']);
  });

  it('moves to the trash, and deletes by force', async () => {
    const { id } = await create({ sku: 'AP' });
    expect((await call('DELETE', `/products/${id}`)).json.status).toBe('trash');
    expect((await call('GET', '/products')).json).toEqual([]);
    expect((await call('GET', '/products?status=trash')).json).toHaveLength(1);
    expect((await call('DELETE', `/products/${id}?force=true`)).status).toBe(200);
    expect((await call('GET', `/products/${id}`)).status).toBe(404);
  });

  it('creates a term once, and by name with a product', async () => {
    const made = await call('POST', '/products/tags', { name: 'apron' });
    const again = await call('POST', '/products/tags', { name: 'Apron' });
    expect(again.json).toMatchObject({ code: 'term_exists', data: { resource_id: made.json.id } });
    const { tags } = await create({ tags: [{ name: 'apron' }, { name: 'linen' }] });
    expect(tags).toMatchObject([{ id: made.json.id }, { name: 'linen' }]);
  });

  it('breaks no rule of the description when used as it asks', async () => {
    const { id } = await create({
      sku: 'AP',
      tags: [{ name: 'apron' }],
      images: [{ src: `${hub.url}/a.png` }],
    });
    await call('PUT', `/products/${id}`, { status: 'draft', meta_data: [{ key: 'k', value: 'v' }] });
    await call('POST', '/webhooks', { topic: 'order.updated', delivery_url: `${hub.url}/hook`, secret: 's' });
    expect(shop.admin.violations()).toEqual([]);
  });

  it('pages with its three headers', async () => {
    for (const n of [1, 2, 3]) await create({ name: `P${n}` });
    const page = await call('GET', '/products?per_page=2&page=1&orderby=id&order=asc');
    expect([page.headers.get('x-wp-total'), page.headers.get('x-wp-totalpages')]).toEqual(['3', '2']);
    expect(page.headers.get('link')).toMatch(/page=2.*rel="next"/);
    expect(page.headers.get('link')).not.toMatch(/oauth_/);
    expect((await call('GET', '/products?per_page=101')).status).toBe(400);
  });
});

describe('orders and downloads', () => {
  const links = async (orderId: number): Promise<{ name: string; url: string }[]> =>
    ((await (await fetch(`${shop.url}/_sandbox/orders/${orderId}/files`)).json()) as Json).files;

  it('sends the buyer to the file, also after its address changed under the same id', async () => {
    const { id, downloads } = await create();
    const { orderId } = shop.admin.sell({ productId: id });
    const [link] = await links(orderId);
    expect(await (await fetch(link?.url ?? '')).text()).toBe('the file');
    expect(hub.got.at(-1)?.url).toBe('/d/apron.pdf');
    await call('PUT', `/products/${id}`, {
      downloads: [{ id: downloads[0].id, name: 'Apron 2', file: `${hub.url}/d/apron-2.pdf` }],
    });
    await fetch(link?.url ?? '');
    expect(hub.got.at(-1)?.url).toBe('/d/apron-2.pdf');
  });

  it('loses past buyers when the id is left out, and gives them no added file', async () => {
    const { id, downloads } = await create();
    const { orderId } = shop.admin.sell({ productId: id });
    const [old] = await links(orderId);
    const extra = { name: 'Extra', file: `${hub.url}/d/extra.pdf` };
    await call('PUT', `/products/${id}`, { downloads: [downloads[0], extra] });
    expect((await links(orderId)).map((link) => link.name)).toEqual(['Apron']);
    const { id: _dropped, ...bare } = downloads[0];
    const put = await call('PUT', `/products/${id}`, { downloads: [bare] });
    expect(put.json.downloads[0].id).not.toBe(downloads[0].id);
    expect(await links(orderId)).toEqual([]);
    expect((await fetch(old?.url ?? '')).status).toBe(403);
  });

  it('lists by change, hides guests, and closes the links of a refunded order', async () => {
    const { id } = await create();
    const guest = shop.admin.sell({ productId: id });
    const known = shop.admin.sell({ productId: id, buyer: { customerId: 7, email: 'k@b.example' } });
    expect((await call('GET', '/customers/0/downloads')).status).toBe(404);
    const open = (await call('GET', '/customers/7/downloads')).json;
    expect(open).toMatchObject([{ order_id: known.orderId, file: { file: `${hub.url}/d/apron.pdf` } }]);
    await shop.admin.advance({ ms: 60_000 });
    const since = new Date(shop.admin.state().now - 5000).toISOString().slice(0, 19);
    const changed = () => call('GET', `/orders?modified_after=${since}&dates_are_gmt=true`);
    expect((await changed()).json).toEqual([]);
    const refund = await call('POST', `/orders/${guest.orderId}/refunds`, {
      amount: '5.50',
      reason: 'wrong size',
    });
    expect(refund.json.amount).toBe('5.50');
    expect((await changed()).json).toMatchObject([
      {
        id: guest.orderId,
        status: 'refunded',
        total: '5.50',
        currency: 'EUR',
        refunds: [{ total: '-5.50' }],
      },
    ]);
    expect(await links(guest.orderId)).toEqual([]);
    expect(shop.admin.state().permissions).toHaveLength(2);
    expect((await call('POST', `/orders/${guest.orderId}/refunds`, { amount: '1.00' })).status).toBe(400);
  });
});

describe('webhooks and faults', () => {
  const hook = () =>
    call('POST', '/webhooks', { topic: 'order.created', delivery_url: `${hub.url}/hook`, secret: 's3' });

  it('pings without a signature, then signs what the order is by then', async () => {
    const made = await hook();
    expect(made.json).not.toHaveProperty('secret');
    expect(hub.got).toMatchObject([{ body: `webhook_id=${made.json.id}` }]);
    expect(hub.got[0]?.headers).not.toHaveProperty('x-wc-webhook-signature');
    const { id } = await create();
    const { orderId } = shop.admin.sell({ productId: id });
    await shop.admin.flush();
    const delivered = hub.got.at(-1);
    expect(JSON.parse(delivered?.body ?? '{}')).toMatchObject({ id: orderId, status: 'completed' });
    expect(delivered?.headers).toMatchObject({
      'x-wc-webhook-topic': 'order.created',
      'x-wc-webhook-id': String(made.json.id),
      'x-wc-webhook-signature': createHmac('sha256', 's3')
        .update(delivered?.body ?? '')
        .digest('base64'),
    });
  });

  it('disables a webhook after more than five failures in a row, and pings it when it is on again', async () => {
    const { id: hookId } = (await hook()).json;
    const { id } = await create();
    hub.status = 500;
    for (let n = 0; n < 7; n += 1) shop.admin.sell({ productId: id });
    await shop.admin.flush();
    expect((await call('GET', `/webhooks/${hookId}`)).json.status).toBe('disabled');
    expect(shop.admin.state().deliveries).toHaveLength(6);
    hub.status = 200;
    await call('PUT', `/webhooks/${hookId}`, { status: 'active' });
    expect(hub.got.at(-1)?.body).toBe(`webhook_id=${hookId}`);
  });

  it('can create the product and answer 500, and counts that as an effect', async () => {
    shop.admin['next-fault']({ kind: 'fail-after', method: 'POST' });
    expect((await call('POST', '/products', product({ sku: 'AP' }))).status).toBe(500);
    expect((await call('GET', '/products?sku=AP')).json).toHaveLength(1);
    expect(shop.admin.counts()).toMatchObject({ writes: 1, effects: 1, reads: 1 });
  });
});
