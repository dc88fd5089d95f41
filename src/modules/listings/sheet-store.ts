import { getTableColumns } from 'drizzle-orm';
import { rowsOf } from '../../db/query.ts';
import { listing } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';
import type { Address } from './address-store.ts';
import type { PlacedRow } from './drift.ts';
import { type Listing, toListing } from './listing.ts';

/** What the hub knows of one listing by itself. */
export interface Sheet {
  listing: Listing;
  /** What was put there, the oldest first. */
  placed: PlacedRow[];
  /** Those that serve. */
  addresses: Address[];
  /** A step was begun, and it is not known how it ended. */
  isUnsettled: boolean;
}

const columns = Object.entries(getTableColumns(listing))
  .map(([name, column]) => `l.${column.name} as "${name}"`)
  .join(', ');

interface Row {
  isUnsettled: boolean;
  placedRows: PlacedRow[] | null;
  addressRows: Address[] | null;
}

/** Of many listings, in one statement and in no order; those that are not there are left out. */
export async function readSheets(tx: Tx, listingIds: readonly string[]): Promise<Sheet[]> {
  const [one, ...others] = listingIds;
  if (one === undefined) return [];
  const [are, given] = others.length === 0 ? ['= $1', one] : ['= any($1)', listingIds];
  const rows = await rowsOf<Row & typeof listing.$inferSelect>(
    tx,
    `select ${columns},
      exists (select 1 from step s where s.listing_id = l.id and s.ended_at is null) as "isUnsettled",
      (select json_agg(json_build_object('kind', p.kind, 'remoteId', p.remote_id, 'sha256', p.sha256, 'slot', p.slot)
          order by p.placed_at, p.kind, p.remote_id) from placed p where p.listing_id = l.id) as "placedRows",
      (select json_agg(json_build_object('token', a.token, 'kind', a.kind, 'slot', a.slot, 'sha256', a.sha256, 'name', a.name)
          order by a.kind, a.slot)
        from address a where a.listing_id = l.id and a.revoked_at is null) as "addressRows"
     from listing l where l.id ${are}`,
    [given],
  );
  return rows.map(({ isUnsettled, placedRows, addressRows, ...row }) => ({
    listing: toListing(row),
    placed: placedRows ?? [],
    addresses: addressRows ?? [],
    isUnsettled,
  }));
}
