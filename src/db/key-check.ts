import { sql } from 'drizzle-orm';
import { type KeyRing, seal, unseal } from '../kit/crypto.ts';
import type { Tx } from '../kit/ctx.ts';
import { HubError } from '../kit/errors.ts';

const context = 'key-check';

/**
 * Makes sure that the keys at hand open what this database keeps. The first hub of a database leaves the mark; with the
 * keys of another one, secrets would be unreadable without a word. `place`: where the keys are, for the sentence.
 * Throws HubError `conflict`. Run in a transaction.
 */
export async function checkKeys(tx: Tx, ring: KeyRing, place: string): Promise<void> {
  const mark = seal(ring, 'spindle', context);
  await tx.execute(sql`insert into key_check (sealed) values (${mark}) on conflict do nothing`);
  const { rows } = await tx.execute<{ sealed: Buffer }>(sql`select sealed from key_check for update`);
  const [kept] = rows;
  if (!kept) throw new Error('The mark of the keys was not kept');
  try {
    unseal(ring, kept.sealed, context);
  } catch (cause) {
    throw new HubError(
      'conflict',
      `The keys in ${place} do not open the shops’ secrets in this database: they belong to another hub. ` +
        'Put the right keys.json back, from the folder that this database was used with or from your backup; ' +
        'several processes on one database need the same keys: set SPINDLE_KEYS for each to the content of the keys.json that the first one made. If they are lost for good, start once with ' +
        'SPINDLE_FORGET_SECRETS=yes and connect the shops again. Nothing was changed.',
      { cause },
    );
  }
  // an old key may leave the ring one day
  await tx.execute(sql`update key_check set sealed = ${mark}`);
}

/** For keys that are lost for good: what nobody can open any more goes, and each shop asks for its key. */
export async function forgetSecrets(tx: Tx): Promise<void> {
  await tx.execute(sql`delete from key_check`);
  await tx.execute(sql`delete from idempotency`);
  await tx.execute(sql`delete from oauth_trip`);
  await tx.execute(sql`update channel set secrets = null, webhook_secret = null, paused_at = coalesce(paused_at, now()),
    pause_cause = 'unauthorised', pause_reason = 'Its key was lost with the hub’s keys. Reconnect the shop.'
    where state <> 'disconnected'`);
}
