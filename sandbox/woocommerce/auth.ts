import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ShopClock } from '../kit/clock.ts';
import type { ShopRequest } from '../kit/router.ts';
import { refuse } from './errors.ts';

export type Permission = 'read' | 'write' | 'read_write';
export interface WooKey {
  consumerKey: string;
  consumerSecret: string;
  permissions: Permission;
}

const windowSeconds = 900;
const wrong = (message: string) => refuse(401, 'woocommerce_rest_authentication_error', message);

/** RFC 3986; `encodeURIComponent` leaves five characters too many. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** PHP numbers the entries of `name[]` before the shop computes the signature. */
function phpNames(pairs: [string, string][]): [string, string][] {
  const counts = new Map<string, number>();
  const named = pairs.map(([name, value]): [string, string] => {
    if (!name.endsWith('[]')) return [name, value];
    const index = counts.get(name) ?? 0;
    counts.set(name, index + 1);
    return [`${name.slice(0, -2)}[${index}]`, value];
  });
  return [...new Map(named)];
}

/** OAuth 1.0a, one-legged: the signature of these parameters, without `oauth_signature`. */
export function oauthSignature(
  method: string,
  url: string,
  pairs: [string, string][],
  secret: string,
  hash: 'sha1' | 'sha256' = 'sha256',
): string {
  const parameters = phpNames(pairs)
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const text = [method.toUpperCase(), encode(url), encode(parameters)].join('&');
  return createHmac(hash, `${secret}&`).update(text).digest('base64');
}

function headerPairs(header: string | undefined): [string, string][] {
  if (!header?.startsWith('OAuth ')) return [];
  return [...header.slice(6).matchAll(/(oauth_\w+)="([^"]*)"/g)].map((match) => [
    match[1] ?? '',
    decodeURIComponent(match[2] ?? ''),
  ]);
}

export interface WooAuth {
  /** The key of the call, allowed to do it; refuses otherwise. */
  check(request: ShopRequest): WooKey;
}

export function createAuth(input: {
  keys: () => WooKey[];
  clock: ShopClock;
  isHttps: boolean;
  origin: () => string;
}): WooAuth {
  const nonces = new Map<string, number>();
  const keyOf = (consumerKey: string): WooKey => {
    const key = input.keys().find((entry) => entry.consumerKey === consumerKey);
    if (!key) throw wrong('Consumer key is invalid.');
    return key;
  };

  function basic(request: ShopRequest): WooKey | undefined {
    const header = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const [consumerKey, secret] = header
      ? Buffer.from(header, 'base64').toString().split(':')
      : [request.query.get('consumer_key') ?? '', request.query.get('consumer_secret') ?? ''];
    if (!consumerKey) return undefined;
    const key = keyOf(consumerKey);
    if (key.consumerSecret !== secret) throw wrong('Consumer secret is invalid.');
    return key;
  }

  function oauth(request: ShopRequest): WooKey | undefined {
    const pairs = [...request.query.entries(), ...headerPairs(request.headers.authorization)];
    const given = Object.fromEntries(pairs);
    if (!given.oauth_consumer_key) return undefined;
    for (const name of ['timestamp', 'nonce', 'signature', 'signature_method'])
      if (!given[`oauth_${name}`]) throw wrong(`Missing OAuth parameter oauth_${name}`);
    const key = keyOf(given.oauth_consumer_key);
    const hash = { 'HMAC-SHA256': 'sha256', 'HMAC-SHA1': 'sha1' } as const;
    const chosen = hash[given.oauth_signature_method as keyof typeof hash];
    if (!chosen) throw wrong('Invalid signature - signature method is invalid.');
    const expected = oauthSignature(
      request.method,
      input.origin() + request.path,
      pairs.filter(([name]) => name !== 'oauth_signature'),
      key.consumerSecret,
      chosen,
    );
    const actual = Buffer.from(given.oauth_signature ?? '');
    if (actual.length !== expected.length || !timingSafeEqual(actual, Buffer.from(expected)))
      throw wrong('Invalid signature - provided signature does not match.');
    const now = input.clock.seconds();
    const timestamp = Number(given.oauth_timestamp);
    if (!(Math.abs(now - timestamp) <= windowSeconds)) throw wrong('Invalid timestamp.');
    for (const [nonce, at] of nonces) if (at < now - windowSeconds) nonces.delete(nonce);
    const nonce = `${key.consumerKey} ${given.oauth_nonce}`;
    if (nonces.has(nonce)) throw wrong('Invalid nonce - nonce has already been used.');
    nonces.set(nonce, timestamp);
    return key;
  }

  return {
    check: (request) => {
      const key = input.isHttps ? (basic(request) ?? oauth(request)) : oauth(request);
      if (!key) throw refuse(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.');
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      if (isRead && key.permissions === 'write')
        throw wrong('The API key provided does not have read permissions.');
      if (!isRead && key.permissions === 'read')
        throw wrong('The API key provided does not have write permissions.');
      return key;
    },
  };
}
