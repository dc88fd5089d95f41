import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { hmacSha256 } from '../kit/crypto.ts';
import { HubError } from '../kit/errors.ts';

/** How a passphrase becomes a key: scrypt with these costs takes about half a second and 128 MB once. */
export const Stretch = z.object({
  name: z.literal('scrypt'),
  // within what an archive of a stranger may ask of this machine
  n: z
    .int()
    .min(2)
    .max(2 ** 20),
  r: z.int().min(1).max(16),
  p: z.int().min(1).max(4),
  salt: z.base64(),
});
export type Stretch = z.infer<typeof Stretch>;

export const newStretch = (): Stretch => ({
  name: 'scrypt',
  n: 2 ** 17,
  r: 8,
  p: 1,
  salt: randomBytes(16).toString('base64'),
});

function stretched(passphrase: string, { n, r, p, salt }: Stretch): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const limits = { N: n, r, p, maxmem: 256 * n * r };
    scrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64'), 32, limits, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** One key an archive and use: two that share a passphrase and a salt never meet the same nonce. */
export async function archiveKey(
  passphrase: string,
  how: Stretch,
  id: string,
  use = 'frames',
): Promise<Buffer> {
  return hmacSha256(await stretched(passphrase, how), `${use}:${id}`);
}

/** AES-256-GCM: nonce, tag, ciphertext; base64. */
export function sealText(key: Uint8Array, text: string, context: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
}

/** Null when the key is another one. */
export function openText(key: Uint8Array, sealed: string, context: string): string | null {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
    decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

const shortest = 12;

/** The passphrase in a file: its first line. Throws HubError `invalid`. */
export async function readPassphrase(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new HubError('invalid', `The passphrase file ${file} cannot be read: ${cause.message}`, { cause });
  });
  const phrase = text.split(/\r?\n/)[0]?.trim() ?? '';
  if (phrase.length < shortest)
    throw new HubError(
      'invalid',
      `The passphrase in ${file} is shorter than ${shortest} characters. Whoever finds the backup could guess it: write a longer one into the file’s first line.`,
    );
  return phrase;
}
