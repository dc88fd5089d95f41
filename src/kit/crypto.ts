import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** A random, URL-safe secret of `bytes` random bytes. */
export const newToken = (bytes = 24): string => randomBytes(bytes).toString('base64url');

export const sha256Hex = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

export const hmacSha256 = (key: string | Uint8Array, data: string | Uint8Array): Buffer =>
  createHmac('sha256', key).update(data).digest();

/** Equality in constant time; unequal lengths are unequal. */
export function equalInConstantTime(a: Uint8Array | string, b: Uint8Array | string): boolean {
  const left = typeof a === 'string' ? Buffer.from(a) : a;
  const right = typeof b === 'string' ? Buffer.from(b) : b;
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Keys by id; the first one seals, all of them open. Rotation puts a new one in front and seals again. */
export interface KeyRing {
  keys: { id: string; key: Uint8Array }[];
}

/** AES-256-GCM. Layout: version 1, key id length, key id, 12-byte nonce, 16-byte tag, ciphertext. `context` binds the place. */
export function seal(ring: KeyRing, plain: string, context: string): Buffer {
  const current = ring.keys[0];
  if (!current) throw new Error('The key ring is empty');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', current.key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  const id = Buffer.from(current.id);
  return Buffer.concat([Buffer.from([1, id.length]), id, nonce, cipher.getAuthTag(), body]);
}

/** Opens what `seal` made; throws when the key is unknown, the bytes were changed, or the context is another. */
export function unseal(ring: KeyRing, sealed: Uint8Array, context: string): string {
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== 1) throw new Error('Unknown seal version');
  const idLength = bytes[1] ?? 0;
  const id = bytes.subarray(2, 2 + idLength).toString();
  const found = ring.keys.find((key) => key.id === id);
  if (!found) throw new Error(`No key ${id} in the key ring`);
  const start = 2 + idLength;
  const decipher = createDecipheriv('aes-256-gcm', found.key, bytes.subarray(start, start + 12));
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(start + 12, start + 28));
  return Buffer.concat([decipher.update(bytes.subarray(start + 28)), decipher.final()]).toString('utf8');
}
