import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** A UUID version 7 (RFC 9562): sorts by the time it was made, so indexes stay compact. */
export function newId(nowMs: number = Date.now()): string {
  const time = nowMs.toString(16).padStart(12, '0');
  // the runtime keeps random bits for these ready; its variant bits stand where version 7 has them too
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** Any row's id. */
export const Id = z.uuid().meta({ description: 'Identifier (UUID).' });
/** Lower-case hex SHA-256 of a file's bytes: the name of an asset. */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256 of the bytes, lower-case hex.' });
