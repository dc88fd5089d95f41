import { sql } from 'drizzle-orm';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, systemActor } from '../../src/kit/run-operation.ts';
import { createSignInLink } from '../../src/modules/accounts/index.ts';
import { makeApprovalLink } from '../../src/modules/alerts/approval-link.ts';
import { look } from '../../src/modules/alerts/look.ts';
import { seed } from '../../src/modules/alerts/testing/rows.ts';
import { readFirstDesigner } from '../../src/modules/studio/index.ts';
import { modules } from '../../src/modules.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { complaintsOf, openBrowser, violationsOf, widthOf } from './browser.ts';

let hub: TestApp;
let browser: Browser;
let page: Page;
let complaints: string[];
let personId: string;
let listings: string[];

beforeAll(async () => {
  browser = await openBrowser();
  hub = await createTestApp({ modules });
  const { db } = hub.host;
  const designerId = await readFirstDesigner(db);
  const etsy = await seed.shop(db, designerId, 'Etsy');
  listings = [];
  for (const title of ['Simon', 'Wren']) listings.push(await seed.waiting(db, designerId, etsy, title));
  await db.execute(sql`insert into watched_folder (id, designer_id, path, state)
    values ('00000000-0000-7000-8000-000000000001', ${designerId}, '/home/ada/patterns', 'missing')`);
  page = await (
    await browser.newContext({ viewport: { width: 1360, height: 900 }, reducedMotion: 'reduce' })
  ).newPage();
  await page.goto(await createSignInLink(hub.host));
  await page.getByRole('button').first().click();
  await page.getByRole('heading', { name: 'Board' }).waitFor();
  complaints = complaintsOf(page);
  const { rows } = await db.execute(sql`select person_id from member`);
  personId = String(rows[0]?.person_id);
  await db.execute(sql`insert into push_subscription (id, person_id, name, endpoint, p256dh, auth)
    values (gen_random_uuid(), ${personId}, 'Firefox on Android', 'https://push.example.net/a', 'k', 'a')`);
  await look(hub.host);
});
afterAll(async () => {
  await browser?.close();
  await hub?.close();
});

const approvalLink = (): Promise<string> =>
  inTransaction(hub.host, systemActor, (ctx) => makeApprovalLink(ctx, personId, listings));

describe.each([
  { scheme: 'light', width: 1360 },
  { scheme: 'dark', width: 1360 },
  { scheme: 'light', width: 390 },
  { scheme: 'dark', width: 390 },
] as const)('$scheme at $width pixels', ({ scheme, width }) => {
  test.each(['/settings?part=alerts', '/', 'click by mail'])('%s is for everybody', async (path) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.goto(path.startsWith('/') ? hub.url + path : await approvalLink());
    await page.locator('main').first().waitFor();
    if (path.startsWith('/settings')) await page.getByText('Quiet hours').waitFor();
    if (path === '/') await page.getByText('The watched folder /home/ada/patterns is not there.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await widthOf(page)).toBeLessThanOrEqual(width);
    const shots = process.env.SPINDLE_SHOTS;
    if (shots)
      await page.screenshot({
        path: `${shots}/${path.replaceAll(/\W+/g, '-')}-${scheme}-${width}.png`,
        fullPage: true,
      });
  });
});

test('what one chooses is kept', async () => {
  await page.goto(`${hub.url}/settings?part=alerts`);
  await page.getByRole('switch', { name: 'Quiet hours' }).click();
  await page.getByLabel('From').fill('21:30');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await page.reload();
  expect(await page.getByLabel('From').inputValue()).toBe('21:30');
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByText('No mail: the hub has no mail server. 1 browser is asked to show one.').waitFor();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('None yet').waitFor();
});

test('the click by mail approves what it shows, without signing in', async () => {
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(await approvalLink());
  await stranger.getByRole('button', { name: 'Approve all 2' }).click();
  await stranger.getByText('2 plans are approved.').waitFor();
  const { rows } = await hub.host.db.execute(sql`select 1 from listing where approved_hash is not null`);
  expect(rows).toHaveLength(2);
  await stranger.context().close();
  expect(complaints).toEqual([]);
});
