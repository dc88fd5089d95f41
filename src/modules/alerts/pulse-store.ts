import { lt, sql } from 'drizzle-orm';
import { hubSleep, pulse } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';

/** Moves the pulse to `now`; answers when it beat before, or null the first time. Others wait until the transaction ends. */
export async function movePulse(tx: Tx, now: Date): Promise<Date | null> {
  await tx.insert(pulse).values({ beatAt: now }).onConflictDoNothing();
  const [row] = await tx.select({ beatAt: pulse.beatAt }).from(pulse).for('update');
  await tx.update(pulse).set({ beatAt: now });
  return row?.beatAt ?? null;
}

export async function insertSleep(tx: Tx, fromAt: Date, untilAt: Date): Promise<void> {
  await tx.insert(hubSleep).values({ id: newId(untilAt.getTime()), fromAt, untilAt });
  await tx.delete(hubSleep).where(lt(hubSleep.untilAt, sql`${untilAt}::timestamptz - interval '60 days'`));
}
