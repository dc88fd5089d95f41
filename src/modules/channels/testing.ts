import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Connector,
  ConnectorError,
  defineConnector,
  type ObservedListing,
} from '../../connectors/connector.ts';

/** A small shop over real HTTP, as simple as the contract allows, and the connector that speaks to it. */
export async function startTinyShop(): Promise<{
  url: string;
  connector: Connector;
  /** Method and path of every request. */
  requests: string[];
  /** What the next requests get: a status, or 'cut' for a connection that breaks. */
  answers: (number | 'cut')[];
  listings: ObservedListing[];
  validKey: string;
  /** Who the key belongs to. */
  shopId: string;
  close(): Promise<void>;
}> {
  const shop = {
    requests: [] as string[],
    answers: [] as (number | 'cut')[],
    listings: [] as ObservedListing[],
    validKey: 'right',
    shopId: 'shop-1',
  };
  const server = createServer((request, response) => {
    shop.requests.push(`${request.method} ${request.url}`);
    const answer = shop.answers.shift();
    if (answer === 'cut') return void request.socket.destroy();
    if (answer === 429) return void response.writeHead(429, { 'retry-after': '7' }).end('{}');
    if (answer) return void response.writeHead(answer).end('{}');
    if (request.headers['x-key'] !== shop.validKey) return void response.writeHead(401).end('{}');
    const body = request.url === '/shop' ? { id: shop.shopId, name: 'Tiny' } : shop.listings;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(shop, {
    url,
    connector: tinyConnector(),
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  });
}

const limit = <T>(value: T) => ({ value, source: 'test' });
const notUsed = (): never => {
  throw new Error('not used here');
};

function tinyConnector(): Connector {
  const get = async (io: Parameters<Connector['identify']>[0], path: string): Promise<unknown> => {
    const response = await io.fetch(`${io.baseUrl}${path}`, { headers: { 'x-key': io.secrets.key ?? '' } });
    if (response.status === 401) throw new ConnectorError('unauthorised', 'Tiny refused the key.');
    if (response.status === 429)
      throw new ConnectorError('rate-limited', 'Tiny asks to wait.', { retryAfterMs: 7000 });
    if (response.status >= 500) throw new ConnectorError('transient', 'Tiny is not well.');
    return response.json();
  };
  return defineConnector({
    id: 'tiny',
    name: 'Tiny',
    baseUrl: '',
    auth: { kind: 'keys', fields: [{ name: 'key', label: 'the key', help: '', isSecret: true }] },
    settings: [],
    capabilities: {
      bytesServedBy: 'shop',
      filesBy: 'upload',
      imagesBy: 'upload',
      orders: ['poll'],
      mode: 'desk',
      traceReaches: 'shop',
      buyerContact: { rule: 'never', why: 'test', source: 'test' },
      hasDrafts: true,
      publishFee: null,
      writable: ['title'],
    },
    limits: {
      titleLength: limit(100),
      descriptionLength: limit(1000),
      tagCount: limit(5),
      tagLength: limit(20),
      imageCount: limit(5),
      fileCount: limit(5),
      fileBytes: limit(1_000_000),
      fileNameLength: limit(70),
      fileExtensions: limit(null),
    },
    ownedByShop: [],
    bucket: (channel) => ({ key: `tiny:${channel.id}`, perSecond: 1000, perDay: null, source: 'test' }),
    readRate: () => ({}),
    identify: async (io) => {
      const shop = (await get(io, '/shop')) as { id: string; name: string };
      return {
        remoteId: shop.id,
        name: shop.name,
        url: null,
        currency: 'EUR',
        settings: { shopId: shop.id },
      };
    },
    list: async (io) => ({ listings: (await get(io, '/listings')) as ObservedListing[], nextCursor: null }),
    observe: notUsed,
    find: notUsed,
    project: notUsed,
    plan: notUsed,
    differences: notUsed,
    perform: notUsed,
    orders: notUsed,
    order: notUsed,
  });
}
