/** Twin of the protocol of the dirty row: the same answers as the SQL of `src/modules/listings/work-store.ts`. */
import type * as real from '../../../src/modules/listings/work-store.ts';
import { type Statement, statement } from './memory.ts';
import type { Tables, WorkRow } from './tables.ts';

export * from '../../../src/modules/listings/work-store.ts';

const dirtyTopic = 'spindle_dirty';
const rowsOf = (at: Statement, { work }: Tables, ids: readonly string[]): WorkRow[] =>
  [...new Set(ids)].sort().flatMap((id) => at.get(work, id) ?? []);

const isHeld = (row: WorkRow, nowMs: number): boolean =>
  row.leaseUntilMs !== null && row.leaseUntilMs > nowMs;
const isStopped = (at: Statement, { studio }: Tables): boolean =>
  at.all(studio).some((row) => row.stoppedAt !== null);

function mark(at: Statement, tables: Tables, listingIds: readonly string[], priority: number): string[] {
  const rows = rowsOf(at, tables, listingIds);
  for (const row of rows) at.lock(tables.work, row.listingId);
  for (const row of rowsOf(at, tables, listingIds)) {
    const isDirty = row.dirty > row.synced;
    at.put(tables.work, row.listingId, {
      ...row,
      dirty: row.dirty + 1,
      priority: isDirty ? Math.min(row.priority, priority) : priority,
      dueMs: isDirty ? Math.min(row.dueMs, at.startedMs) : at.startedMs,
      notBeforeMs: priority <= 20 && row.priority > 20 ? null : row.notBeforeMs,
    });
  }
  return rows.map((row) => row.listingId);
}

export const markRows: typeof real.markRows = async (tx, listingIds, priority) =>
  listingIds.length === 0
    ? []
    : statement(tx, 'mark', (at, tables: Tables) => mark(at, tables, listingIds, priority));

export const markRowsOfOffers: typeof real.markRowsOfOffers = async (tx, offerIds, priority) =>
  offerIds.length === 0
    ? []
    : statement(tx, 'mark', (at, tables: Tables) => {
        const listed = at.all(tables.listing).filter((row) => offerIds.includes(row.offerId));
        return mark(
          at,
          tables,
          listed.map((row) => row.id),
          priority,
        );
      });

export const lockRows: typeof real.lockRows = (tx, listingIds) =>
  statement(tx, 'lock work', (at, tables: Tables) => {
    for (const row of rowsOf(at, tables, listingIds)) at.lock(tables.work, row.listingId);
  });

export const notifyDirty = ((tx: Parameters<typeof real.notifyDirty>[0]) =>
  statement(tx, 'notify', (at) => at.notify(dirtyTopic, ''))) as unknown as typeof real.notifyDirty;

export const insertWork: typeof real.insertWork = (tx, channelId, listingIds) =>
  statement(tx, 'insert work', (at, { work }: Tables) => {
    for (const listingId of listingIds) {
      if (at.get(work, listingId)) continue;
      at.put(work, listingId, {
        listingId,
        channelId,
        dirty: 0,
        synced: 0,
        priority: 100,
        dueMs: at.startedMs,
        notBeforeMs: null,
        leaseToken: 0,
        leaseUntilMs: null,
        leaseOwner: null,
        attempts: 0,
      });
    }
  });

const isClaimable = (row: WorkRow, nowMs: number): boolean =>
  row.dirty > row.synced &&
  row.dueMs <= nowMs &&
  (row.notBeforeMs === null || row.notBeforeMs <= nowMs) &&
  (row.leaseUntilMs === null || row.leaseUntilMs < nowMs);

/** May be written to; a hub that was put back from a backup is not simulated. */
const isWritable = (at: Statement, tables: Tables, channelId: string): boolean => {
  const channel = at.get(tables.channel, channelId);
  if (channel?.state !== 'active' || channel.pausedAt || isStopped(at, tables)) return false;
  return (channel.breakerOpenUntil?.getTime() ?? 0) <= at.nowMs;
};

export const claimRows: typeof real.claimRows = async (tx, wanted, leaseMs, owner) =>
  wanted.length === 0
    ? []
    : statement(tx, 'claim', (at, tables: Tables) => {
        const { work, listing } = tables;
        const found = wanted.flatMap(({ channelId, most }) =>
          at
            .all(work)
            .filter((row) => row.channelId === channelId && isWritable(at, tables, channelId))
            .filter((row) => isClaimable(row, at.nowMs))
            .sort((a, b) => a.priority - b.priority || a.dueMs - b.dueMs)
            .filter((row) => at.isFree(work, row.listingId))
            .slice(0, most),
        );
        const claimed = found.map((row) => {
          const next = {
            ...row,
            leaseToken: row.leaseToken + 1,
            leaseUntilMs: at.nowMs + leaseMs,
            leaseOwner: owner,
            attempts: row.attempts + 1,
          };
          at.put(work, row.listingId, next);
          return {
            listingId: row.listingId,
            channelId: row.channelId,
            offerId: at.get(listing, row.listingId)?.offerId ?? '',
            seen: row.dirty,
            token: next.leaseToken,
            attempts: next.attempts,
            priority: row.priority,
          };
        });
        return claimed.sort((a, b) => a.priority - b.priority);
      });

