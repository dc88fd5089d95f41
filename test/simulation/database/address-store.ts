/** Twin of `src/modules/listings/address-store.ts`. */
import { newToken } from '../../../src/kit/crypto.ts';
import type * as real from '../../../src/modules/listings/address-store.ts';
import { type Statement, statement } from './memory.ts';
import type { Tables } from './tables.ts';

export * from '../../../src/modules/listings/address-store.ts';

export const openOf = (at: Statement, { address }: Tables, listingId: string) =>
  at
    .all(address)
    .filter((row) => row.listingId === listingId && row.revokedAt === null)
    .sort((a, b) => (`${a.kind} ${a.slot}` < `${b.kind} ${b.slot}` ? -1 : 1))
    .map(({ token, kind, slot, sha256, name }) => ({ token, kind, slot, sha256, name }));

export const readAddressRows: typeof real.readAddressRows = (tx, listingId) =>
  statement(tx, 'read addresses', (at, tables: Tables) => openOf(at, tables, listingId));

export const ensureAddresses: typeof real.ensureAddresses = async (tx, listingId, wanted) => {
  if (wanted.length > 0)
    await statement(tx, 'ensure addresses', (at, { address }: Tables) => {
      for (const one of wanted) {
        const key = `${listingId}/${one.kind}/${one.slot}`;
        const there = at.get(address, key);
        at.put(
          address,
          key,
          there
            ? { ...there, revokedAt: null }
            : { ...one, listingId, token: newToken(), revokedAt: null, createdAt: new Date(at.startedMs) },
        );
      }
    });
  return readAddressRows(tx, listingId);
};

export const pointAddress: typeof real.pointAddress = (tx, listingId, one) =>
  statement(tx, 'point address', (at, { address }: Tables) => {
    const key = `${listingId}/${one.kind}/${one.slot}`;
    const there = at.get(address, key);
    if (there) at.put(address, key, { ...there, sha256: one.sha256, name: one.name });
  });

export const revokeAddresses: typeof real.revokeAddresses = (tx, listingId, revokedAt) =>
  statement(tx, 'revoke addresses', (at, { address }: Tables) => {
    for (const row of at.all(address))
      if (row.listingId === listingId && row.revokedAt === null)
        at.put(address, `${listingId}/${row.kind}/${row.slot}`, { ...row, revokedAt });
  });
