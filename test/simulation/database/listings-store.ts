/** Twin of `src/modules/listings/store.ts`: listings, the wave, stop and click. */
import { HubError } from '../../../src/kit/errors.ts';
import { toListing } from '../../../src/modules/listings/listing.ts';
import type * as real from '../../../src/modules/listings/store.ts';
import { jsonb, type Statement, statement } from './memory.ts';
import type { Tables } from './tables.ts';

export * from '../../../src/modules/listings/store.ts';

type ListingRow = Tables['listing']['rows'] extends Map<string, infer R> ? R : never;

const jsonColumns = new Set([
  'ownValues',
  'ownership',
  'desired',
  'observed',
  'applied',
  'original',
  'problem',
  'plan',
  'clickedPrice',
]);

/** What the database keeps of a set: undefined changes nothing, JSON comes back in its own order. */
function kept(set: Partial<real.ListingInsert>): Partial<ListingRow> {
  const entries = Object.entries(set).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([column, value]) => [column, jsonColumns.has(column) ? jsonb(value) : value]),
  ) as Partial<ListingRow>;
}

function change(at: Statement, { listing }: Tables, id: string, set: Partial<real.ListingInsert>): boolean {
  const row = at.get(listing, id);
  if (!row) return false;
  at.lock(listing, id);
  at.put(listing, id, { ...row, ...kept(set) });
  return true;
}

export const readListings: typeof real.readListings = async (tx, ids, actor = null) =>
  ids.length === 0
    ? []
    : statement(tx, 'read listings', (at, { listing, channel }: Tables) =>
        ids.flatMap((id) => {
          const row = at.get(listing, id);
          const isTheirs =
            !actor?.designerId || at.get(channel, row?.channelId ?? '')?.designerId === actor.designerId;
          return row && isTheirs ? [toListing(row)] : [];
        }),
      );

export const readListing: typeof real.readListing = async (tx, id, actor = null) => {
  const [row] = await readListings(tx, [id], actor);
  if (!row) throw new HubError('not-found', 'There is no such listing. It may have been removed.');
  return row;
};

export const insertListings: typeof real.insertListings = (tx, rows) =>
  statement(tx, 'insert listings', (at, { listing }: Tables) => {
    const inserted: string[] = [];
    for (const row of rows) {
      const same = (other: ListingRow): boolean =>
        other.channelId === row.channelId &&
        other.offerId === row.offerId &&
        (other.language ?? '') === (row.language ?? '');
      if (at.get(listing, row.id) || at.all(listing).some(same)) continue;
      at.put(listing, row.id, {
        ...emptyListing,
        createdAt: new Date(at.startedMs),
        updatedAt: new Date(at.startedMs),
        ...kept(row),
      } as ListingRow);
      inserted.push(row.id);
    }
    return inserted;
  });

const emptyListing: Partial<ListingRow> = {
  language: null,
  remoteId: null,
  remoteUrl: null,
  wantedState: 'draft',
  ownValues: {},
  ownership: {},
  desired: null,
  observed: null,
  observedAt: null,
  applied: null,
  appliedAt: null,
  appliedReleaseId: null,
  original: null,
  originalAt: null,
  isAdopted: false,
  status: 'resting',
  problem: null,
  drift: [],
  plan: null,
  planHash: null,
  planAt: null,
  approvedHash: null,
  approvedBy: null,
  approvedAt: null,
  clickedPrice: null,
  version: 1,
};

export const updateListing: typeof real.updateListing = (tx, id, set) =>
  statement(tx, 'update listing', (at, tables: Tables) => {
    change(at, tables, id, { ...set, updatedAt: new Date(at.startedMs) });
  });

export const updateListings: typeof real.updateListings = async (tx, rows) =>
  rows.length === 0
    ? undefined
    : statement(tx, 'update listings', (at, tables: Tables) => {
        for (const { id, set, isDesiredApplied } of rows) {
          change(at, tables, id, { ...set, updatedAt: new Date(at.startedMs) });
          if (isDesiredApplied)
            change(at, tables, id, { applied: at.get(tables.listing, id)?.desired ?? null });
        }
      });

