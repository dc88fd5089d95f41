import { and, asc, eq } from 'drizzle-orm';
import { pushKey, pushSubscription } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';

export type Subscription = typeof pushSubscription.$inferSelect;

/** A browser has one subscription: whoever signs in there next takes it over. */
export async function upsertSubscription(
  tx: Tx,
  row: typeof pushSubscription.$inferInsert,
): Promise<Subscription> {
  const { id: _, createdAt: __, ...changes } = row;
  const [kept] = await tx
    .insert(pushSubscription)
    .values(row)
    .onConflictDoUpdate({ target: pushSubscription.endpoint, set: changes })
    .returning();
  if (!kept) throw new Error('The subscription was not kept');
  return kept;
}

export const selectSubscriptions = (tx: Tx, personId: string): Promise<Subscription[]> =>
  tx
    .select()
    .from(pushSubscription)
    .where(eq(pushSubscription.personId, personId))
    .orderBy(asc(pushSubscription.createdAt));

export async function selectSubscription(tx: Tx, id: string): Promise<Subscription | null> {
  const [row] = await tx.select().from(pushSubscription).where(eq(pushSubscription.id, id));
  return row ?? null;
}

/** `personId` null: whoever's. */
export async function deleteSubscription(tx: Tx, id: string, personId: string | null): Promise<boolean> {
  const rows = await tx
    .delete(pushSubscription)
    .where(and(eq(pushSubscription.id, id), personId ? eq(pushSubscription.personId, personId) : undefined))
    .returning({ id: pushSubscription.id });
  return rows.length > 0;
}

export async function noteUsed(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.update(pushSubscription).set({ usedAt: at }).where(eq(pushSubscription.id, id));
}

export interface SealedKey {
  publicKey: string;
  privateKey: Buffer;
}

export async function selectPushKey(tx: Tx): Promise<SealedKey | null> {
  const [row] = await tx.select().from(pushKey);
  return row ?? null;
}

/** Of two that make a key at the same moment, one stays: the one that is answered. */
export async function insertPushKey(tx: Tx, key: SealedKey): Promise<SealedKey> {
  await tx.insert(pushKey).values(key).onConflictDoNothing();
  return (await selectPushKey(tx)) ?? key;
}

export async function updatePushKey(tx: Tx, key: SealedKey): Promise<void> {
  await tx.update(pushKey).set(key).where(eq(pushKey.publicKey, key.publicKey));
}

/** A key that cannot be opened any more: browsers subscribed to it must subscribe again. */
export async function deletePushKey(tx: Tx): Promise<void> {
  await tx.delete(pushSubscription);
  await tx.delete(pushKey);
}
