import type { Query } from './database.ts';
import type { SeenWrite } from './watch.ts';

export interface Claim {
  listingId: string;
  token: number;
  pid: number;
  atMs: number;
}

/** Writes down who took which listing when: the table itself only knows who has it now. */
export async function recordLeases(query: Query): Promise<void> {
  await query(`
    create schema if not exists lab;
    create table if not exists lab.claim (at timestamptz not null, listing_id uuid not null, token bigint not null, owner text not null);
    create or replace function lab.note_claim() returns trigger language plpgsql as $$
    begin
      insert into lab.claim values (clock_timestamp(), new.listing_id, new.lease_token, new.lease_owner);
      return new;
    end $$;
    drop trigger if exists note_claim on work;
    create trigger note_claim after update of lease_token on work for each row
      when (new.lease_token > old.lease_token) execute function lab.note_claim();`);
}

export async function readClaims(query: Query): Promise<Claim[]> {
  const rows = await query<{ listing_id: string; token: string; owner: string; ms: string }>(
    `select listing_id, token, owner, extract(epoch from at) * 1000 as ms from lab.claim order by at`,
  );
  return rows.map((row) => ({
    listingId: row.listing_id,
    token: Number(row.token),
    pid: Number.parseInt(row.owner, 10),
    atMs: Number(row.ms),
  }));
}

/** Which listings a process holds now. */
export async function heldBy(query: Query, pid: number): Promise<string[]> {
  const [table] = await query<{ name: string | null }>(`select to_regclass('work')::text as name`);
  // killed while its tables were made
  if (!table?.name) return [];
  const rows = await query<{ listing_id: string }>(
    `select listing_id from work where lease_owner like $1 and lease_until > clock_timestamp()`,
    [`${pid}-%`],
  );
  return rows.map((row) => row.listing_id);
}

/** Writes that reached a shop from a process whose listing somebody else had taken before. */
export function overtaken(
  writes: readonly SeenWrite[],
  claims: readonly Claim[],
  listingOf: (shop: SeenWrite['shop'], remoteId: string) => string | undefined,
): string[] {
  const byListing = Map.groupBy(claims, (claim) => claim.listingId);
  return writes.flatMap((write) =>
    write.remoteIds.flatMap((remoteId) => {
      const listingId = listingOf(write.shop, remoteId);
      const before = (byListing.get(listingId ?? '') ?? []).filter((claim) => claim.atMs < write.atMs);
      const holder = before.at(-1);
      if (!holder || holder.pid === write.pid || write.pid === 0) return [];
      const late = Math.round(write.atMs - holder.atMs);
      return [
        `${write.what} came from process ${write.pid}, ${late} ms after ${holder.pid} had taken the listing (token ${holder.token})`,
      ];
    }),
  );
}
