import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import { readMail, type SmtpSink, startSmtp } from '../../../test/support/smtp.ts';
import type { Actor } from '../../kit/ctx.ts';
import { smtpSender } from '../../mail/index.ts';
import { actorOfPerson } from '../accounts/index.ts';
import { readFirstDesigner } from '../studio/index.ts';
import { listAlerts } from './list-alerts.ts';
import { look, tellEverybody, turn } from './look.ts';
import { beat } from './pulse.ts';
import { markAlertsSeen, updateAlertSettings } from './settings.ts';
import { seed } from './testing/rows.ts';

const start = new Date('2026-03-04T10:00:00Z').getTime();
let nowMs = start;
const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs };
const minutes = (n: number): void => {
  nowMs += n * 60_000;
};

let test: TestHost;
let smtp: SmtpSink;
let designerId: string;
let ada: string;
let me: Actor;

beforeAll(async () => {
  smtp = await startSmtp();
  test = await createTestHost({ clock });
  test.host.ports.mail = smtpSender(smtp.url, 'hub@example.test');
  designerId = await readFirstDesigner(test.host.db);
  ada = await seed.person(test.host.db, 'Ada', 'owner');
  me = (await actorOfPerson(test.host, ada)) as Actor;
});
afterAll(async () => {
  await test.close();
  smtp.close();
});
beforeEach(async () => {
  nowMs = start;
  smtp.mails.length = 0;
  await test.host.db.execute(
    sql`truncate alert, alert_reader, alert_told, approval_link, hub_sleep, pulse, message cascade`,
  );
  await test.host.db.execute(
    sql`truncate listing, channel, offer, pattern, sale, watched_folder, bucket cascade`,
  );
  await test.host.db.execute(sql`delete from member where person_id <> ${ada}`);
});

/** Time passes, the hub looks, and whoever is to be told is told. */
async function passes(n: number): Promise<ReturnType<typeof readMail>[]> {
  const before = smtp.mails.length;
  minutes(n);
  await look(test.host);
  await tellEverybody(test.host);
  await test.settle();
  return smtp.mails.slice(before).map(readMail);
}

