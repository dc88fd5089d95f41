import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';

/** The hub's own pair on P-256, both halves base64url: the public one uncompressed, as browsers want it. */
export interface VapidKeys {
  publicKey: string;
  privateKey: string;
}

export function newVapidKeys(): VapidKeys {
  const { x, y, d } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({
    format: 'jwk',
  });
  if (!x || !y || !d) throw new Error('No key was made');
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { publicKey: point.toString('base64url'), privateKey: d };
}

const validSeconds = 12 * 3600;

/** The Authorization header of RFC 8292: says who sends, for this push service alone, for half a day. */
export function vapidHeader(keys: VapidKeys, endpoint: string, contact: string, now: Date): string {
  const expires = Math.floor(now.getTime() / 1000) + validSeconds;
  const claims = { aud: new URL(endpoint).origin, exp: expires, sub: contact };
  const words = `${encode({ typ: 'JWT', alg: 'ES256' })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(words), { key: keyOf(keys), dsaEncoding: 'ieee-p1363' });
  return `vapid t=${words}.${signature.toString('base64url')}, k=${keys.publicKey}`;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function keyOf({ publicKey, privateKey }: VapidKeys) {
  const point = Buffer.from(publicKey, 'base64url');
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33, 65).toString('base64url'),
      d: privateKey,
    },
  });
}
