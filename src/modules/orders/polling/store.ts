import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { rowsOf } from '../../../db/query.ts';
import { channel } from '../../../db/tables/index.ts';
import type { Tx } from '../../../kit/ctx.ts';

/** Whether an active shop's orders were not asked for within this time: most looks end here. */
export async function isAnyPollDue(tx: Tx, everyMs: number): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    `select from channel where state = 'active'
       and (orders_polled_at is null or orders_polled_at < now() - $1::float8 * interval '1 millisecond') limit 1`,
    [everyMs],
  );
  return rows.length > 0;
}

/** True for one caller only: several processes take turns without talking to each other. */
export async function claimPoll(tx: Tx, channelId: string, everyMs: number): Promise<boolean> {
  const rows = await tx
    .update(channel)
    .set({ ordersPolledAt: sql`now()` })
    .where(
      and(
        eq(channel.id, channelId),
        or(
          isNull(channel.ordersPolledAt),
          lt(channel.ordersPolledAt, sql`now() - ${everyMs}::float8 * interval '1 millisecond'`),
        ),
      ),
    )
    .returning({ id: channel.id });
  return rows.length > 0;
}

/** Only ever forwards: a slower poll must not undo a faster one. */
export async function advanceSince(tx: Tx, channelId: string, since: Date): Promise<void> {
  await tx
    .update(channel)
    .set({
      ordersSince: sql`greatest(coalesce(${channel.ordersSince}, ${since.toISOString()}::timestamptz), ${since.toISOString()}::timestamptz)`,
    })
    .where(eq(channel.id, channelId));
}
