import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { encryptPush, longestPayload } from './encrypt.ts';
import { newVapidKeys, vapidHeader } from './vapid.ts';

// RFC 8291, section 5 and appendix A
const example = {
  plain: 'When I grow up, I want to be a watermelon',
  senderPrivate: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  body:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_' +
    'yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
};

it('encrypts the example of RFC 8291 to the same bytes', () => {
  const sender = createECDH('prime256v1');
  sender.setPrivateKey(Buffer.from(example.senderPrivate, 'base64url'));
  const salt = Buffer.from(example.salt, 'base64url');
  const body = encryptPush(Buffer.from(example.plain), example, { salt, sender });
  expect(body.toString('base64url')).toBe(example.body);
});

it('is read by the browser alone, up to the longest message', () => {
  const browser = createECDH('prime256v1');
  const p256dh = browser.generateKeys('base64url');
  const auth = randomBytes(16);
  const plain = randomBytes(longestPayload);
  const body = encryptPush(plain, { p256dh, auth: auth.toString('base64url') });
  expect(body.length).toBeLessThanOrEqual(4096);
  const senderKey = body.subarray(21, 86);
  const about = Buffer.concat([Buffer.from('WebPush: info\0'), Buffer.from(p256dh, 'base64url'), senderKey]);
  const keying = Buffer.from(hkdfSync('sha256', browser.computeSecret(senderKey), auth, about, 32));
  const derive = (name: string, length: number) =>
    Buffer.from(
      hkdfSync('sha256', keying, body.subarray(0, 16), Buffer.from(`Content-Encoding: ${name}\0`), length),
    );
  const open = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
  open.setAuthTag(body.subarray(-16));
  const read = Buffer.concat([open.update(body.subarray(86, -16)), open.final()]);
  expect(read.subarray(0, -1).equals(plain)).toBe(true);
  expect(read.at(-1)).toBe(2);
  expect(() => encryptPush(Buffer.concat([plain, plain]), example)).toThrow(RangeError);
});

it('signs for one push service, as RFC 8292 says', () => {
  const keys = newVapidKeys();
  const now = new Date('2026-03-01T12:00:00Z');
  const header = vapidHeader(keys, 'https://push.example.net/push/abc?x=1', 'mailto:ada@example.test', now);
  const [, head, claims, signature, key] =
    /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(header) ?? [];
  expect(key).toBe(keys.publicKey);
  expect(JSON.parse(Buffer.from(head ?? '', 'base64url').toString())).toEqual({ typ: 'JWT', alg: 'ES256' });
  expect(JSON.parse(Buffer.from(claims ?? '', 'base64url').toString())).toEqual({
    aud: 'https://push.example.net',
    exp: now.getTime() / 1000 + 43_200,
    sub: 'mailto:ada@example.test',
  });
  const point = Buffer.from(keys.publicKey, 'base64url');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const isRight = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature ?? '', 'base64url'),
  );
  expect(isRight).toBe(true);
});
