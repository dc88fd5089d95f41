import { HubError } from '../../kit/errors.ts';
import { gather } from '../../kit/gather.ts';
import type { Host } from '../../kit/run-operation.ts';
import { type OfferView, readOffers } from '../catalog/index.ts';
import { type CurrentFile, readCurrentFiles, readFilesOfOffers } from '../files/index.ts';
import { readSheets, type Sheet } from './sheet-store.ts';
import { readStanding, type Standing } from './store.ts';

/** What runs read: those that ask at the same time ask together, whichever shop they are for. */
export interface Desk {
  /** Begins to read what the first round of these listings will ask for. */
  prepare(listings: readonly { listingId: string; offerId: string }[]): void;
  /** Throws HubError `not-found`. */
  sheet(listingId: string): Promise<Sheet>;
  offer(id: string): Promise<OfferView | null>;
  /** Files of the current releases of what the offer sells. */
  files(offer: OfferView): Promise<CurrentFile[]>;
  /** See `readStanding`; for runs of this shop that ask at the same time it is counted once. */
  standing(most: number): Promise<Standing>;
}

interface Readers {
  sheet(listingId: string): Promise<Sheet>;
  offer(id: string): Promise<OfferView | null>;
  files(offerId: string): Promise<Map<string, CurrentFile[]>>;
}

const readers = new WeakMap<Host, Readers>();
const lanes = { lanes: 4 };

function readersOf(host: Host): Readers {
  const known = readers.get(host);
  if (known) return known;
  const made: Readers = {
    sheet: gather<string, Sheet>(async (ids) => {
      const found = new Map((await readSheets(host.db, each(ids))).map((one) => [one.listing.id, one]));
      return ids.map(
        (id) =>
          found.get(id) ?? new HubError('not-found', 'There is no such listing. It may have been removed.'),
      );
    }, lanes),
    offer: gather<string, OfferView | null>(async (ids) => {
      const found = new Map((await readOffers(host.db, each(ids))).map((one) => [one.id, one]));
      return ids.map((id) => found.get(id) ?? null);
    }, lanes),
    files: gather<string, Map<string, CurrentFile[]>>(async (ids) => {
      const found = await readFilesOfOffers(host.db, each(ids));
      return ids.map((id) => found.get(id) ?? new Map());
    }, lanes),
  };
  readers.set(host, made);
  return made;
}

const each = (ids: readonly string[]): string[] => [...new Set(ids)];

export function openDesk(host: Host, channelId: string): Desk {
  const read = readersOf(host);
  const sheet = ahead(read.sheet);
  const offer = ahead(read.offer);
  const files = ahead(read.files);
  const standing = gather<number, Standing>(async (asked) => {
    const now = await readStanding(host.db, channelId, Math.max(...asked));
    return asked.map((most) => ({ ...now, changing: Math.min(now.changing, most) }));
  }, lanes);
  return {
    prepare: (listings) => {
      for (const { listingId, offerId } of listings) {
        sheet.begin(listingId);
        offer.begin(offerId);
        files.begin(offerId);
      }
    },
    sheet: sheet.take,
    offer: offer.take,
    files: async ({ id, memberPatternIds }) => {
      const byPattern = await files.take(id);
      const wanted = memberPatternIds.toSorted();
      // A bundle whose members changed between the two readings.
      if (wanted.some((one) => !byPattern.has(one))) return readCurrentFiles(host.db, wanted);
      return wanted.flatMap((one) => byPattern.get(one) ?? []);
    },
    standing,
  };
}

/** What was begun to be read is given to the first who asks; whoever asks again gets it read again. */
function ahead<V>(read: (key: string) => Promise<V>) {
  const begun = new Map<string, Promise<V>>();
  return {
    begin: (key: string): void => {
      const reading = read(key);
      // Whoever asks for it hears of its failure.
      reading.catch(() => {});
      begun.set(key, reading);
    },
    take: (key: string): Promise<V> => {
      const first = begun.get(key);
      begun.delete(key);
      return first ?? read(key);
    },
  };
}
