import type pg from 'pg';
import { newId } from '../kit/ids.ts';

/** `21 November 2026, 11:12 UTC` */
export const momentText = (at: Date): string =>
  `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })}, ${at.toISOString().slice(11, 16)} UTC`;

/** Who stopped everything, as the banner says it. */
export const stopperOf = (takenAt: Date): string => `The restore from the backup of ${momentText(takenAt)}`;

/**
 * Before anything else of a hub that was put back: the hub that it is a copy of may have gone on for a while, so nothing that
 * could leave leaves by itself. Messages are held, shops are paused until they were read again and the seller let them go on,
 * clicks and sign-ins are void, and a listing that was not on its shop is looked for there before it is made. Run at every
 * start; true when there was something to do.
 */
export async function holdAfterRestore(pool: pg.Pool): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const isNew = await hold(client);
    await client.query('commit');
    return isNew;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

async function hold(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ id: string; taken_at: Date }>(
    'select id, taken_at from restored where held_at is null order by restored_at for update',
  );
  const last = rows.at(-1);
  if (!last) return false;
  await client.query('update restored set held_at = now() where held_at is null');
  await client.query('update restored set released_at = now() where id <> $1 and released_at is null', [
    last.id,
  ]);
  await holdShops(client, last.taken_at);
  await holdListings(client);
  await client.query("update message set state = 'held' where state = 'waiting'");
  // the backup itself was at work in the moment that came back
  await client.query("delete from backup_run where state = 'asked'");
  for (const table of ['session', 'sign_in_link', 'verification', 'oauth_trip', 'approval_link'])
    await client.query(`delete from ${table}`);
  await client.query("insert into activity (id, at, tone, sentence) values ($1, now(), 'needs-you', $2)", [
    newId(),
    `This hub was put back from the backup of ${momentText(last.taken_at)}. Nothing is written to any shop, and no mail leaves, until you have looked at what is different and let it go on.`,
  ]);
  return true;
}

async function holdShops(client: pg.ClientBase, takenAt: Date): Promise<void> {
  await client.query(
    `insert into restored_channel (channel_id, restored_at) select id, now() from channel where state <> 'disconnected'
     on conflict (channel_id) do update set restored_at = excluded.restored_at, read_at = null, problem = null,
       released_at = null`,
  );
  // A shop that refused its key stays so: reconnecting is the first step there.
  await client.query(
    `update channel c set paused_at = now(), pause_cause = 'restored', pause_reason = $1
     where c.state <> 'disconnected' and c.pause_cause is distinct from 'unauthorised'`,
    [
      `Put back from the backup of ${momentText(takenAt)}. Every listing is read again first; look at what is different, then let it go on.`,
    ],
  );
  await client.query(
    `update studio set stopped_at = now(), stopped_by = $1
     where stopped_at is null and exists (select 1 from channel where state <> 'disconnected')`,
    [stopperOf(takenAt)],
  );
}

async function holdListings(client: pg.ClientBase): Promise<void> {
  // At rest, so that reading again may say what differs; whatever still has to be done is marked again at the release.
  await client.query(
    `update work set synced = dirty, lease_until = null, lease_owner = null, lease_token = lease_token + 1,
       not_before = null, attempts = 0, priority = 100`,
  );
  await client.query(
    'update listing set approved_hash = null, approved_by = null, approved_at = null where approved_hash is not null',
  );
  // A step of which nothing is known makes the engine look for the listing by its SKU and title before it makes one.
  await client.query(
    `insert into step (id, listing_id, lease_token, position, kind, summary, started_at, outcome)
     select gen_random_uuid(), l.id, w.lease_token, 30000, 'look', 'Look whether it was made after the backup', now(), 'ambiguous'
     from listing l join work w on w.listing_id = l.id
     where l.remote_id is null and not exists (select 1 from step s where s.listing_id = l.id and s.ended_at is null)`,
  );
}
