import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import { holdAfterRestore } from '../../backup/index.ts';
import { fillHub } from '../../backup/testing/fill-hub.ts';
import { createClient } from '../../db/client.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { writeMessage } from '../../mail/index.ts';
import { releaseHeld } from '../../mail/release-held.ts';
import { noteHeldRead } from '../channels/index.ts';
import { resumeChannel } from '../channels/pause-channel.ts';
import { markDirty } from '../listings/index.ts';
import { fenceCalls, readyChannels } from '../listings/work-store.ts';
import { readHeldShops } from './loops.ts';
import { backupStatus } from './status.ts';

let test: TestHost;
let channelId: string;
let listingId: string;
const sent: string[] = [];
beforeAll(async () => {
  test = await createTestHost({ jobs: false });
  const { ports, db } = test.host;
  ports.mail = { send: async ({ to }) => void sent.push(to) };
  await fillHub(
    { databaseUrl: test.databaseUrl, storage: ports.storage, ring: ports.keyRing },
    { patterns: 8, bytesEach: 100 },
  );
  await db.execute(
    sql`update listing set approved_hash = 'old.creates', remote_id = null where remote_id = '3'`,
  );
  await db.execute(
    sql`update work set dirty = dirty + 1, lease_until = now() + interval '1 hour' where listing_id in (select id from listing where remote_id = '1')`,
  );
  await db.execute(
    sql`insert into restored (id, archive_id, taken_at) values (gen_random_uuid(), 'a', '2026-03-04T05:06:07Z')`,
  );
  await db.execute(
    sql`insert into backup_run (id, state, asked_by, started_at, place) values (gen_random_uuid(), 'asked', 'schedule', now(), '/b')`,
  );
  channelId = (await db.execute<{ id: string }>(sql`select id from channel`)).rows[0]?.id as string;
  listingId = (await db.execute<{ id: string }>(sql`select id from listing where remote_id = '1'`)).rows[0]
    ?.id as string;
});
afterAll(() => test?.close());

const hold = async () => {
  const { pool } = createClient({ url: test.databaseUrl, max: 1 });
  const isNew = await holdAfterRestore(pool);
  await pool.end();
  return isNew;
};
const one = async <T>(query: ReturnType<typeof sql>) =>
  (await test.host.db.execute<Record<string, T>>(query)).rows[0] as Record<string, T>;

it('holds back all that could leave, once', async () => {
  expect(await hold()).toBe(true);
  expect(await hold()).toBe(false);
  expect(await one(sql`select stopped_by from studio`)).toEqual({
    stopped_by: 'The restore from the backup of 4 March 2026, 05:06 UTC',
  });
  expect(await one(sql`select count(*)::int as n from message where state = 'waiting'`)).toEqual({ n: 0 });
  // the backup that it was put back from was at work in that moment
  expect(await one(sql`select count(*)::int as n from backup_run where state = 'asked'`)).toEqual({ n: 0 });
  expect(await one(sql`select count(*)::int as n from listing where approved_hash is not null`)).toEqual({
    n: 0,
  });
  expect(
    await one(sql`select count(*)::int as n from work where dirty <> synced or lease_until is not null`),
  ).toEqual({ n: 0 });
  // it may have been made after the backup: the engine looks for it first
  expect(
    await one(
      sql`select l.remote_id, s.outcome from step s join listing l on l.id = s.listing_id where s.ended_at is null`,
    ),
  ).toEqual({
    remote_id: null,
    outcome: 'ambiguous',
  });
});

it('lets nothing through to the shop, whatever is clicked or cleared, until it was read again', async () => {
  const { db } = test.host;
  await inTransaction(test.host, systemActor, (ctx) => markDirty(ctx, [listingId], 10));
  // a new key ends a pause; the hold is another thing
  await db.execute(sql`update channel set paused_at = null, pause_cause = null`);
  await db.execute(sql`update studio set stopped_at = null`);
  expect(await readyChannels(db)).toEqual([]);
  await db.execute(
    sql`update work set lease_token = 77, lease_until = now() + interval '1 minute' where listing_id = ${listingId}`,
  );
  expect(await fenceCalls(db, [{ listingId, token: 77 }], 6000)).toEqual(['stopped']);
  await db.execute(sql`update work set lease_until = null where listing_id = ${listingId}`);
  await expect(test.run(resumeChannel, { channelId })).rejects.toThrow('not every listing');
  // the shop does not answer: it says so, and is asked again
  expect(await readHeldShops(test.host)).toBe(true);
  expect(await one(sql`select pause_cause from channel`)).toEqual({ pause_cause: 'restored' });
  const { restored } = await test.run(backupStatus, {});
  expect(restored?.shops).toMatchObject([{ channelId, isRead: false }]);
  expect(restored?.shops[0]?.problem).toBeTruthy();
  await expect(test.run(resumeChannel, { channelId })).rejects.toThrow('The last try');
});

it('holds letters to buyers, and lets others go', async () => {
  const write = (kind: 'order' | 'library', cause: string) =>
    inTransaction(test.host, systemActor, (ctx) =>
      writeMessage(ctx, {
        kind,
        buyerId: null,
        recipient: 'a@b.example',
        subject: 's',
        cause,
        letter: { heading: 'h', blocks: [], footer: 'f' },
      }),
    );
  await write('order', 'order:after');
  await write('library', 'library:after');
  const states = await test.host.db.execute(
    sql`select cause, state from message where cause like '%:after' order by 1`,
  );
  expect(states.rows).toEqual([
    { cause: 'library:after', state: 'waiting' },
    { cause: 'order:after', state: 'held' },
  ]);
});

it('goes on shop by shop, and with the mail when somebody has said what becomes of it', async () => {
  await noteHeldRead(test.host.db, channelId, { readAt: new Date() });
  await test.run(resumeChannel, { channelId });
  expect(await readyChannels(test.host.db)).toEqual([channelId]);
  expect(await one(sql`select count(*)::int as n from work where dirty > synced`)).toEqual({ n: 8 });
  const status = await test.run(backupStatus, {});
  expect(status.restored).toMatchObject({ shops: [] });
  const { messages } = await test.run(releaseHeld, { send: true });
  expect(messages).toBe(status.restored?.heldMessages);
  expect(
    await one(
      sql`select count(*)::int as n from pgboss.job where name = 'mail.send' and state = 'created' and data->>'messageId' in (select id::text from message where state = 'waiting' and cause = 'order:after')`,
    ),
  ).toEqual({ n: 1 });
  expect((await test.run(backupStatus, {})).restored).toBeNull();
  expect(sent).toEqual([]);
});
