import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/** A UUID version 7 (RFC 9562): sorts by the time it was made, so indexes stay compact. */
export function newId(nowMs: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Any row's id. */
export const Id = z.uuid().meta({ description: 'Identifier (UUID).' });
/** Lower-case hex SHA-256 of a file's bytes: the name of an asset. */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256 of the bytes, lower-case hex.' });
