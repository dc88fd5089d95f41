import { createCipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from 'node:crypto';

/** What a browser gives when somebody allows messages: where to post, and with what to encrypt. */
export interface PushTarget {
  endpoint: string;
  /** Its public key on P-256, uncompressed, base64url. */
  p256dh: string;
  /** 16 bytes that only it and we know, base64url. */
  auth: string;
}

const recordBytes = 4096;
/** One record, with 16 bytes of tag, one of padding and 86 of header. */
export const longestPayload = recordBytes - 16 - 1 - 86;

/**
 * Encrypts for one browser as RFC 8291 says (aes128gcm, one record), so that the push service cannot read it. `fixed` is
 * for the RFC's own example. Throws RangeError past `longestPayload`, and Error for keys that are none.
 */
export function encryptPush(
  plain: Uint8Array,
  target: Pick<PushTarget, 'p256dh' | 'auth'>,
  fixed: { salt?: Uint8Array; sender?: ECDH } = {},
): Buffer {
  if (plain.length > longestPayload) throw new RangeError('The message is too long to be pushed.');
  const browserKey = Buffer.from(target.p256dh, 'base64url');
  const sender = fixed.sender ?? newSender();
  const salt = Buffer.from(fixed.salt ?? randomBytes(16));
  const senderKey = sender.getPublicKey();
  const shared = sender.computeSecret(browserKey);
  const about = Buffer.concat([Buffer.from('WebPush: info\0'), browserKey, senderKey]);
  const keying = derive(shared, Buffer.from(target.auth, 'base64url'), about, 32);
  const key = derive(keying, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(keying, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  // 2 ends the last record
  const body = Buffer.concat([cipher.update(plain), cipher.update(Buffer.from([2])), cipher.final()]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(recordBytes);
  return Buffer.concat([salt, size, Buffer.from([senderKey.length]), senderKey, body, cipher.getAuthTag()]);
}

function newSender(): ECDH {
  const sender = createECDH('prime256v1');
  sender.generateKeys();
  return sender;
}

const derive = (from: Uint8Array, salt: Uint8Array, about: Uint8Array, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', from, salt, about, length));
