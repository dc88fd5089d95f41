/** The tables that the engine reads and writes. Times that only SQL compares are milliseconds; others are dates. */
import type {
  address,
  channel,
  listing,
  offer,
  offerPrice,
  pattern,
  placed,
  remoteListing,
  step,
} from '../../../src/db/tables/index.ts';
import type { PatternImage } from '../../../src/modules/catalog/index.ts';
import type { CurrentFile } from '../../../src/modules/files/index.ts';
import { Memory, Table } from './memory.ts';

export interface WorkRow {
  listingId: string;
  channelId: string;
  dirty: number;
  synced: number;
  priority: number;
  dueMs: number;
  notBeforeMs: number | null;
  leaseToken: number;
  leaseUntilMs: number | null;
  leaseOwner: string | null;
  attempts: number;
}

export interface BucketState {
  key: string;
  perSecond: number;
  perDay: number | null;
  tatMs: number;
  blockedUntilMs: number | null;
  day: string;
  dayUsed: number;
  share: number;
  burst: number;
  learned: number | null;
  refusedMs: number | null;
  takenBy: string | null;
  sharedMs: number | null;
}

type ListingRow = typeof listing.$inferSelect;
type RemoteRow = typeof remoteListing.$inferSelect;
type AddressRow = typeof address.$inferSelect;

export const createTables = () => ({
  work: new Table<WorkRow>('work'),
  listing: new Table<ListingRow>('listing', (row) => row.remoteId && `${row.channelId}:${row.remoteId}`),
  step: new Table<typeof step.$inferSelect>(
    'step',
    (row) => `${row.listingId}:${row.leaseToken}:${row.position}`,
  ),
  placed: new Table<typeof placed.$inferSelect>('placed'),
  address: new Table<AddressRow>('address'),
  remoteListing: new Table<RemoteRow>('remote_listing'),
  channel: new Table<typeof channel.$inferSelect>('channel'),
  bucket: new Table<BucketState>('bucket'),
  studio: new Table<{ stoppedAt: Date | null; stoppedBy: string | null }>('studio'),
  pattern: new Table<typeof pattern.$inferSelect>('pattern'),
  offer: new Table<typeof offer.$inferSelect>('offer'),
  offerPrice: new Table<typeof offerPrice.$inferSelect>('offer_price'),
  /** Pictures of a pattern, and files of its current release: what the catalogue's and the files' own queries join. */
  images: new Table<{ patternId: string; images: PatternImage[] }>('pattern_image'),
  currentFiles: new Table<{ patternId: string; files: CurrentFile[] }>('release_file'),
});

export type Tables = ReturnType<typeof createTables>;

export class HubMemory extends Memory {
  readonly tables: Tables = createTables();
  constructor() {
    super();
    this.tables.studio.rows.set('studio', { stoppedAt: null, stoppedBy: null });
  }
}