describe('what needs somebody', () => {
  it('is told in one message after a moment, with its buttons, and not again', async () => {
    const etsy = await seed.shop(test.host.db, designerId, 'Etsy');
    for (const title of ['Simon', 'Wren', 'Bella', 'Huey'])
      await seed.waiting(test.host.db, designerId, etsy, title);
    await seed.listing(test.host.db, designerId, etsy, 'Aaron', {
      status: 'needs-you',
      problem: {
        kind: 'rejected',
        message: 'The title is longer than 140 letters. Shorten it.',
        field: 'title',
      },
    });
    expect(await passes(0)).toEqual([]);
    const [mail, ...others] = await passes(1);
    expect(others).toEqual([]);
    expect(mail?.to).toContain('ada@example.test');
    expect(mail?.subject).toContain('2 things need you');
    expect(mail?.text).toContain('4 plans wait for your click on Etsy: Bella, Huey, Simon and 1 more.');
    expect(mail?.text).toContain('Aaron on Etsy: The title is longer than 140 letters. Shorten it.');
    expect(mail?.text).toMatch(/See the plan and approve:\nhttp:\/\/127\.0\.0\.1:9\/approve\/[\w-]{43}/);
    expect(mail?.text).toMatch(/http:\/\/127\.0\.0\.1:9\/patterns\/[\w-]{36}\?tab=shops/);
    for (const wait of [1, 15, 60, 600, 1440]) expect(await passes(wait)).toEqual([]);
  });

  it('drops out when it is solved before the message goes', async () => {
    const etsy = await seed.shop(test.host.db, designerId, 'Etsy', { pauseCause: 'unauthorised' });
    await passes(0);
    await test.host.db.execute(
      sql`update channel set pause_cause = null, paused_at = null where id = ${etsy}`,
    );
    expect(await passes(1)).toEqual([]);
    expect((await test.run(listAlerts, {}, me)).items).toEqual([]);
  });

  it('is told again when it is another thing, and not when it only flickers', async () => {
    const etsy = await seed.shop(test.host.db, designerId, 'Etsy');
    const listing = await seed.waiting(test.host.db, designerId, etsy, 'Simon');
    await passes(0);
    expect(await passes(1)).toHaveLength(1);
    const set = (status: string, hash: string) =>
      test.host.db.execute(
        sql`update listing set status = ${status}, plan_hash = ${hash} where id = ${listing}`,
      );
    await set('on-its-way', 'Simon.publishes');
    expect(await passes(90)).toEqual([]);
    await set('needs-you', 'Simon.publishes');
    expect(await passes(90)).toEqual([]);
    await set('needs-you', 'Simon.publishes.costs');
    await passes(0);
    expect(await passes(1)).toHaveLength(1);
  });

  it('never becomes a storm: a message at once, then hourly, then daily, until somebody looks', async () => {
    const etsy = await seed.shop(test.host.db, designerId, 'Etsy');
    const sentAt: number[] = [];
    for (let minute = 0; minute < 5 * 60; minute += 5) {
      await seed.waiting(test.host.db, designerId, etsy, `Pattern ${minute}`);
      if ((await passes(5)).length > 0) sentAt.push((nowMs - start) / 60_000);
    }
    expect(sentAt).toEqual([10, 70, 130, 190]);
    await test.run(markAlertsSeen, {}, me);
    expect(await passes(2)).toHaveLength(1);
    await seed.waiting(test.host.db, designerId, etsy, 'Another');
    await passes(0);
    await test.run(markAlertsSeen, {}, me);
    expect(await passes(15)).toHaveLength(1);
  });

  it('keeps to the quiet hours and to the daily hour', async () => {
    await test.run(updateAlertSettings, { quiet: { from: '09:30', until: '12:00' }, timeZone: 'UTC' }, me);
    const etsy = await seed.shop(test.host.db, designerId, 'Etsy', { pauseCause: 'unauthorised' });
    expect(await passes(60)).toEqual([]);
    expect(await passes(60)).toHaveLength(1);
    await test.run(updateAlertSettings, { quiet: null, rhythm: 'daily', digestHour: 8 }, me);
    await seed.waiting(test.host.db, designerId, etsy, 'Simon');
    await passes(0);
    expect(await passes(19 * 60)).toEqual([]);
    expect(await passes(61)).toHaveLength(1);
  });

  it('reaches those who can do something about it, of their own designer only', async () => {
    const other = await seed.designer(test.host.db, 'Other');
    await seed.person(test.host.db, 'Eve', 'editor', other);
    await seed.person(test.host.db, 'Sue', 'support');
    await seed.person(test.host.db, 'Vic', 'viewer');
    const ours = await seed.shop(test.host.db, designerId, 'Etsy', { pauseCause: 'unauthorised' });
    const theirs = await seed.shop(test.host.db, other, 'Corner shop');
    await seed.waiting(test.host.db, designerId, ours, 'Simon');
    await seed.waiting(test.host.db, other, theirs, 'Wren');
    await passes(0);
    const mails = await passes(1);
    expect(mails.map((mail) => mail.to).sort()).toEqual(['ada@example.test', 'eve@example.test']);
    const eve = mails.find((mail) => mail.to === 'eve@example.test')?.text ?? '';
    expect(eve).toContain('Wren');
    expect(eve).not.toMatch(/Simon|Etsy/);
  });

  it('is told once however many processes look at once', async () => {
    await seed.shop(test.host.db, designerId, 'Etsy', { pauseCause: 'unauthorised' });
    await beat(test.host);
    await Promise.all(Array.from({ length: 6 }, () => look(test.host)));
    minutes(1);
    await Promise.all(Array.from({ length: 6 }, () => tellEverybody(test.host)));
    await test.settle();
    expect(smtp.mails).toHaveLength(1);
    minutes(1);
    const turns = await Promise.all(Array.from({ length: 6 }, () => turn(test.host, 14_000, true)));
    expect(turns.filter(Boolean)).toHaveLength(1);
  });

  it('waits untold while there is no way to tell, and goes when there is one', async () => {
    await seed.shop(test.host.db, designerId, 'Etsy', { pauseCause: 'unauthorised' });
    await test.run(updateAlertSettings, { isMailOn: false }, me);
    await passes(0);
    expect(await passes(5)).toEqual([]);
    expect((await test.run(listAlerts, {}, me)).items).toMatchObject([{ kind: 'key-refused', toldAt: null }]);
    await test.run(updateAlertSettings, { isMailOn: true }, me);
    expect(await passes(1)).toHaveLength(1);
    expect((await test.run(listAlerts, {}, me)).items[0]?.toldAt).not.toBeNull();
  });

  it('finds each thing that can need somebody', async () => {
    const { db } = test.host;
    const etsy = await seed.shop(db, designerId, 'Etsy');
    const listing = await seed.listing(db, designerId, etsy, 'Simon', { status: 'drifted' });
    await db.execute(sql`update listing set drift = '{price}' where id = ${listing}`);
    await db.execute(sql`update channel set breaker_failures = 12, bucket_key = 'b' where id = ${etsy}`);
    await db.execute(sql`insert into bucket (key, per_second, per_day, day_used) values ('b', 5, 1000, 850)`);
    await db.execute(sql`insert into watched_folder (id, designer_id, path, state) values
      ('00000000-0000-7000-8000-000000000001', ${designerId}, '/gone', 'missing')`);
    await db.execute(sql`insert into folder_file (folder_id, path, size_bytes, modified_at, state, message) values
      ('00000000-0000-7000-8000-000000000001', 'a.pdf', 0, now(), 'refused', 'It is empty.')`);
    await db.execute(sql`insert into asset (sha256, size_bytes, kind, content_type) values (${'a'.repeat(64)}, 1, 'pdf', 'application/pdf')
      on conflict do nothing`);
    await db.execute(sql`insert into release (id, pattern_id, major, minor, patch, change_kind)
      select '00000000-0000-7000-8000-000000000002', id, 1, 0, 0, 'first' from pattern limit 1`);
    await db.execute(sql`insert into release_file (id, release_id, role, name, sha256) values
      (gen_random_uuid(), '00000000-0000-7000-8000-000000000002', 'a4', 'simon-a4.pdf', ${'a'.repeat(64)})`);
    await db.execute(sql`insert into finding (id, sha256, checks_version, check_id, severity, message) values
      (gen_random_uuid(), ${'a'.repeat(64)}, 1, 'pdf-opens', 'block', 'The PDF does not open.')`);
    await db.execute(
      sql`insert into buyer (id) values ('00000000-0000-7000-8000-000000000003') on conflict do nothing`,
    );
    await db.execute(sql`insert into sale (id, channel_id, remote_id, number, status, placed_at, remote_updated_at, currency, total_minor, buyer_id, code)
      values ('00000000-0000-7000-8000-000000000004', ${etsy}, '1', '77', 'paid', now() + interval '1 minute', now(), 'EUR', 900,
        '00000000-0000-7000-8000-000000000003', 'c1')`);
    await db.execute(sql`insert into sale_line (id, sale_id, remote_id, title, quantity, total_minor) values
      (gen_random_uuid(), '00000000-0000-7000-8000-000000000004', '1', 'Mystery', 1, 900)`);
    await db.execute(sql`insert into webhook_delivery (id, channel_id, delivery_id, topic, body, attempts, error) values
      (gen_random_uuid(), ${etsy}, 'd1', 'order', '', 6, 'The shop does not know this order.')`);
    await db.execute(sql`insert into message (id, kind, recipient, subject, text_body, html_body, state, error, cause, created_at) values
      (gen_random_uuid(), 'order', 'b@example.test', 's', 't', 'h', 'failed', '550 unknown', 'order:1', ${clock.now()})`);
    await db.execute(sql`insert into notice (id, release_id, subject, body) values
      ('00000000-0000-7000-8000-000000000005', '00000000-0000-7000-8000-000000000002', 's', 'b')`);
    await db.execute(sql`insert into notice_recipient (notice_id, buyer_id, state) values
      ('00000000-0000-7000-8000-000000000005', '00000000-0000-7000-8000-000000000003', 'to-send')`);
    await look(test.host);
    const { items, sentence } = await test.run(listAlerts, {}, me);
    expect(items.map((item) => item.kind)).toEqual([
      'drift',
      'files-block',
      'files-refused',
      'folder-missing',
      'order-unmatched',
      'order-unread',
      'mail-failed',
      'notice-waits',
      'quota-low',
      'shop-silent',
    ]);
    expect(sentence).toBe('10 things need you.');
    for (const item of items) expect(item.sentence).not.toMatch(/undefined|null|NaN/);
    await db.execute(
      sql`truncate sale, notice, message, webhook_delivery, watched_folder, release, bucket cascade`,
    );
    await db.execute(sql`update channel set breaker_failures = 0`);
    await db.execute(sql`update listing set status = 'in-step'`);
    await look(test.host);
    expect((await test.run(listAlerts, {}, me)).sentence).toBe('Nothing needs you.');
  });
});

