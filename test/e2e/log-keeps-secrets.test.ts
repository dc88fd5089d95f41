import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../../src/kit/log.ts';
import { openSecrets } from '../../src/modules/channels/secrets.ts';
import { localKey, type Made, startTestHub, type TestHub, takeIn, until } from '../support/hub.ts';
import {
  approveAll,
  type Channels,
  connectShops,
  finishAdoption,
  hearOfSales,
  inStep,
  listEverywhere,
  type Shops,
  startShops,
  wooFields,
} from '../support/shops.ts';

const mailPassword = 'kept-by-the-mail-server-7';
const email = 'greta.weaver@example.test';

let lines = '';
let hub: TestHub;
let shops: Shops;
let channels: Channels;
let wren: Made;
/** Whatever the hub was given to keep, or made for somebody alone, by name. */
const secrets = new Map<string, string>();

beforeAll(async () => {
  // nobody listens there: each mail fails, and its failure is logged
  process.env.SPINDLE_SMTP_URL = `smtp://hub:${mailPassword}@127.0.0.1:1`;
  secrets.set('the password of the mail server', mailPassword);
  secrets.set('the address of a buyer', email);
  const log = createLog('trace', {
    write(line) {
      lines += line;
    },
  });
  [hub, shops] = await Promise.all([startTestHub(log), startShops()]);
  secrets.set('the key of the command line', await localKey(hub.home));
  [wren] = (await takeIn(hub, ['Wren'], ['a4.pdf', 'cover.png'])) as [Made];
  const rates = { 'fail-before': 0.1, 'fail-after': 0.05, 'cut-after': 0.05 };
  channels = await connectShops(hub, shops);
  shops.etsy.admin.faults({ seed: 3, rates });
  shops.woo.admin.faults({ seed: 4, rates });
  await finishAdoption(hub, channels);
  await listEverywhere(hub, channels, [wren.offerId]);
  await approveAll(hub);
});
afterAll(async () => {
  delete process.env.SPINDLE_SMTP_URL;
  await hub.close();
  await shops.close();
});

const noteSecretsOf = async (channelId: string, name: string): Promise<void> => {
  for (const [key, value] of Object.entries(await openSecrets(hub.hub.host, channelId)))
    if (!/expires/i.test(key)) secrets.set(`${key} of ${name}`, value);
};

it('says a lot in a whole story, and no secret in any of it', async () => {
  const listings = await until('both listings in step', async () => {
    await approveAll(hub);
    const found = await hub.all('/listings');
    return found.length === 2 && found.every((one) => one.status === 'in-step') && found;
  });
  secrets.set('the webhook secret', await hearOfSales(hub, shops, channels));
  await noteSecretsOf(channels.etsyId, 'Etsy');
  await noteSecretsOf(channels.wooId, 'WooCommerce');
  const wooId = Number(listings.find((one) => one.channelId === channels.wooId)?.remoteId);
  expect(wooFields(shops, wooId)).toBeDefined();
  shops.woo.admin.sell({ productId: wooId, buyer: { firstName: 'Greta', lastName: 'Weaver', email } });
  const [order] = await until('the order', async () => {
    const orders = await hub.all('/orders');
    return orders.length > 0 && orders;
  });
  await until('a mail that failed', () => lines.includes('mail.send'));

  const { url } = await hub.send('POST', `/orders/${order.id}/library-link`, {});
  secrets.set('the key of a buyer’s page', url.split('/').at(-1));
  const page = await (await fetch(url)).text();
  const action = /action="(\/my\/[^"]+\/get\/[^"]+)"/.exec(page)?.[1] ?? '';
  const sent = await fetch(hub.url + action, { method: 'POST', redirect: 'manual' });
  const download = sent.headers.get('location') ?? '';
  secrets.set('the token of a download', download.split('/')[2] ?? '');
  expect((await fetch(new URL(download, hub.url))).status).toBe(200);

  const link = new URL(await hub.hub.signInLink());
  secrets.set('the token of a sign-in link', link.searchParams.get('token') ?? '');
  const signedIn = await fetch(new URL('/sign-in/link', hub.url), {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: hub.url, 'content-type': 'application/x-www-form-urlencoded' },
    body: `token=${link.searchParams.get('token')}`,
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0]?.split('=')[1] ?? '';
  secrets.set('the cookie of a session', cookie);

  // what goes wrong is logged most
  await fetch(`${hub.url}/hooks/${channels.wooId}?signature=${secrets.get('the webhook secret')}`, {
    method: 'POST',
    headers: { 'x-wc-webhook-signature': 'bm90IHRoZSByaWdodCBvbmU=', 'content-type': 'application/json' },
    body: JSON.stringify({ billing: { email } }),
  });
  await hub.call('POST', '/api/people', { body: { name: 'G', email, role: 'nobody' } });
  await hub.call(
    'GET',
    `/api/orders?search=${encodeURIComponent(email)}&cursor=${secrets.get('the token of a download')}`,
  );
  // in an address too, which is what logs of the web mostly give away
  for (let round = 0; round < 3; round += 1)
    for (const secret of secrets.values())
      await hub.call('GET', `/api/patterns?search=${encodeURIComponent(secret.slice(0, 200))}`);
  shops.etsy.admin.revoke();
  await hub.send('PATCH', `/offers/${wren.offerId}`, { priceMinor: 950 }).catch(() => null);
  await inStep(hub, ['in-step', 'waiting', 'needs-you', 'on-its-way']);

  // a library may put into its errors whatever it was called with
  for (const [name, secret] of secrets) {
    const isInAddress = /token|page|session/.test(name);
    const words = isInAddress ? `${hub.url}/d/${secret}/wren.pdf?next=${secret}` : `it said ${secret}.`;
    hub.hub.host.log.warn({ deep: { words }, err: new Error(words, { cause: new Error(words) }) }, words);
  }

  expect(lines.split('\n').length).toBeGreaterThan(100);
  // what the story did is there, so the log is not clean for want of words
  for (const words of [
    '"requestId"',
    'GET /d/:token',
    'POST /hooks/:channel',
    'POST /api/people',
    'PATCH /api/offers/',
  ])
    expect(lines).toContain(words);
  expect(lines.match(/"deep"/g)).toHaveLength(secrets.size);
  for (const [name, secret] of secrets) {
    expect(secret.length, name).toBeGreaterThan(5);
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
      expect(lines.includes(form), `${name} stands in the log`).toBe(false);
  }
});
