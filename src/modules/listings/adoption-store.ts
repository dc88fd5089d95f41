import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { ObservedListing } from '../../connectors/connector.ts';
import { listing, remoteListing } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';
import type { Candidate } from './adoption-match.ts';

export interface RemoteRow {
  remoteId: string;
  observed: ObservedListing;
  observedAt: Date;
  state: 'open' | 'matched' | 'asked' | 'adopted' | 'set-aside' | 'gone';
  candidates: Candidate[];
  decidedBy: string | null;
}

const toRemote = (row: typeof remoteListing.$inferSelect): RemoteRow => row as unknown as RemoteRow;

const undecided: RemoteRow['state'][] = ['open', 'matched', 'asked'];

/** What a shop carries that the hub has no listing for, in the order of the shop's ids. */
export async function listRemote(
  tx: Tx,
  channelId: string,
  filter: { states?: RemoteRow['state'][]; after?: string; limit?: number } = {},
): Promise<RemoteRow[]> {
  const rows = await tx
    .select()
    .from(remoteListing)
    .where(
      and(
        eq(remoteListing.channelId, channelId),
        filter.states ? inArray(remoteListing.state, filter.states) : undefined,
        filter.after ? gt(remoteListing.remoteId, filter.after) : undefined,
        sql`(${remoteListing.state} = 'adopted' or not exists (select 1 from ${listing} l where l.channel_id = ${remoteListing.channelId} and l.remote_id = ${remoteListing.remoteId}))`,
      ),
    )
    .orderBy(asc(remoteListing.remoteId))
    .limit(filter.limit ?? 100_000);
  return rows.map(toRemote);
}

export const listUndecided = (tx: Tx, channelId: string): Promise<RemoteRow[]> =>
  listRemote(tx, channelId, { states: undecided });

/** Locks it: two clicks decide once. */
export async function lockRemote(tx: Tx, channelId: string, remoteId: string): Promise<RemoteRow | null> {
  const [row] = await tx
    .select()
    .from(remoteListing)
    .where(and(eq(remoteListing.channelId, channelId), eq(remoteListing.remoteId, remoteId)))
    .for('update');
  return row ? toRemote(row) : null;
}

export async function setRemote(
  tx: Tx,
  channelId: string,
  remoteId: string,
  set: { state: RemoteRow['state']; candidates?: Candidate[]; decidedBy?: string | null },
): Promise<void> {
  await tx
    .update(remoteListing)
    .set(set)
    .where(and(eq(remoteListing.channelId, channelId), eq(remoteListing.remoteId, remoteId)));
}

/** Nobody said what these are: they stay the shop's alone. */
export async function setUndecidedAside(tx: Tx, channelId: string, by: string): Promise<number> {
  const rows = await tx
    .update(remoteListing)
    .set({ state: 'set-aside', decidedBy: by })
    .where(and(eq(remoteListing.channelId, channelId), inArray(remoteListing.state, undecided)))
    .returning({ remoteId: remoteListing.remoteId });
  return rows.length;
}

export async function countRemote(tx: Tx, channelId: string): Promise<Record<string, number>> {
  const rows = await tx
    .select({ state: remoteListing.state, n: sql<number>`count(*)::int` })
    .from(remoteListing)
    .where(eq(remoteListing.channelId, channelId))
    .groupBy(remoteListing.state);
  return Object.fromEntries(rows.map((row) => [row.state, row.n]));
}
