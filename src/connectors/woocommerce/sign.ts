/** How calls are signed. Pure but for the nonce that the caller gives. */
import { hmacSha256 } from '../../kit/crypto.ts';

export interface WooKey {
  consumerKey: string;
  consumerSecret: string;
}

/** Over https the key goes as Basic; over plain http WooCommerce takes only OAuth 1.0a, and ignores Basic. */
export const basicHeader = (key: WooKey): string =>
  `Basic ${Buffer.from(`${key.consumerKey}:${key.consumerSecret}`).toString('base64')}`;

/** RFC 3986, as OAuth 1.0a wants it. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

/** The address with the one-legged OAuth 1.0a signature (HMAC-SHA256) in its query. */
export function signedUrl(method: string, address: string, key: WooKey, at: Date, nonce: string): string {
  const url = new URL(address);
  const query: [string, string][] = [
    ...url.searchParams.entries(),
    ['oauth_consumer_key', key.consumerKey],
    ['oauth_nonce', nonce],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(Math.floor(at.getTime() / 1000))],
  ];
  const sorted = query
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const text = [method.toUpperCase(), encode(url.origin + url.pathname), encode(sorted)].join('&');
  const signature = hmacSha256(`${key.consumerSecret}&`, text).toString('base64');
  return `${url.origin}${url.pathname}?${sorted}&oauth_signature=${encode(signature)}`;
}