describe('the pulse', () => {
  it('tells of a sleep, from when to when and what was caught up, once', async () => {
    await test.run(updateAlertSettings, { timeZone: 'Europe/Berlin' }, me);
    await beat(test.host);
    minutes(1);
    await beat(test.host);
    minutes(9 * 60);
    await Promise.all([beat(test.host), beat(test.host)]);
    await passes(3);
    const [mail] = await passes(1);
    expect(mail?.text).toContain(
      'The hub slept from Wed 4 Mar, 11:01 to Wed 4 Mar, 20:01. Every shop was asked for orders since.',
    );
    expect(await passes(60)).toEqual([]);
  });

  it('says nothing of a short one, or where that is no news', async () => {
    await test.run(updateAlertSettings, { sleepMinutes: 600 }, me);
    await beat(test.host);
    minutes(4);
    await beat(test.host);
    minutes(300);
    await beat(test.host);
    await passes(3);
    expect(await passes(1)).toEqual([]);
    const { rows } = await test.host.db.execute(sql`select 1 from hub_sleep`);
    expect(rows).toHaveLength(1);
  });
});

describe('the weekly letter', () => {
  const monday = new Date('2026-03-09T07:05:00Z').getTime();

  it('comes on Monday morning when all is well, and says what was not checked', async () => {
    await test.run(updateAlertSettings, { timeZone: 'Europe/Berlin' }, me);
    const etsy = await seed.shop(test.host.db, designerId, 'Etsy');
    await seed.listing(test.host.db, designerId, etsy, 'Simon', { status: 'in-step' });
    await seed.listing(test.host.db, designerId, etsy, 'Wren', { status: 'paused' });
    await passes(0);
    nowMs = monday;
    await test.host.db.execute(sql`update channel set orders_polled_at = ${clock.now()}`);
    const [mail] = await passes(0);
    expect(mail?.subject).toBe('All is well with your patterns');
    expect(mail?.text).toContain('1 listing is in step on Etsy.');
    expect(mail?.text).toMatch(
      /Not checked:\n- Whether the hub could be put back: no backup was made yet.\n- 1 listing that you paused or left as they are./,
    );
    expect(await passes(60)).toEqual([]);
  });

  it('does not come when it would not be true', async () => {
    const etsy = await seed.shop(test.host.db, designerId, 'Etsy');
    await seed.waiting(test.host.db, designerId, etsy, 'Simon');
    await passes(0);
    await passes(1);
    nowMs = monday;
    expect(await passes(60)).toEqual([]);
  });
});

