import { rowsOf } from '../../db/query.ts';
import type { Tx } from '../../kit/ctx.ts';

export interface NewListing {
  id: string;
  channelId: string;
  offerId: string;
}

/**
 * Draft listings with their row of work, marked, in one statement: what is listed as it is made. The engine looks in a few seconds,
 * at all of one second together, since a new pattern has nothing to sell yet; its first release, like any change, makes it look
 * at once. Left out are shops that are disconnected or another designer's, and offers that are listed there already. Answers the
 * listings there are now.
 */
export async function insertMarkedListings(
  tx: Tx,
  designerId: string,
  listings: readonly NewListing[],
): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    `with l as (
      insert into listing (id, channel_id, offer_id, wanted_state, status)
      select n.id, n.channel_id, n.offer_id, 'draft', 'on-its-way'
      from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as n (id, channel_id, offer_id)
      join channel c on c.id = n.channel_id and c.designer_id = $4 and c.state <> 'disconnected'
      on conflict do nothing returning id, channel_id),
    w as (insert into work (listing_id, channel_id, dirty, due_at)
      select id, channel_id, 1, date_trunc('second', now()) + interval '6 seconds' from l)
    select id from l`,
    [
      listings.map((one) => one.id),
      listings.map((one) => one.channelId),
      listings.map((one) => one.offerId),
      designerId,
    ],
  );
  return rows.map((row) => row.id);
}
