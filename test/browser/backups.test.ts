import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { claimBackup, holdAfterRestore } from '../../src/backup/index.ts';
import { fillHub } from '../../src/backup/testing/fill-hub.ts';
import { createClient } from '../../src/db/client.ts';
import { inTransaction, systemActor } from '../../src/kit/run-operation.ts';
import { createSignInLink } from '../../src/modules/accounts/index.ts';
import { scheduleLoop } from '../../src/modules/backups/loops.ts';
import { noteHeldRead } from '../../src/modules/channels/index.ts';
import { modules } from '../../src/modules.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { complaintsOf, openBrowser, violationsOf, widthOf } from './browser.ts';

// pages in a browser take what the machine leaves them
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let hub: TestApp;
let root: string;
let folder: string;
let browser: Browser;
let page: Page;
let complaints: string[];
let schedule: { stop(): Promise<void> };
const shops: Record<string, string> = {};

beforeAll(async () => {
  browser = await openBrowser();
  hub = await createTestApp({ modules });
  root = await mkdtemp(join(tmpdir(), 'spindle-backups-'));
  folder = join(root, 'usb disk');
  await Promise.all([mkdir(folder), mkdir(join(root, 'home'))]);
  const { ports } = hub.host;
  ports.mail = { send: async () => {} };
  ports.backup = {
    databaseUrl: hub.databaseUrl,
    environment: { SPINDLE_HOME: join(root, 'home'), SPINDLE_STORAGE: join(hub.folder, 'files') },
    isAlone: true,
  };
  const place = { databaseUrl: hub.databaseUrl, storage: ports.storage, ring: ports.keyRing };
  for (const [first, name] of [
    [0, 'Etsy'],
    [100, 'Wool & Thread'],
  ] as const) {
    await fillHub(place, { patterns: 8, bytesEach: 1000, first });
    const { rows } = await hub.host.db.execute<{ id: string }>(
      sql`update channel set name = ${name} where name = ${`Shop ${first}`} returning id`,
    );
    shops[name] = rows[0]?.id as string;
  }
  schedule = await scheduleLoop.start(hub.host);
  await signIn();
});
afterAll(async () => {
  await browser?.close();
  await schedule?.stop();
  await hub?.close();
  await rm(root, { recursive: true, force: true });
});

async function signIn(): Promise<void> {
  await page?.context().close();
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  context.setDefaultTimeout(120_000);
  page = await context.newPage();
  await page.goto(await createSignInLink(hub.host));
  await page.getByRole('button').first().click();
  await page.getByRole('heading', { name: 'Board' }).waitFor();
  complaints = complaintsOf(page);
}

const looks = [
  ['light', 390],
  ['dark', 1360],
] as const;

/** What a page shows is for everybody: light and dark, on a desk and in a hand. */
async function isForEverybody(name: string, path: string, words: string): Promise<void> {
  for (const [scheme, width] of looks) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(hub.url + path);
    await page.getByText(words).first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await widthOf(page)).toBeLessThanOrEqual(width);
    const shots = process.env.SPINDLE_SHOTS;
    if (shots) await page.screenshot({ path: `${shots}/${name}-${scheme}-${width}.png`, fullPage: true });
  }
}

const held = 'This hub was put back from a backup';
const cardIsGone = () => page.getByRole('heading', { name: held }).waitFor({ state: 'hidden' });

const settings = '/settings?part=backups';

test('without a folder it says what to do, and the first backup begins with the choice', async () => {
  await isForEverybody('none', settings, 'No folder is chosen');
  await page.getByLabel('Path of the folder').fill(join(root, 'home'));
  await page.getByRole('button', { name: 'Back up into it' }).click();
  await page.getByText('lies in the hub’s own folder').waitFor();
  await page.getByLabel('Path of the folder').fill(folder);
  await page.keyboard.press('Enter');
  await page.getByText('Whole', { exact: true }).waitFor();
  await page.getByText('16 files').waitFor();
  await page.getByText('The keys of your shops are not in your backups').waitFor();
  await isForEverybody('whole', settings, 'Backups in this folder');
});

test('one that is made now is followed to its end', async () => {
  const release = await claimBackup(hub.databaseUrl);
  await page.goto(hub.url + settings);
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.getByText('It begins in a moment.').waitFor();
  expect(await page.getByRole('button', { name: 'Back up now' }).isDisabled()).toBe(true);
  await inTransaction(hub.host, systemActor, async (ctx) => {
    await ctx.tx.execute(sql`update backup_run set
      result = '{"phase":"files","done":5,"total":16,"doneBytes":5000,"totalBytes":16000}' where state = 'asked'`);
    ctx.announce({ topic: 'task', id: 'backup' });
  });
  await page.getByText('Copying new files · 5 of 16 files').waitFor();
  await isForEverybody('at-work', settings, 'Copying new files · 5 of 16 files');
  await release?.();
  await inTransaction(hub.host, systemActor, async (ctx) => ctx.announce({ topic: 'hub', id: 'backup' }));
  await page.getByText('Whole', { exact: true }).waitFor();
  const { rows } = await hub.host.db.execute(sql`select 1 from backup_run where asked_by = 'seller'`);
  expect(rows).toHaveLength(1);
});

