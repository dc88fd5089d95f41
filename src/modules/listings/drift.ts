import type {
  Connector,
  DesiredListing,
  FieldName,
  ObservedFile,
  ObservedListing,
} from '../../connectors/connector.ts';
import type { OwnFiles } from './listing.ts';

/** What we have put on a shop: its id → our bytes. */
export interface PlacedRow {
  kind: string;
  remoteId: string;
  sha256: string;
  slot: string | null;
}

/** An address of ours that a shop fetches from. */
export interface AddressRow {
  kind: string;
  slot: string;
  sha256: string;
  url: string;
}

/** Stands in for the unknown bytes of a file that the shop keeps. */
export const keptMark = (remoteId: string): string => `kept:${remoteId}`;

/** Stands for bytes of which only this is known: they are ours. An upload may have ended late, and be an older version. */
export const unsureMark = 'unsure';

/** Whether the ledger keeps this: the hash of bytes of ours, or that they are ours. */
export const isOurs = (sha256: string): boolean => sha256 === unsureMark || /^[0-9a-f]{64}$/.test(sha256);

/**
 * Pure: an observation with what only the hub knows: which bytes lie behind each of the shop's ids and addresses.
 * The last row of an id wins.
 */
export function withLedger(
  observed: ObservedListing,
  placed: readonly PlacedRow[],
  addresses: readonly AddressRow[] = [],
  own?: OwnFiles,
): ObservedListing {
  const byId = new Map(placed.map((row) => [`${row.kind}:${row.remoteId}`, row]));
  const byUrl = new Map(addresses.map((row) => [row.url, row]));
  const kept = new Set(own?.keep.map((file) => file.remoteId));
  return {
    ...observed,
    images: observed.images.map((image) => {
      const known = byId.get(`image:${image.remoteId}`);
      return known ? { ...image, sha256: known.sha256 } : image;
    }),
    files: observed.files.map((file): ObservedFile => {
      if (kept.has(file.remoteId))
        return { ...file, slot: keptMark(file.remoteId), sha256: keptMark(file.remoteId) };
      const known = (file.url ? byUrl.get(file.url) : undefined) ?? byId.get(`file:${file.remoteId}`);
      return known ? { ...file, sha256: known.sha256, slot: known.slot ?? undefined } : file;
    }),
  };
}

/** Pure: an observation as the shop shows it, without what the hub added. */
export const bareOf = (observed: ObservedListing): ObservedListing => ({
  ...observed,
  images: observed.images.map(({ sha256: _, ...image }) => image),
  files: observed.files.map(({ sha256: _, slot: __, ...file }) => file),
});

/** Pure: fields that differ on the shop from what was last proved to be there. */
export function driftOf(
  connector: Pick<Connector, 'differences'>,
  applied: DesiredListing,
  observed: ObservedListing,
  owned: ReadonlySet<FieldName>,
): FieldName[] {
  return connector.differences({ desired: applied, observed, owned });
}
