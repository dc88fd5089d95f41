import { and, eq, isNull, sql } from 'drizzle-orm';
import { restoredChannel } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';

export type HeldChannel = typeof restoredChannel.$inferSelect;

/** A shop that nothing is written to since the hub was put back from a backup; null: it may go on. */
export async function readHeld(tx: Tx, channelId: string): Promise<HeldChannel | null> {
  const [row] = await tx
    .select()
    .from(restoredChannel)
    .where(and(eq(restoredChannel.channelId, channelId), isNull(restoredChannel.releasedAt)));
  return row ?? null;
}

export const listHeld = (tx: Tx): Promise<HeldChannel[]> =>
  tx.select().from(restoredChannel).where(isNull(restoredChannel.releasedAt));

export async function letGo(tx: Tx, channelId: string, at: Date): Promise<void> {
  await tx.update(restoredChannel).set({ releasedAt: at }).where(eq(restoredChannel.channelId, channelId));
}

/** Every listing was read again, or why not. */
export async function noteHeldRead(
  tx: Tx,
  channelId: string,
  outcome: { readAt: Date } | { problem: string },
): Promise<void> {
  const set = 'readAt' in outcome ? { readAt: outcome.readAt, problem: null } : { problem: outcome.problem };
  await tx.update(restoredChannel).set(set).where(eq(restoredChannel.channelId, channelId));
}

/** A new key or consent ends a pause; one that is held stays paused. */
export async function pauseHeld(tx: Tx): Promise<void> {
  await tx.execute(sql`
    update channel c set paused_at = now(), pause_cause = 'restored',
      pause_reason = 'This hub was put back from a backup. Look at what is different here, then let it go on.'
    where c.paused_at is null and c.state <> 'disconnected' and exists (
      select 1 from restored_channel r where r.channel_id = c.id and r.released_at is null)`);
}