test('one that did not work says why and what to do', async () => {
  await hub.host.db.execute(sql`insert into backup_run (id, state, asked_by, started_at, finished_at, place, sentence)
    values (gen_random_uuid(), 'failed', 'schedule', now(), now(), ${folder},
      ${`There is no more room in ${folder}, so the backup was not made. Make room, or choose another disk.`})`);
  await isForEverybody('failed', settings, 'The last try did not work');
  await page.getByText('Mend what it says, then back up now.').waitFor();
  await page.getByText('Did not work', { exact: true }).waitFor();
});

test('whoever is no owner sees how the last one went, and not where', async () => {
  await hub.host.db.execute(sql`update member set role = 'viewer'`);
  await page.goto(hub.url + settings);
  await page.getByText('Only the owner of the studio makes backups').waitFor();
  expect(await page.getByRole('button', { name: 'Back up now' }).count()).toBe(0);
  expect(await page.getByText('Where backups go').count()).toBe(0);
  await hub.host.db.execute(sql`update member set role = 'owner'`);
});

const isRead = (name: string) =>
  inTransaction(hub.host, systemActor, async (ctx) => {
    await noteHeldRead(ctx.tx, shops[name] as string, { readAt: new Date() });
    ctx.announce({ topic: 'channel', id: shops[name] as string });
  });

test('a hub that was put back says so, and which shop is read', async () => {
  const { db } = hub.host;
  await db.execute(sql`insert into restored (id, archive_id, taken_at)
    values (gen_random_uuid(), 'a', now() - interval '3 days')`);
  const { pool } = createClient({ url: hub.databaseUrl, max: 1 });
  await holdAfterRestore(pool);
  await pool.end();
  await db.execute(sql`update listing set observed_at = now() where channel_id = ${shops.Etsy}`);
  await db.execute(sql`update listing set status = 'drifted', drift = '{price}' where id in
    (select id from listing where channel_id = ${shops.Etsy} order by remote_id limit 2)`);
  await db.execute(sql`update listing set observed_at = now() where id in
    (select id from listing where channel_id = ${shops['Wool & Thread']} order by remote_id limit 3)`);
  await isRead('Etsy');
  await signIn();
  await isForEverybody('restored', '/', held);
  await page.getByText('2 of 8 listings are different there').waitFor();
  await page.getByText('3 of 8 listings read so far.').waitFor();
  expect(await page.getByText('Everything is stopped.').count()).toBe(0);
  const letGo = page.getByRole('button', { name: 'Let Wool & Thread go on' });
  expect(await letGo.isDisabled()).toBe(true);
  await page.getByText('Once all of Wool & Thread is read.').waitFor();
  await page.goto(`${hub.url}/patterns`);
  await page.getByRole('link', { name: 'See what to do' }).waitFor();
});

test('one looks at what differs, and lets the shop go on there', async () => {
  await isForEverybody('restored-shop', `/shops/${shops.Etsy}`, held);
  await page.getByRole('link', { name: 'See what differs' }).click();
  await page.getByText('Only “Drifted”: 2 listings.').waitFor();
  await page.getByRole('button', { name: 'Let Etsy go on' }).click();
  await cardIsGone();
});

test('the rest goes on from the board, letters last, and the card is gone', async () => {
  await page.goto(hub.url);
  const letGo = page.getByRole('button', { name: 'Let Wool & Thread go on' });
  await letGo.waitFor();
  await isRead('Wool & Thread');
  await page.getByText('All 8 listings are as this hub knows them.').waitFor();
  await letGo.click();
  await letGo.waitFor({ state: 'hidden' });
  await page.locator('#main:focus').waitFor();
  await page.getByText('2 letters are held back.').waitFor();
  await isForEverybody('letters', '/', '2 letters are held back.');
  await page.getByRole('link', { name: 'Your patterns' }).first().click();
  await page.getByText('To buyer@example.test').waitFor();
  await isForEverybody('outbox', '/outbox?state=held', 'Show all messages');
  await page.goto(hub.url);
  await page.getByRole('button', { name: 'Leave them unsent' }).click();
  await page.getByText('Leave 2 letters unsent?').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Send them' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Send 2 letters now?').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Send them' }).click();
  await cardIsGone();
  const { rows } = await hub.host.db.execute<{ state: string }>(
    sql`select distinct state from message where state in ('held', 'waiting')`,
  );
  expect(rows).toEqual([{ state: 'waiting' }]);
  expect(complaints).toEqual([]);
});
