// A shop that only knows prices, strict about its pace: `limited.ts KIND PER_SECOND [PER_SECOND AFTER_MS]…`. Speaks the two
// calls that change a price on Etsy, and WooCommerce's batch. Does as little as it can: it runs on the same cores.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openWindow, type WindowKind } from './window.ts';

const [kind, first, ...changes] = process.argv.slice(2);
const window = openWindow(kind as WindowKind, Number(first));
let limit = Number(first);
/** `underWay`: without the first second. `allowed`: what would have been let in of a caller who always knows the limit. */
const stats = {
  ...{ calls: 0, refused: 0, firstMs: 0, lastMs: 0, items: 0, passed: 0, allowed: 0 },
  underWay: { passed: 0, allowed: 0 },
};
const add = (what: 'passed' | 'allowed', atMs: number): void => {
  stats[what] += 1;
  if (atMs > stats.firstMs + 1000) stats.underWay[what] += 1;
};
const knowing = openWindow(kind as WindowKind, Number(first));
let knowingMs = 0;
const count = (nowMs: number): void => {
  while (knowingMs <= nowMs) {
    const { isAllowed } = knowing.take(knowingMs);
    if (isAllowed) add('allowed', knowingMs);
    knowingMs += isAllowed ? 1000 / limit : 1;
  }
};
const begin = (nowMs: number): void => {
  stats.firstMs = nowMs;
  knowingMs = nowMs;
  for (let at = 0; at + 1 < changes.length; at += 2)
    setTimeout(
      () => {
        count(performance.now());
        limit = Number(changes[at]);
        window.set(limit);
        knowing.set(limit);
      },
      Number(changes[at + 1]),
    );
};
const inventory = (price: number) => ({
  products: [
    {
      ...{ product_id: 1, sku: 'BENCH', is_deleted: false, property_values: [] },
      offerings: [
        {
          ...{ offering_id: 1, quantity: 999, is_enabled: true, is_deleted: false, readiness_state_id: null },
          price: { amount: Math.round(price * 100), divisor: 100, currency_code: 'EUR' },
        },
      ],
    },
  ],
  ...{ price_on_property: [], quantity_on_property: [], sku_on_property: [] },
});
const prices = new Map<string, number>();
/** Read only after a refusal: then the hub looks before it goes on. */
const listing = (id: number, price: number) => ({
  ...{ listing_id: id, title: 'Bench', description: '', state: 'active', url: null, quantity: 999, tags: [] },
  ...{ taxonomy_id: null, listing_type: 'download', images: [], skus: [] },
  price: { amount: Math.round(price * 100), divisor: 100, currency_code: 'EUR' },
});
const product = (id: number, price: string) => ({
  ...{ id, name: 'Bench', type: 'simple', status: 'publish', permalink: null, sku: '', description: '' },
  ...{ regular_price: price, price, virtual: true, downloadable: true, downloads: [], images: [], tags: [] },
  ...{ categories: [], meta_data: [], date_modified_gmt: '2026-01-01T00:00:00' },
});

const server = createServer((request, response) => {
  const nowMs = performance.now();
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const say = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
      const text = JSON.stringify(body);
      response.writeHead(status, {
        ...{ 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) },
        ...headers,
      });
      response.end(text);
    };
    if (request.url === '/stats') return say(200, stats);
    if (stats.firstMs === 0) begin(nowMs);
    count(nowMs);
    const { isAllowed, left } = window.take(nowMs);
    const isEtsy = request.url?.startsWith('/v3/');
    const headers: Record<string, string> = isEtsy
      ? {
          ...{ 'x-limit-per-second': String(limit), 'x-remaining-this-second': String(left) },
          // Etsy's own day would end a wave after four thousand prices.
          ...{ 'x-limit-per-day': '1000000', 'x-remaining-today': String(1_000_000 - stats.calls) },
        }
      : {};
    stats.calls += 1;
    if (!isAllowed) {
      stats.refused += 1;
      return say(429, { error: 'Too many calls' }, { ...headers, 'retry-after': '1' });
    }
    stats.lastMs = nowMs;
    add('passed', nowMs);
    const one = /\/products\/(\d+)/.exec(request.url ?? '')?.[1];
    if (one) return say(200, product(Number(one), prices.get(one)?.toFixed(2) ?? '9.00'), headers);
    // Orders are asked for in between.
    if (!request.url?.includes('/products/batch') && !request.url?.includes('/listings/'))
      return say(200, isEtsy ? { count: 0, results: [] } : [], headers);
    const body = parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()) : null;
    if (!isEtsy) {
      const update = (body.update as { id: number; regular_price: string }[]).map((one) =>
        product(one.id, one.regular_price),
      );
      for (const { id, regular_price: price } of update) prices.set(String(id), Number(price));
      stats.items += update.length;
      return say(200, { update }, headers);
    }
    if (request.method === 'PUT') stats.items += 1;
    const [, id = '', part] = /listings\/(\d+)(?:\/(\w+))?/.exec(request.url ?? '') ?? [];
    if (request.method === 'PUT') prices.set(id, body.products[0].offerings[0].price);
    const price = prices.get(id) ?? 9;
    if (part === 'files') return say(200, { count: 0, results: [] }, headers);
    return say(200, part === 'inventory' ? inventory(price) : listing(Number(id), price), headers);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () =>
  console.log(`limited shop at http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
process.once('SIGTERM', () => process.exit(0));
