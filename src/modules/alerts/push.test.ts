import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import type { Actor } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';
import { actorOfPerson } from '../accounts/index.ts';
import { readFirstDesigner } from '../studio/index.ts';
import { look, tellEverybody } from './look.ts';
import { sendPushJob } from './push/send-push.ts';
import { subscribeBrowser, unsubscribeBrowser } from './push-browsers.ts';
import { sendTestAlert } from './send-test.ts';
import { getAlertSettings } from './settings.ts';
import { seed } from './testing/rows.ts';

/** A push service on loopback, and the browser behind it that can read what comes. */
const received: { path: string; headers: IncomingHttpHeaders; body: Buffer }[] = [];
const answers = new Map<string, number>();
let service: Server;
let url: string;
const browser = createECDH('prime256v1');
const p256dh = browser.generateKeys('base64url');
const auth = randomBytes(16).toString('base64url');

let nowMs = Date.now();
let test: TestHost;
let me: Actor;

beforeAll(async () => {
  service = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      received.push({ path, headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(answers.get(path) ?? 201).end();
    });
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  test = await createTestHost({ clock: { now: () => new Date(nowMs), monotonicMs: () => nowMs } });
  const ada = await seed.person(test.host.db, 'Ada', 'owner');
  me = (await actorOfPerson(test.host, ada)) as Actor;
});
afterAll(async () => {
  await test.close();
  service.close();
});
beforeEach(() => {
  received.length = 0;
  answers.clear();
});

const subscribe = (path: string) =>
  test.run(subscribeBrowser, { endpoint: url + path, keys: { p256dh, auth }, name: 'Phone' }, me);

function read(body: Buffer): Record<string, string> {
  const senderKey = body.subarray(21, 86);
  const about = Buffer.concat([Buffer.from('WebPush: info\0'), Buffer.from(p256dh, 'base64url'), senderKey]);
  const secret = Buffer.from(auth, 'base64url');
  const keying = Buffer.from(hkdfSync('sha256', browser.computeSecret(senderKey), secret, about, 32));
  const derive = (name: string, length: number) =>
    Buffer.from(
      hkdfSync('sha256', keying, body.subarray(0, 16), Buffer.from(`Content-Encoding: ${name}\0`), length),
    );
  const open = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
  open.setAuthTag(body.subarray(-16));
  const plain = Buffer.concat([open.update(body.subarray(86, -16)), open.final()]);
  return JSON.parse(plain.subarray(0, plain.lastIndexOf(2)).toString());
}

it('shows what needs somebody in each browser, collapsed, readable there alone', async () => {
  await subscribe('/one');
  await subscribe('/two');
  const designerId = await readFirstDesigner(test.host.db);
  const etsy = await seed.shop(test.host.db, designerId, 'Etsy');
  for (const title of ['Simon', 'Wren']) await seed.waiting(test.host.db, designerId, etsy, title);
  await look(test.host);
  nowMs += 60_000;
  await tellEverybody(test.host);
  await test.settle();
  expect(received.map(({ path }) => path).sort()).toEqual(['/one', '/two']);
  const [first] = received;
  expect(first?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', topic: 'spindle-needs-you' });
  const { pushKey, browsers } = await test.run(getAlertSettings, {}, me);
  expect(first?.headers.authorization).toContain(`k=${pushKey}`);
  expect(first?.body.toString('latin1')).not.toContain('Simon');
  expect(read(first?.body ?? Buffer.alloc(0))).toEqual({
    title: 'One thing needs you',
    body: '2 plans wait for your click on Etsy: Simon and Wren.',
    path: `/plan?channel=${etsy}`,
    button: 'See the plan',
    tag: 'spindle-needs-you',
  });
  expect(browsers.every((one) => one.usedAt !== null)).toBe(true);
  await tellEverybody(test.host);
  await test.settle();
  expect(received).toHaveLength(2);
});

it('forgets a browser that is gone, and tries a service that is busy again', async () => {
  const before = (await test.run(getAlertSettings, {}, me)).browsers.length;
  const { id } = await subscribe('/gone');
  for (const status of [410, 404]) {
    answers.set('/gone', status);
    const { id: again } = await subscribe('/gone');
    await sendPushJob.run(test.host, { subscriptionId: again, message });
    expect((await test.run(getAlertSettings, {}, me)).browsers).toHaveLength(before);
  }
  await sendPushJob.run(test.host, { subscriptionId: id, message });
  const { id: busy } = await subscribe('/busy');
  answers.set('/busy', 503);
  await expect(sendPushJob.run(test.host, { subscriptionId: busy, message })).rejects.toThrow('503');
  answers.set('/busy', 201);
  await sendPushJob.run(test.host, { subscriptionId: busy, message });
  await test.run(unsubscribeBrowser, { browserId: busy }, me);
  await expect(test.run(unsubscribeBrowser, { browserId: busy }, me)).rejects.toMatchObject({
    code: 'not-found',
  });
});

const message = { title: 'T', body: 'B', path: '/', button: 'Open', tag: 't' };

it('sends a test message', async () => {
  const { sentence, browsers } = await test.run(sendTestAlert, {}, me);
  await test.settle();
  expect(received).toHaveLength(browsers);
  expect(sentence).toMatch(/^No mail: the hub has no mail server\. \d browsers are asked to show one\.$/);
});

it('takes no address inside the hub’s own network, and no broken keys', async () => {
  const refused = [
    'http://push.example.net/x',
    'https://localhost/x',
    'https://10.0.0.7/x',
    'https://[::1]/x',
    'https://printer/x',
    'https://db.internal/x',
  ];
  test.host.ports.address.url = 'https://hub.example';
  for (const endpoint of [...refused, `${url}/one`])
    await expect(test.run(subscribeBrowser, { endpoint, keys: { p256dh, auth } }, me)).rejects.toMatchObject({
      code: 'invalid',
    });
  test.host.ports.address.url = 'http://127.0.0.1:9';
  await expect(
    test.run(subscribeBrowser, { endpoint: `${url}/x`, keys: { p256dh: 'AAAA', auth } }, me),
  ).rejects.toMatchObject({ code: 'invalid' });
});

it('keeps its pair while the ring turns, and makes a new one when the ring is lost', async () => {
  const { pushKey } = await test.run(getAlertSettings, {}, me);
  await test.host.ports.addKey();
  expect((await test.run(getAlertSettings, {}, me)).pushKey).toBe(pushKey);
  test.host.ports.keyRing.keys.splice(1);
  expect((await test.run(getAlertSettings, {}, me)).pushKey).toBe(pushKey);
  test.host.ports.keyRing.keys[0] = { id: newId(), key: randomBytes(32) };
  const settings = await test.run(getAlertSettings, {}, me);
  expect(settings.pushKey).not.toBe(pushKey);
  expect(settings.browsers).toEqual([]);
  const { rows } = await test.host.db.execute(sql`select 1 from push_key`);
  expect(rows).toHaveLength(1);
});
