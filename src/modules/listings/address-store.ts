import { and, eq, isNull, sql } from 'drizzle-orm';
import { address, asset, copy } from '../../db/tables/index.ts';
import { newToken } from '../../kit/crypto.ts';
import type { Tx } from '../../kit/ctx.ts';

export interface Address {
  token: string;
  kind: string;
  slot: string;
  sha256: string;
  name: string;
}

export async function readAddressRows(tx: Tx, listingId: string): Promise<Address[]> {
  return tx
    .select({
      token: address.token,
      kind: address.kind,
      slot: address.slot,
      sha256: address.sha256,
      name: address.name,
    })
    .from(address)
    .where(and(eq(address.listingId, listingId), isNull(address.revokedAt)));
}

/** Makes what is missing; an address that is there keeps its bytes until `pointAddress`. */
export async function ensureAddresses(
  tx: Tx,
  listingId: string,
  wanted: readonly { kind: 'file' | 'image'; slot: string; sha256: string; name: string }[],
): Promise<Address[]> {
  if (wanted.length > 0)
    await tx
      .insert(address)
      .values(wanted.map((one) => ({ ...one, token: newToken(), listingId })))
      .onConflictDoUpdate({
        target: [address.listingId, address.kind, address.slot],
        set: { revokedAt: null },
      });
  return readAddressRows(tx, listingId);
}

/** From now on the address serves these bytes. */
export async function pointAddress(
  tx: Tx,
  listingId: string,
  one: { kind: string; slot: string; sha256: string; name: string },
): Promise<void> {
  await tx
    .update(address)
    .set({ sha256: one.sha256, name: one.name })
    .where(and(eq(address.listingId, listingId), eq(address.kind, one.kind), eq(address.slot, one.slot)));
}

export async function revokeAddresses(tx: Tx, listingId: string, at: Date): Promise<void> {
  await tx
    .update(address)
    .set({ revokedAt: at })
    .where(and(eq(address.listingId, listingId), isNull(address.revokedAt)));
}

/** What an address serves; null for an unknown or revoked one. */
export async function resolveAddress(
  tx: Tx,
  token: string,
): Promise<{
  listingId: string;
  kind: string;
  sha256: string;
  name: string;
  contentType: string;
  sizeBytes: number | null;
} | null> {
  const [row] = await tx
    .select({
      listingId: address.listingId,
      kind: address.kind,
      sha256: address.sha256,
      name: address.name,
      assetType: asset.contentType,
      assetBytes: asset.sizeBytes,
      copyType: sql<
        string | null
      >`(select c.content_type from ${copy} c where c.sha256 = ${address.sha256} limit 1)`,
      copyBytes: sql<
        number | null
      >`(select c.size_bytes from ${copy} c where c.sha256 = ${address.sha256} limit 1)`,
    })
    .from(address)
    .leftJoin(asset, eq(asset.sha256, address.sha256))
    .where(and(eq(address.token, token), isNull(address.revokedAt)));
  if (!row) return null;
  const { assetType, assetBytes, copyType, copyBytes, ...rest } = row;
  return {
    ...rest,
    contentType:
      copyType ?? assetType ?? (row.name.endsWith('.zip') ? 'application/zip' : 'application/octet-stream'),
    sizeBytes: copyBytes ?? assetBytes,
  };
}
