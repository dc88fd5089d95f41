import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { designs } from '../../demo/drafting/index.ts';
import { type Told, tellStory } from '../../demo/story/tell-story.ts';
import { complaintsOf, openBrowser, violationsOf, widthOf } from './browser.ts';

const silent = {
  step: () => {},
  now: () => {},
  done: () => {},
  fail: () => {},
  note: () => {},
  close: () => {},
};

/** Three that Etsy carries already, and one that is new there. */
const few = designs.slice(0, 4);

let told: Told;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];

const at = (path: string): string => `${told.hub.hub.url}${path}`;

beforeAll(async () => {
  browser = await openBrowser();
  told = await tellStory(silent, few);
  context = await browser.newContext({ viewport: { width: 1360, height: 900 }, reducedMotion: 'reduce' });
  page = await context.newPage();
  complaints = complaintsOf(page);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await told?.close();
});

test('the one-time link signs the seller in, once', async () => {
  const link = await told.hub.hub.signInLink();
  await page.goto(link);
  await page.getByRole('button').first().click();
  await page.getByRole('heading', { name: 'Board' }).waitFor();
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(link);
  await stranger
    .getByRole('button')
    .first()
    .click()
    .catch(() => {});
  await stranger.waitForLoadState('networkidle');
  expect(await stranger.getByRole('heading', { name: 'Board' }).count()).toBe(0);
  await stranger.context().close();
});

test('the board says first how things are, and shows each pattern on each shop', async () => {
  await page.goto(at('/'));
  await page.getByText('All 8 listings are in step.').waitFor();
  for (const design of few) expect(await page.getByText(design.title).first().isVisible()).toBe(true);
  expect(await page.getByText('In step').count()).toBeGreaterThanOrEqual(8);
});

describe.each([
  { look: 'light', width: 1360 },
  { look: 'dark', width: 1360 },
  { look: 'light', width: 390 },
  { look: 'dark', width: 390 },
] as const)('every page, $look at $width pixels', ({ look, width }) => {
  test.each([
    '/',
    '/patterns',
    '/shops',
    '/plan',
    '/orders',
    '/buyers',
    '/notices',
    '/activity',
    '/settings',
  ])('%s has no complaint, no violation, and fits the width', async (path) => {
    await page.emulateMedia({ colorScheme: look });
    await page.setViewportSize({ width, height: 900 });
    complaints.length = 0;
    await page.goto(at(path));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle').catch(() => {});
    expect(await violationsOf(page)).toEqual([]);
    expect(await widthOf(page)).toBeLessThanOrEqual(width);
    expect(complaints).toEqual([]);
  });
});

test('“stop everything” is one button away, says so, and is taken back', async () => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1360, height: 900 });
  await page.goto(at('/'));
  await page.getByRole('button', { name: 'Stop everything' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /stop/i }).click();
  const resume = page.getByRole('button', { name: /^(Resume|Go on)/ }).first();
  await resume.waitFor();
  expect((await told.hub.client.get('/board')).isStopped).toBe(true);
  await resume.click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: /^(Resume|Go on)/ });
  await confirm.click({ timeout: 2000 }).catch(() => {});
  await expect.poll(async () => (await told.hub.client.get('/board')).isStopped).toBe(false);
});

test('a price that doubles waits on the plan until the seller clicks', async () => {
  const [offer] = await told.hub.client.all('/offers');
  await told.hub.client.send('PATCH', `/offers/${offer.id}`, { priceMinor: offer.price.amountMinor * 2 });
  await expect
    .poll(
      async () =>
        (await told.hub.client.get('/plan')).channels.some((one: { steps: number }) => one.steps > 0),
      { timeout: 30_000 },
    )
    .toBe(true);
  await page.goto(at('/plan'));
  await page
    .getByRole('button', { name: /approve/i })
    .first()
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /approve/i })
    .click({ timeout: 3000 })
    .catch(() => {});
  await expect
    .poll(async () => (await told.hub.client.all('/listings')).every((one) => one.status === 'in-step'), {
      timeout: 60_000,
    })
    .toBe(true);
});

test('the keyboard is enough: the palette opens, finds and goes', async () => {
  await page.goto(at('/'));
  await page.getByRole('heading', { name: 'Board' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.locator('.mantine-Spotlight-search:focus').waitFor();
  await page.keyboard.type('orders');
  await page.locator('.mantine-Spotlight-action', { hasText: 'Orders' }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Orders' }).waitFor();
});

test('the buyer’s page works on a phone without an account', async () => {
  const [order] = await told.hub.client.all('/orders');
  const { url } = await told.hub.client.send('POST', `/orders/${order.id}/library-link`, {});
  const phone = await browser.newContext({ viewport: { width: 390, height: 800 }, javaScriptEnabled: true });
  const buyer = await phone.newPage();
  const heard = complaintsOf(buyer);
  await buyer.goto(url);
  await buyer.getByRole('heading', { level: 1 }).waitFor();
  expect(await violationsOf(buyer)).toEqual([]);
  expect(await widthOf(buyer)).toBeLessThanOrEqual(390);
  expect(heard).toEqual([]);
  await phone.close();
});
