/** Twin of `src/modules/listings/step-store.ts`: steps, and what they put on the shop. */
import { isOurs } from '../../../src/modules/listings/drift.ts';
import type * as real from '../../../src/modules/listings/step-store.ts';
import { type Statement, statement } from './memory.ts';
import type { Tables } from './tables.ts';

export * from '../../../src/modules/listings/step-store.ts';

export const openSteps = (at: Statement, { step }: Tables, listingId: string) =>
  at.all(step).filter((row) => row.listingId === listingId && row.endedAt === null);

export const noteLook: typeof real.noteLook = (tx, listingId) =>
  statement(tx, 'note look', (at, tables: Tables) => {
    const since = openSteps(at, tables, listingId).map((row) => {
      const lookedAt = row.lookedAt ?? new Date(at.startedMs);
      at.put(tables.step, row.id, { ...row, lookedAt });
      return at.startedMs - lookedAt.getTime();
    });
    return Math.min(...since);
  });

export const settleSteps: typeof real.settleSteps = (tx, listingId, endedAt) =>
  statement(tx, 'settle steps', (at, tables: Tables) => {
    for (const row of openSteps(at, tables, listingId))
      at.put(tables.step, row.id, { ...row, endedAt, outcome: row.outcome ?? 'ambiguous' });
  });

export const insertSteps: typeof real.insertSteps = async (tx, rows) =>
  rows.length === 0
    ? undefined
    : statement(tx, 'insert steps', (at, { step }: Tables) => {
        for (const row of rows)
          at.put(step, row.id, { endedAt: null, outcome: null, message: null, lookedAt: null, ...row });
      });

export const endSteps: typeof real.endSteps = async (tx, ends) =>
  ends.length === 0
    ? undefined
    : statement(tx, 'end steps', (at, { step }: Tables) => {
        for (const { id, outcome, endedAt, message } of ends) {
          const row = at.get(step, id);
          if (row) at.put(step, id, { ...row, outcome, endedAt, message: message ?? row.message });
        }
      });

export const readSteps: typeof real.readSteps = (tx, listingId, limit = 50) =>
  statement(tx, 'read steps', (at, { step }: Tables) =>
    at
      .all(step)
      .filter((row) => row.listingId === listingId)
      .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime() || b.position - a.position)
      .slice(0, limit),
  );

export const hasStepSince: typeof real.hasStepSince = (tx, listingId, since) =>
  statement(tx, 'has step since', (at, { step }: Tables) =>
    at.all(step).some((row) => row.listingId === listingId && row.startedAt > since),
  );

const nameOf = ({ kind, remoteId }: { kind: string; remoteId: string }): string => `${kind} ${remoteId}`;

export const placedOf = (at: Statement, { placed }: Tables, listingId: string) =>
  at
    .all(placed)
    .filter((row) => row.listingId === listingId)
    .sort((a, b) => a.placedAt.getTime() - b.placedAt.getTime() || (nameOf(a) < nameOf(b) ? -1 : 1))
    .map(({ kind, remoteId, sha256, slot }) => ({ kind, remoteId, sha256, slot }));

export const readPlaced: typeof real.readPlaced = (tx, listingId) =>
  statement(tx, 'read placed', (at, tables: Tables) => placedOf(at, tables, listingId));

export const putPlacedRows: typeof real.putPlacedRows = async (tx, rows, placedAt) => {
  const known = rows.filter((row) => isOurs(row.sha256));
  if (known.length === 0) return;
  await statement(tx, 'put placed', (at, { placed }: Tables) => {
    for (const { listingId, kind, remoteId, sha256, slot } of known)
      at.put(placed, `${listingId}/${kind}/${remoteId}`, {
        ...{ listingId, kind, remoteId, sha256, slot: slot ?? null },
        placedAt,
      });
  });
};

export const forgetPlaced: typeof real.forgetPlaced = (tx, listingId) =>
  statement(tx, 'forget placed', (at, tables: Tables) => {
    for (const row of placedOf(at, tables, listingId))
      at.remove(tables.placed, `${listingId}/${row.kind}/${row.remoteId}`);
  });
