import { z } from 'zod';
import { newToken, sha256Hex } from '../../kit/crypto.ts';
import type { Tx } from '../../kit/ctx.ts';
import { Id, newId } from '../../kit/ids.ts';
import { Role } from './roles.ts';
import { type ApiKeyRow, insertApiKey } from './store.ts';

export const ApiKey = z
  .object({
    id: Id,
    name: z.string(),
    /** The first characters, to know it again. */
    start: z.string(),
    role: Role,
    designerId: Id.nullable(),
    madeBy: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    /** To the hour. */
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' });

export const toApiKey = (row: ApiKeyRow & { personName: string }): z.infer<typeof ApiKey> => ({
  id: row.id,
  name: row.name,
  start: row.start,
  role: row.role as Role,
  designerId: row.designerId,
  madeBy: row.personName,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
});

export interface NewApiKey {
  name: string;
  role: Role;
  personId: string;
  designerId: string | null;
  expiresAt: Date | null;
}

/** Makes a key; its text is in the answer and nowhere else. */
export async function addApiKey(
  tx: Tx,
  wanted: NewApiKey,
  now: Date,
): Promise<{ row: ApiKeyRow; key: string }> {
  const key = `spk_${newToken(32)}`;
  const row: ApiKeyRow = {
    id: newId(now.getTime()),
    start: key.slice(0, 10),
    keyHash: sha256Hex(key),
    createdAt: now,
    lastUsedAt: null,
    revokedAt: null,
    ...wanted,
  };
  await insertApiKey(tx, row);
  return { row, key };
}