describe('backups', () => {
  const backup = (state: string, hoursAgo: number, sentence: string | null = null) =>
    test.host.db.execute(sql`insert into backup_run (id, state, asked_by, started_at, place, sentence) values
      (gen_random_uuid(), ${state}, 'schedule', ${new Date(nowMs - hoursAgo * 3_600_000)}, '/backups', ${sentence})`);
  const kinds = async () => {
    await look(test.host);
    return (await test.run(listAlerts, {}, me)).items.map((item) => `${item.kind}: ${item.sentence}`);
  };

  it('are told of when one failed or none came for long, and no more once there is one', async () => {
    await test.host.db.execute(sql`truncate backup_run`);
    expect(await kinds()).toEqual([]);
    await backup('done', 49);
    expect(await kinds()).toEqual([expect.stringMatching(/^backup-overdue: The last whole backup is of /)]);
    await backup('failed', 1, 'The disk is full. Make room, then back up again.');
    expect(await kinds()).toEqual([
      expect.stringMatching(
        /^backup-failed: The last backup failed: The disk is full. Make room, then back up again. Until/,
      ),
      expect.stringMatching(/^backup-overdue/),
    ]);
    await backup('asked', 0.5);
    await backup('done', 0);
    expect(await kinds()).toEqual([]);
    await test.host.db.execute(sql`truncate backup_run`);
  });
});
