import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { emptyDatabase } from '../../src/backup/testing/empty-database.ts';
import { type Hub, openHub } from '../../src/compose.ts';
import { createLog } from '../../src/kit/log.ts';
import { runSpindle } from '../support/command-line.ts';
import {
  createClient,
  freePort,
  type HubClient,
  localKey,
  type Made,
  takeIn,
  until,
} from '../support/hub.ts';
import {
  approveAll,
  type Channels,
  connectShops,
  finishAdoption,
  inStep,
  listEverywhere,
  planned,
  type Shops,
  startShops,
} from '../support/shops.ts';
import { type SmtpSink, startSmtp } from '../support/smtp.ts';

vi.hoisted(() => {
  process.env.SPINDLE_POLL_SECONDS = '2';
});

const log = createLog(process.env.SPINDLE_LOG ?? 'silent');
let root: string;
let port: number;
let shops: Shops;
let smtp: SmtpSink;
let channels: Channels;
let hub: Hub | null = null;
let api: HubClient;
let made: Made[];
const databases: { url: string; drop(): Promise<void> }[] = [];

async function start(name: string, databaseUrl: string): Promise<void> {
  const home = join(root, name);
  const publicUrl = `http://127.0.0.1:${port}`;
  hub = await openHub({ home, databaseUrl, publicUrl, port, log });
  hub.host.ports.mail = (await import('../../src/mail/index.ts')).smtpSender(smtp.url, 'shop@example.test');
  api = createClient(hub.url, await localKey(home));
}

async function stop(): Promise<void> {
  await hub?.close();
  hub = null;
}

const onShops = (title: string) => ({
  etsy: shops.etsy.admin.state().listings.filter((one) => one.title.includes(title)),
  woo: shops.woo.admin.state().products.filter((one) => one.name.includes(title)),
});

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spindle-putback-'));
  await mkdir(join(root, 'patterns'));
  [shops, smtp, port] = await Promise.all([startShops(), startSmtp(), freePort()]);
  databases.push(await emptyDatabase(), await emptyDatabase());
  await start('first', databases[0]?.url as string);
  made = await takeIn(
    { ...api, patterns: join(root, 'patterns') },
    ['Wren', 'Robin', 'Finch'],
    ['a4.pdf', 'cover.png'],
  );
  channels = await connectShops(api, shops);
  await finishAdoption(api, channels);
  await listEverywhere(
    api,
    channels,
    made.slice(0, 2).map((one) => one.offerId),
  );
  await approveAll(api);
  await inStep(api);
});
afterAll(async () => {
  await stop();
  await shops?.close();
  smtp?.close();
  for (const database of databases) await database.drop();
  await rm(root, { recursive: true, force: true });
});

it('reads every shop again before it writes, doubles nothing, and loses no sale', async () => {
  const [wren, robin, finch] = made as [Made, Made, Made];
  // Finch waits for its click when the backup is made.
  await listEverywhere(api, channels, [finch.offerId]);
  const waiting = (await planned(api)).length;
  expect(waiting).toBe(2);
  smtp.isRefusing = true;
  const { id: wooWren } = onShops('Wren').woo[0] as { id: number };
  shops.woo.admin.sell({ productId: wooWren });
  await until('the order', async () => (await api.all('/orders')).length === 1);
  await until('a mail that waits', async () => (await api.all('/messages?state=waiting')).length === 1);

  const place = { SPINDLE_HOME: join(root, 'first'), DATABASE_URL: databases[0]?.url as string };
  const backup = await runSpindle(['backup', '--to', join(root, 'backups')], place);
  expect(backup).toMatchObject({ code: 0 });
  expect((await api.get('/backups')).lastDone).toMatchObject({ state: 'done', askedBy: 'command-line' });

  // The hub goes on: mail leaves, Finch goes on sale, Wren's price moves, somebody buys; then the computer is gone.
  smtp.isRefusing = false;
  await until('the mail left', () => smtp.mails.length === 1);
  await approveAll(api);
  await inStep(api);
  expect(onShops('Finch')).toMatchObject({ etsy: [{}], woo: [{}] });
  await api.send('PATCH', `/offers/${wren.offerId}`, { priceMinor: 1000 });
  await inStep(api);
  shops.woo.admin.sell({ productId: wooWren });
  const { listingId: etsyRobin } = onShops('Robin').etsy[0] as { listingId: number };
  shops.etsy.admin.sell({ listingId: etsyRobin });
  await until('three orders', async () => (await api.all('/orders')).length === 3);
  await until('their mails', () => smtp.mails.length === 2);
  await stop();

  await mkdir(join(root, 'second'));
  await copyFile(join(root, 'first', 'keys.json'), join(root, 'second', 'keys.json'));
  const target = { SPINDLE_HOME: join(root, 'second'), DATABASE_URL: databases[1]?.url as string };
  expect(await runSpindle(['restore', join(root, 'backups')], target)).toMatchObject({ code: 0 });
  const [effects, mails] = [shops.effects(), smtp.mails.length];
  await start('second', target.DATABASE_URL);

  const studio = await api.get('/studio');
  expect(studio.stoppedBy).toMatch(/^The restore from the backup of \d+ \w+ \d{4}/);
  const status = await until('both shops read again', async () => {
    const { restored } = await api.get('/backups');
    return (
      restored.shops.length === 2 &&
      restored.shops.every((one: { isRead: boolean }) => one.isRead) &&
      restored
    );
  });
  expect(status.heldMessages).toBeGreaterThan(0);
  // Sold since the backup, by either shop's own books.
  await until('the sales since', async () => (await api.all('/orders')).length === 3);
  const drifted = (await api.all('/listings')).filter((one) => one.title.includes('Wren'));
  expect(drifted.map((one) => [one.status, one.drift])).toEqual([
    ['drifted', ['price']],
    ['drifted', ['price']],
  ]);
  expect([shops.effects(), smtp.mails.length]).toEqual([effects, mails]);

  for (const id of Object.values(channels)) {
    expect((await api.get(`/channels/${id}`)).pauseCause).toBe('restored');
    await api.send('POST', `/channels/${id}/resume`, {});
  }
  expect((await api.get('/studio')).stoppedAt).toBeNull();
  // What is planned now is planned on what is there: nothing of Finch is made a second time.
  await planned(api);
  await approveAll(api);
  await until('all settled', async () => {
    const listings = await api.all('/listings');
    return listings.every((one) => ['in-step', 'drifted'].includes(one.status));
  });
  for (const title of ['Wren', 'Robin', 'Finch']) {
    const { etsy, woo } = onShops(title);
    expect([title, etsy.length, woo.length]).toEqual([title, 1, 1]);
  }
  expect(onShops('Wren').woo[0]).toMatchObject({ regularPrice: '10.00' });
  expect(onShops('Wren').etsy[0]).toMatchObject({ state: 'active' });
  expect(robin.title).toBe('Robin');

  // The mails that the first hub had sent stay unsent until somebody says what becomes of them.
  expect(smtp.mails.length).toBe(mails);
  const held = (await api.all('/messages?state=held')).length;
  expect(await api.send('POST', '/messages/held', { send: false })).toEqual({ messages: held });
  expect((await api.get('/backups')).restored).toBeNull();
  expect(smtp.mails.length).toBe(mails);
});