export const updateListingVersion: typeof real.updateListingVersion = (tx, id, expected, set) =>
  statement(tx, 'update listing', (at, tables: Tables) => {
    const row = at.get(tables.listing, id);
    if (!row || (expected !== undefined && row.version !== expected))
      throw new HubError('stale', 'This listing was changed in the meantime. Look again, then change it.');
    change(at, tables, id, { ...set, version: row.version + 1, updatedAt: new Date(at.startedMs) });
  });

const settled = ['drifted', 'paused', 'resting', 'on-its-way'];

export const setOnItsWay: typeof real.setOnItsWay = async (tx, ids) =>
  ids.length === 0
    ? undefined
    : statement(tx, 'on its way', (at, tables: Tables) => {
        for (const id of ids)
          if (!settled.includes(at.get(tables.listing, id)?.status ?? 'resting'))
            change(at, tables, id, { status: 'on-its-way' });
      });

export const setOffersOnItsWay: typeof real.setOffersOnItsWay = async (tx, offerIds) =>
  offerIds.length === 0
    ? undefined
    : statement(tx, 'on its way', (at, tables: Tables) => {
        for (const row of at.all(tables.listing))
          if (offerIds.includes(row.offerId) && !settled.includes(row.status ?? 'resting'))
            change(at, tables, row.id, { status: 'on-its-way' });
      });

const idsWhere = (at: Statement, { listing }: Tables, fits: (row: ListingRow) => boolean): string[] =>
  at
    .all(listing)
    .filter(fits)
    .map((row) => row.id);

export const listingsOfPattern: typeof real.listingsOfPattern = (tx, patternId) =>
  statement(tx, 'listings of pattern', (at, tables: Tables) =>
    idsWhere(at, tables, (row) => at.get(tables.offer, row.offerId)?.patternId === patternId),
  );

export const listingsOfChannel: typeof real.listingsOfChannel = (tx, channelId) =>
  statement(tx, 'listings of channel', (at, tables: Tables) =>
    idsWhere(at, tables, (row) => row.channelId === channelId),
  );

export const findListingByRemote: typeof real.findListingByRemote = (tx, channelId, remoteId) =>
  statement(tx, 'listing by remote', (at, { listing }: Tables) => {
    const row = at.all(listing).find((one) => one.channelId === channelId && one.remoteId === remoteId);
    return row ? { id: row.id, offerId: row.offerId } : null;
  });

// The wave

const wentAloneMs = 5 * 60_000;
type Plan = { reasons?: string[]; wentAlone?: boolean } | null;
const planOf = (row: ListingRow): Plan => row.plan as Plan;
const isHeldForWave = (row: ListingRow): boolean =>
  row.status === 'needs-you' && planOf(row)?.reasons?.includes('many-at-once') === true;
const wentAlone = (row: ListingRow, nowMs: number): boolean =>
  planOf(row)?.wentAlone === true && (row.appliedAt?.getTime() ?? 0) > nowMs - wentAloneMs;

export const readStanding: typeof real.readStanding = (tx, channelId, most) =>
  statement(tx, 'standing', (at, { listing, work, step }: Tables) => {
    const rows = at.all(listing).filter((row) => row.channelId === channelId);
    const isDirty = (id: string): boolean => {
      const job = at.get(work, id);
      return job !== null && job.dirty > job.synced;
    };
    const parts = [
      rows.filter((row) => isDirty(row.id) && row.approvedHash === null),
      rows.filter(isHeldForWave),
      rows.filter((row) => wentAlone(row, at.startedMs)),
    ];
    const bound =
      Math.min(most, rows.filter((row) => isDirty(row.id)).length) +
      parts.slice(1).reduce((sum, part) => sum + Math.min(most, part.length), 0);
    return {
      changing:
        bound < most - 2
          ? bound
          : new Set(parts.flatMap((part) => part.slice(0, most).map((row) => row.id))).size,
      hasWritten: at
        .all(step)
        .some((row) => row.outcome === 'done' && at.get(listing, row.listingId)?.channelId === channelId),
    };
  });

