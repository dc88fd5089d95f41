import {
  type Connector,
  ConnectorError,
  type DesiredListing,
  type FieldName,
  fieldNames,
  type ObservedListing,
} from '../../connectors/connector.ts';
import { sha256Hex } from '../../kit/crypto.ts';
import type { Host } from '../../kit/run-operation.ts';
import type { OpenedIo, Ownership } from '../channels/index.ts';
import { wantedFrom } from './adopt.ts';
import { matchFiles } from './adoption-match.ts';
import { type DesiredInput, toDesired } from './desired.ts';
import type { Desk } from './desk.ts';
import { type PlacedRow, withLedger } from './drift.ts';
import type { Lease } from './lease.ts';
import type { OwnFiles, OwnValues } from './listing.ts';
import { priorities } from './mark-dirty.ts';
import { ownedFields } from './ownership.ts';
import { toStoredPlan } from './plan.ts';
import { type Place, prepareBytes } from './prepare.ts';
import { finishTakeOver } from './settle.ts';
import type { Sheet } from './sheet-store.ts';
import { observedSet, putPlacedRows, updateListing } from './store.ts';
import { markRows } from './work-store.ts';

/**
 * The first run of an adopted listing: only reads. The shop's present values become this shop's own, its files are matched
 * to the places of the file plan, and what was seen counts as proved: the first plan is empty.
 */
export async function takeOver(
  host: Host,
  opened: OpenedIo,
  lease: Lease,
  desk: Desk,
  sheet: Sheet,
): Promise<void> {
  const { listing } = sheet;
  const { connector, channel, io } = opened;
  const fresh = await connector.observe(io, listing.remoteId ?? '');
  if (!fresh) throw new ConnectorError('gone', `This listing is no longer on ${channel.name}. Let it go.`);
  const offer = await desk.offer(listing.offerId);
  if (!offer)
    throw new ConnectorError('rejected', 'The offer of this listing is no longer in the catalogue.');
  const prepared = await prepareBytes(host, channel, connector, desk, sheet, offer);
  const isSameRelease = listing.appliedReleaseId === null || listing.appliedReleaseId === prepared.releaseId;
  const { files, placed } = ownFilesOf(fresh, prepared.places, (slot) => {
    const now = prepared.files.find((file) => file.slot === slot)?.sha256 ?? '';
    // A release that came between the click and now is news for the shop.
    return isSameRelease ? now : sha256Hex(`older than ${now}`);
  });
  const observed = withLedger(fresh, placed, [], files);
  const present = isSameRelease ? observed : withCurrent(observed, prepared.files);
  const input: DesiredInput = {
    offer,
    channel,
    connector,
    wantedState: listing.wantedState,
    ownValues: { ...listing.ownValues, files },
    files: prepared.files,
    images: prepared.images,
    observed: present,
    at: host.clock.now(),
  };
  const own = takeOwnValues(connector, input, present, (ownership) =>
    ownedFields({
      ownedByShop: connector.ownedByShop,
      writable: connector.capabilities.writable,
      channel: channel.ownership,
      listing: { ...listing.ownership, ...ownership },
      wantedState: listing.wantedState,
      observed: present,
      drift: [],
    }),
  );
  // Paused or resumed before this first run: that was the seller's word, not the shop's.
  const isAsked = listing.observed !== null && wantedFrom(listing.observed.state) !== listing.wantedState;
  const { state, ...ownership } = own.ownership;
  const at = host.clock.now();
  await host.transaction(async (tx) => {
    await lease.recordIn(tx);
    await putPlacedRows(
      tx,
      placed.map((row) => ({ ...row, kind: 'file' as const, listingId: listing.id })),
      at,
    );
    await updateListing(tx, listing.id, {
      ...observedSet(fresh, at),
      ...(listing.original ? {} : { original: fresh, originalAt: at }),
    });
    if (!isSameRelease) await markRows(tx, [listing.id], priorities.erratum);
    else if (isAsked) await markRows(tx, [listing.id], priorities.price);
  });
  await finishTakeOver(host, lease, {
    ownValues: own.ownValues,
    ownership: { ...listing.ownership, ...ownership, ...(state && !isAsked ? { state } : {}) },
    desired: own.desired,
    applied: own.desired,
    appliedAt: at,
    appliedReleaseId: listing.appliedReleaseId ?? prepared.releaseId,
    plan: toStoredPlan([], []),
    planAt: lease.claimedAt,
    clickedPrice: own.desired.price,
    planHash: null,
    problem: null,
    status: listing.wantedState === 'paused' ? 'paused' : 'in-step',
  });
}

/** Which of the shop's files stand in our places, under its names; the others are kept as they are. */
function ownFilesOf(
  fresh: ObservedListing,
  places: readonly Place[],
  shaOf: (slot: string) => string,
): { files: OwnFiles; placed: PlacedRow[] } {
  const pairs = matchFiles(fresh.files, places);
  const matched = new Set(pairs.map((pair) => pair.remote.remoteId));
  return {
    files: {
      slots: Object.fromEntries(pairs.map(({ remote, ours }) => [ours.slot, { name: remote.name }])),
      keep: fresh.files
        .filter((file) => !matched.has(file.remoteId))
        .map(({ remoteId, name, sizeBytes, url }) => ({
          remoteId,
          name,
          sizeBytes,
          ...(url ? { url } : {}),
        })),
    },
    placed: pairs.map(({ remote, ours }) => ({
      kind: 'file',
      remoteId: remote.remoteId,
      sha256: shaOf(ours.slot),
      slot: ours.slot,
    })),
  };
}

const withCurrent = (observed: ObservedListing, files: DesiredListing['files']): ObservedListing => ({
  ...observed,
  files: observed.files.map((file) => {
    const now = files.find((one) => one.slot === file.slot);
    return now ? { ...file, sha256: now.sha256 } : file;
  }),
});

/** Pure: what differs becomes this shop's own; what cannot be said in a value is left to the shop. */
export function takeOwnValues(
  connector: Pick<Connector, 'differences' | 'plan' | 'project'>,
  input: DesiredInput,
  observed: ObservedListing,
  owned: (ownership: Ownership) => Set<FieldName>,
): { ownValues: OwnValues; ownership: Ownership; desired: DesiredListing } {
  let ownValues = input.ownValues;
  const ownership: Ownership = {};
  for (let pass = 0; pass <= fieldNames.length; pass += 1) {
    const { desired } = toDesired({ ...input, ownValues });
    const now = { desired, observed, owned: owned(ownership) };
    const differing = new Set([
      ...connector.differences(now),
      ...connector.plan(now).flatMap((step) => step.fields),
    ]);
    if (differing.size === 0) return { ownValues, ownership, desired };
    for (const field of differing) {
      const value = ownValue(field, observed);
      if (value !== undefined && !(field in ownValues)) ownValues = { ...ownValues, [field]: value };
      else ownership[field] = 'shop';
    }
  }
  return { ownValues, ownership, desired: toDesired({ ...input, ownValues }).desired };
}

/** Undefined: this field has no value that could be sent again. */
export function ownValue(field: FieldName, observed: ObservedListing): unknown {
  switch (field) {
    case 'title':
    case 'description':
    case 'tags':
    case 'category':
      return observed[field];
    case 'price':
    case 'sku':
      return observed[field] ?? undefined;
    default:
      return undefined;
  }
}
