import { ConnectorError, type ObservedListing } from '../../connectors/connector.ts';
import type { Host } from '../../kit/run-operation.ts';
import type { OfferView } from '../catalog/index.ts';
import type { OpenedIo } from '../channels/index.ts';
import type { Desk } from './desk.ts';
import { driftOf, type PlacedRow, unsureMark, withLedger } from './drift.ts';
import type { Lease } from './lease.ts';
import type { Listing } from './listing.ts';
import { ownedFields } from './ownership.ts';
import type { Prepared } from './prepare.ts';
import type { Sheet } from './sheet-store.ts';
import {
  hasStepSince,
  noteLook,
  observedSet,
  putPlacedRows,
  readPlaced,
  settleSteps,
  takenRemoteIds,
  updateListing,
} from './store.ts';

/** A stored observation older than this is read again before anything is planned on it. */
const agedAfterMs = 15 * 60_000;

/** Longer than a shop works on one call whose caller is gone or was told nothing. */
const secondLookMs = 15_000;

/**
 * What is on the shop: as stored, or read again when a step's end is not known, when it was never read, when it is old, or
 * when the caller must know. Throws ConnectorError `gone` when it is no longer there.
 */
export async function look(
  host: Host,
  opened: OpenedIo,
  lease: Lease,
  desk: Desk,
  sheet: Sheet,
  offer: OfferView,
  prepared: Prepared,
  mustLook: boolean,
): Promise<{ sheet: Sheet; observed: ObservedListing | null }> {
  const { listing, isUnsettled } = sheet;
  const isAged =
    listing.observedAt === null || host.clock.now().getTime() - listing.observedAt.getTime() > agedAfterMs;
  if (listing.remoteId === null && !isUnsettled) return { sheet, observed: null };
  if (listing.observed && !isUnsettled && !isAged && !mustLook) return { sheet, observed: listing.observed };

  const askedAtMs = host.clock.monotonicMs();
  const fresh =
    listing.remoteId === null
      ? await findOwn(host, opened, listing, offer)
      : await opened.connector.observe(opened.io, listing.remoteId);
  if (!fresh && listing.remoteId !== null)
    throw new ConnectorError(
      'gone',
      `This listing is no longer on ${opened.channel.name}. Make it again, or let it go.`,
    );
  if (!fresh) await lookTwice(host, opened, lease, host.clock.monotonicMs() - askedAtMs);
  // Without a moment what is stored is from before a step of our own.
  const drift =
    isUnsettled || mustLook || listing.observedAt === null
      ? []
      : await driftSince(host, opened, listing, fresh, prepared);
  const at = host.clock.now();
  await host.transaction(async (tx) => {
    await lease.recordIn(tx);
    await settleSteps(tx, listing.id, at);
    if (fresh && isUnsettled) {
      const found = recovered(fresh, listing, await readPlaced(tx, listing.id));
      await putPlacedRows(
        tx,
        found.map((row) => ({ ...row, listingId: listing.id })),
        at,
      );
    }
    if (fresh)
      await updateListing(tx, listing.id, {
        ...observedSet(fresh, at),
        drift: [...new Set([...listing.drift, ...drift])],
      });
  });
  return { sheet: await desk.sheet(listing.id), observed: fresh };
}

/**
 * Pure: what was sent and whose answer was lost: unknown to the ledger, a file with the name and the exact size of one that we
 * sent, a picture with its words. Booked as ours, so that what takes its place needs no click.
 */
export function recovered(
  fresh: ObservedListing,
  listing: Pick<Listing, 'desired' | 'ownValues'>,
  placed: readonly PlacedRow[],
): (PlacedRow & { kind: 'file' | 'image' })[] {
  const byId = new Map(placed.map((row) => [`${row.kind}:${row.remoteId}`, row.sha256]));
  const kept = new Set(listing.ownValues.files?.keep.map((file) => file.remoteId));
  const files = fresh.files.flatMap((file) => {
    if (byId.has(`file:${file.remoteId}`) || kept.has(file.remoteId)) return [];
    const sent = listing.desired?.files.find(
      (one) => one.name === file.name && one.sizeBytes === file.sizeBytes,
    );
    return sent
      ? [{ remoteId: file.remoteId, kind: 'file' as const, sha256: sent.sha256, slot: sent.slot }]
      : [];
  });
  // Words say nothing of the bytes: such a picture is put there anew.
  const ourWords = new Set((listing.desired?.images ?? []).map((one) => plain(one.alt)));
  const images = fresh.images.flatMap(({ remoteId, alt }) =>
    plain(alt) === '' || byId.has(`image:${remoteId}`) || !ourWords.has(plain(alt))
      ? []
      : [{ remoteId, kind: 'image' as const, sha256: unsureMark, slot: null }],
  );
  return [...files, ...images];
}

/** Shops trim words and spell letters in their own way. */
const plain = (words: string): string => words.normalize('NFC').replace(/\s+/g, ' ').trim();

/**
 * Nobody heard how a create ended, and the shop may still be at it: what is not there yet is looked for once more, later,
 * before it is made again. `tookMs`: an answer that came late shows the shop as it was when it was asked.
 */
async function lookTwice(host: Host, opened: OpenedIo, lease: Lease, tookMs: number): Promise<void> {
  const notedMs = await host.transaction(async (tx) => {
    await lease.recordIn(tx);
    return noteLook(tx, lease.listingId);
  });
  const sinceMs = notedMs - tookMs;
  if (sinceMs < secondLookMs)
    throw new ConnectorError(
      'rate-limited',
      `It is not known yet whether ${opened.channel.name} has made this listing. Spindle looks once more in a moment, so that it is not there twice.`,
      { retryAfterMs: Math.min(secondLookMs, secondLookMs - sinceMs) },
    );
}

/** After a create whose answer was lost: ours carries the SKU or the title and belongs to nobody else. */
async function findOwn(
  host: Host,
  opened: OpenedIo,
  listing: Listing,
  offer: OfferView,
): Promise<ObservedListing | null> {
  const title = listing.desired?.title ?? offer.pattern.title;
  const sku = listing.desired?.sku ?? offer.sku;
  const found = await opened.connector.find(opened.io, { sku, title });
  const taken = await takenRemoteIds(host.db, listing.channelId, listing.id);
  return found.find((one) => !taken.has(one.remoteId) && one.state !== 'ended') ?? null;
}

/** Edits by hand since the last proof; half-done steps of our own are no drift. */
async function driftSince(
  host: Host,
  opened: OpenedIo,
  listing: Listing,
  fresh: ObservedListing | null,
  prepared: Prepared,
) {
  if (!fresh || !listing.applied || !listing.appliedAt) return [];
  if (await hasStepSince(host.db, listing.id, listing.appliedAt)) return [];
  const placed = await readPlaced(host.db, listing.id);
  const observed = withLedger(
    fresh,
    placed,
    prepared.addresses.filter((one) => one.kind === 'file'),
    listing.ownValues.files,
  );
  const owned = ownedFields({
    ownedByShop: opened.connector.ownedByShop,
    writable: opened.connector.capabilities.writable,
    channel: opened.channel.ownership,
    listing: listing.ownership,
    wantedState: listing.wantedState,
    observed,
    drift: listing.drift,
  });
  return driftOf(opened.connector, listing.applied, observed, owned);
}
