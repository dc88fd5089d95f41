import { HubError } from '../../kit/errors.ts';
import { gather } from '../../kit/gather.ts';
import type { Host } from '../../kit/run-operation.ts';
import { type OfferView, readOffers } from '../catalog/index.ts';
import { type CurrentFile, readCurrentFiles } from '../files/index.ts';
import { type Address, readAddressRowsOf } from './address-store.ts';
import type { PlacedRow } from './drift.ts';
import type { Listing } from './listing.ts';
import { countChanging, hasWritten, readListings, readPlacedOf, unsettledAmong } from './store.ts';

/** What runs read: those that were claimed together ask together, each reading is made when it is asked for. */
export interface Desk {
  /** Begins to read what the first round of these listings will ask for. */
  prepare(listingIds: readonly string[]): void;
  /** Throws HubError `not-found`. */
  listing(id: string): Promise<Listing>;
  offer(id: string): Promise<OfferView | null>;
  /** Files of the current releases of these patterns. */
  files(patternIds: readonly string[]): Promise<CurrentFile[]>;
  placed(listingId: string): Promise<PlacedRow[]>;
  addresses(listingId: string): Promise<Address[]>;
  /** Whether a step of this listing was begun and never ended. */
  isUnsettled(listingId: string): Promise<boolean>;
  /** Whether a plan was ever carried out on this channel. */
  hasWritten(): Promise<boolean>;
  /** See `countChanging`; for runs that ask at the same time it is counted once. */
  changing(most: number): Promise<number>;
}

export function openDesk(host: Host, channelId: string): Desk {
  const lanes = { lanes: 4 };
  const listing = gather<string, Listing>(async (ids) => {
    const found = new Map((await readListings(host.db, ids)).map((one) => [one.id, one]));
    return ids.map(
      (id) =>
        found.get(id) ?? new HubError('not-found', 'There is no such listing. It may have been removed.'),
    );
  }, lanes);
  const offer = gather<string, OfferView | null>(async (ids) => {
    const found = new Map((await readOffers(host.db, [...new Set(ids)])).map((one) => [one.id, one]));
    return ids.map((id) => found.get(id) ?? null);
  }, lanes);
  const files = gather<readonly string[], CurrentFile[]>(async (asked) => {
    const all = await readCurrentFiles(host.db, [...new Set(asked.flat())]);
    const byPattern = Map.groupBy(all, (file) => file.patternId);
    return asked.map((ids) => [...new Set(ids)].toSorted().flatMap((id) => byPattern.get(id) ?? []));
  }, lanes);
  const placed = gather<string, PlacedRow[]>((ids) => readPlacedOf(host.db, ids), lanes);
  const addresses = gather<string, Address[]>((ids) => readAddressRowsOf(host.db, ids), lanes);
  const isUnsettled = gather<string, boolean>(async (ids) => {
    const open = await unsettledAmong(host.db, ids);
    return ids.map((id) => open.has(id));
  }, lanes);
  const changing = gather<number, number>(async (asked) => {
    const number = await countChanging(host.db, channelId, Math.max(...asked));
    return asked.map((most) => Math.min(number, most));
  }, lanes);
  const early = new Map<string, Promise<Listing>>();
  let written: Promise<boolean> | null = null;
  const readWritten = () => {
    written ??= hasWritten(host.db, channelId).then((is) => {
      if (!is) written = null;
      return is;
    });
    return written;
  };
  return {
    prepare: (listingIds) => {
      for (const id of listingIds) {
        const reading = listing(id);
        // Whoever asks for it hears of its failure.
        reading.catch(() => {});
        early.set(id, reading);
      }
      readWritten().catch(() => {
        written = null;
      });
    },
    listing: (id) => {
      const first = early.get(id);
      early.delete(id);
      return first ?? listing(id);
    },
    offer,
    files,
    placed,
    addresses,
    isUnsettled,
    hasWritten: readWritten,
    changing,
  };
}