export const readyChannels: typeof real.readyChannels = (tx) =>
  statement(tx, 'ready channels', (at, tables: Tables) => {
    const first = new Map<string, number>();
    for (const row of at.all(tables.work))
      if (isWritable(at, tables, row.channelId) && isClaimable(row, at.nowMs))
        first.set(row.channelId, Math.min(first.get(row.channelId) ?? 32767, row.priority));
    return [...first].sort((a, b) => a[1] - b[1]).map(([id]) => id);
  });

type Held = { listingId: string; token: number };

/** The rows of what is held, in the order given, locked; null where the token was overtaken. */
function rowsHeld<One extends Held>(at: Statement, { work }: Tables, held: readonly One[]) {
  for (const { listingId } of held.toSorted((a, b) => (a.listingId < b.listingId ? -1 : 1)))
    if (at.get(work, listingId)) at.lock(work, listingId);
  return held.map((one) => {
    const row = at.get(work, one.listingId);
    return { one, row: row?.leaseToken === one.token ? row : null };
  });
}

/** Moves the end of every lease that has not ended; answers whose. */
const extend = (at: Statement, tables: Tables, held: readonly Held[], leaseMs: number): (WorkRow | null)[] =>
  rowsHeld(at, tables, held).map(({ row }) => {
    if (!row || !isHeld(row, at.nowMs)) return null;
    at.put(tables.work, row.listingId, { ...row, leaseUntilMs: at.nowMs + leaseMs });
    return row;
  });

export const fenceCalls: typeof real.fenceCalls = async (tx, held, leaseMs) =>
  held.length === 0
    ? []
    : statement(tx, 'fence', (at, tables: Tables) =>
        extend(at, tables, held, leaseMs).map((row) => {
          const channel = row && at.get(tables.channel, row.channelId);
          if (!row || !channel) return 'lost' as const;
          const mayNot = channel.state !== 'active' || channel.pausedAt !== null || isStopped(at, tables);
          return mayNot ? ('stopped' as const) : ('held' as const);
        }),
      );

export const fenceRecords: typeof real.fenceRecords = async (tx, held, leaseMs) =>
  held.length === 0
    ? []
    : statement(tx, 'fence record', (at, tables: Tables) =>
        extend(at, tables, held, leaseMs).map((row) => row !== null),
      );

export const renewRows: typeof real.renewRows = async (tx, held, leaseMs) =>
  held.length === 0
    ? new Set()
    : statement(tx, 'renew', (at, tables: Tables) => {
        const alive = extend(at, tables, held, leaseMs);
        return new Set(alive.flatMap((row) => row?.listingId ?? []));
      });

/** A lease that nobody took over can still be given back when its time is over. */
export const finishRows: typeof real.finishRows = async (tx, ended) =>
  ended.length === 0
    ? []
    : statement(tx, 'finish', (at, tables: Tables) =>
        rowsHeld(at, tables, ended).map(({ one: { seen }, row }) => {
          if (!row || row.leaseUntilMs === null) return null;
          const again = row.dirty > seen;
          at.put(tables.work, row.listingId, {
            ...row,
            ...{ synced: seen, leaseUntilMs: null, leaseOwner: null, attempts: 0, notBeforeMs: null },
            priority: again ? row.priority : 100,
          });
          return again;
        }),
      );

export const failRows: typeof real.failRows = async (tx, ended) =>
  ended.length === 0
    ? []
    : statement(tx, 'fail', (at, tables: Tables) =>
        rowsHeld(at, tables, ended).map(({ one: { waitMs, attempts }, row }) => {
          if (!row || row.leaseUntilMs === null) return false;
          at.put(tables.work, row.listingId, {
            ...row,
            ...{ leaseUntilMs: null, leaseOwner: null },
            attempts,
            notBeforeMs: waitMs > 0 ? at.nowMs + waitMs : null,
          });
          return true;
        }),
      );

export const clearBackoff: typeof real.clearBackoff = (tx, listingIds) =>
  statement(tx, 'clear back-off', (at, tables: Tables) => {
    for (const row of rowsOf(at, tables, listingIds))
      if (row.leaseUntilMs === null)
        at.put(tables.work, row.listingId, { ...row, notBeforeMs: null, attempts: 0 });
  });

export const countDirty: typeof real.countDirty = (tx, channelId) =>
  statement(
    tx,
    'count dirty',
    (at, { work }: Tables) =>
      at.all(work).filter((row) => row.channelId === channelId && row.dirty > row.synced).length,
  );

export const nextDueMs: typeof real.nextDueMs = (tx) =>
  statement(tx, 'next due', (at, tables: Tables) => {
    if (isStopped(at, tables)) return null;
    const waits = at.all(tables.work).flatMap((row) => {
      const channel = at.get(tables.channel, row.channelId);
      if (row.dirty <= row.synced || channel?.state !== 'active' || channel.pausedAt) return [];
      const until = [row.notBeforeMs, row.leaseUntilMs, channel.breakerOpenUntil?.getTime() ?? null];
      return [Math.max(row.dueMs, ...until.map((ms) => ms ?? row.dueMs)) - at.nowMs];
    });
    return waits.length === 0 ? null : Math.max(0, Math.min(...waits));
  });

export const isAtRest: typeof real.isAtRest = (tx, listingId) =>
  statement(tx, 'is at rest', (at, { work }: Tables) => {
    const row = at.get(work, listingId);
    if (!row || row.dirty !== row.synced || (row.leaseUntilMs !== null && row.leaseUntilMs >= at.nowMs))
      return false;
    at.lock(work, listingId);
    return true;
  });