export const findFalseWaves: typeof real.findFalseWaves = (tx) =>
  statement(tx, 'false waves', (at, { listing, work, channel }: Tables) => {
    const waiting = at.all(listing).filter(isHeldForWave);
    return waiting.flatMap((row) => {
      if (JSON.stringify(planOf(row)?.reasons) !== '["many-at-once"]') return [];
      const rule = at.get(channel, row.channelId)?.approval as { listingsAtOnce?: number } | undefined;
      const changing =
        waiting.filter((one) => one.channelId === row.channelId).length +
        at.all(work).filter((one) => one.channelId === row.channelId && one.dirty > one.synced).length +
        at.all(listing).filter((one) => one.channelId === row.channelId && wentAlone(one, at.startedMs))
          .length;
      return changing <= (rule?.listingsAtOnce ?? 20) ? [row.id] : [];
    });
  });

export const findPriceTurns: typeof real.findPriceTurns = (tx) =>
  statement(tx, 'price turns', (at, { listing, work, offerPrice }: Tables) =>
    idsWhere(at, { listing } as Tables, (row) => {
      const job = at.get(work, row.id);
      if (!job || job.dirty !== job.synced) return false;
      const turned = (moment: Date | null): boolean =>
        moment !== null &&
        moment.getTime() <= at.startedMs &&
        moment.getTime() > (row.planAt?.getTime() ?? Number.NEGATIVE_INFINITY);
      return at
        .all(offerPrice)
        .some(
          (one) =>
            one.offerId === row.offerId &&
            (one.channelId === null || one.channelId === row.channelId) &&
            (turned(one.startsAt) || turned(one.endsAt)),
        );
    }),
  );

// Stop everything, and the click

export const setStopped: typeof real.setStopped = (tx, stopped) =>
  statement(tx, 'set stopped', (at, { studio }: Tables) =>
    at.put(studio, 'studio', { stoppedAt: stopped?.at ?? null, stoppedBy: stopped?.by ?? null }),
  );

export const readStopped: typeof real.readStopped = (tx) =>
  statement(tx, 'read stopped', (at, { studio }: Tables) => {
    const row = at.get(studio, 'studio');
    return row?.stoppedAt ? { at: row.stoppedAt, by: row.stoppedBy ?? '' } : null;
  });

export const takenRemoteIds: typeof real.takenRemoteIds = (tx, channelId, exceptListing) =>
  statement(tx, 'taken remote ids', (at, { listing, remoteListing }: Tables) => {
    const listed = at
      .all(listing)
      .flatMap((row) =>
        row.channelId === channelId && row.id !== exceptListing && row.remoteId !== null
          ? [row.remoteId]
          : [],
      );
    const aside = at
      .all(remoteListing)
      .flatMap((row) =>
        row.channelId === channelId && ['set-aside', 'adopted'].includes(row.state) ? [row.remoteId] : [],
      );
    return new Set([...listed, ...aside]);
  });

export const lockListings: typeof real.lockListings = async (tx, ids) => {
  await statement(tx, 'lock work', (at, { work }: Tables) => {
    for (const id of [...ids].sort()) if (at.get(work, id)) at.lock(work, id);
  });
  await statement(tx, 'lock listings', (at, { listing }: Tables) => {
    for (const id of [...ids].sort()) if (at.get(listing, id)) at.lock(listing, id);
  });
};

export const approveRows: typeof real.approveRows = (tx, ids, by, approvedAt) =>
  statement(tx, 'approve', (at, tables: Tables) => {
    for (const id of ids) {
      const row = at.get(tables.listing, id);
      if (row)
        change(at, tables, id, {
          approvedHash: row.planHash,
          approvedBy: by,
          approvedAt,
          status: 'on-its-way',
          problem: null,
          updatedAt: approvedAt,
        });
    }
  });
