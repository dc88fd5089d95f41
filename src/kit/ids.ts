import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { sha256Hex } from './crypto.ts';

/** A UUID version 7 (RFC 9562): sorts by the time it was made, so indexes stay compact. */
export function newId(nowMs: number = Date.now()): string {
  const time = nowMs.toString(16).padStart(12, '0');
  // the runtime keeps random bits for these ready; its variant bits stand where version 7 has them too
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** The UUID of a name, version 8 over SHA-256 (RFC 9562, B.2): the same name always has the same one. */
export function namedId(name: string): string {
  const digest = sha256Hex(name);
  const variant = ((Number.parseInt(digest[16] ?? '0', 16) & 3) | 8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}

/** Any row's id. */
export const Id = z.uuid().meta({ description: 'Identifier (UUID).' });
/** Lower-case hex SHA-256 of a file's bytes: the name of an asset. */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256 of the bytes, lower-case hex.' });
