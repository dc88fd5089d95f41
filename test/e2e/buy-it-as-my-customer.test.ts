import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileOf, type Json, type Made, startTestHub, type TestHub, takeIn, until } from '../support/hub.ts';

let hub: TestHub;
let wren: Made;
beforeAll(async () => {
  hub = await startTestHub();
  [wren] = (await takeIn(hub, ['Wren'])) as [Made];
});
afterAll(() => hub.close());

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const numbers = async () => [await hub.get('/orders/numbers'), await hub.get('/delivery/numbers')];

it('a test order goes through the real delivery, stays out of the numbers and can be deleted', async () => {
  const before = await numbers();
  const order = await hub.send('POST', '/orders/tests', { offerId: wren.offerId, email: 'me@example.com' });
  expect(order).toMatchObject({ isTest: true, status: 'paid', totalMinor: 900, titles: ['Wren'] });
  expect(order.number).toMatch(/^TEST-/);

  const mail: Json = await until('the order mail', async () => (await hub.all('/messages?kind=order'))[0]);
  expect(mail.recipient).toBe('me@example.com');
  const { textBody } = await hub.get(`/messages/${mail.id}`);
  const links: string[] = [...new Set<string>(textBody.match(/https?:\/\/\S+\/d\/[\w-]+/g) ?? [])];
  expect(links).toHaveLength(2);
  const masters = await Promise.all(
    ['a4.pdf', 'instructions.pdf'].map(async (kind) => sha(await readFile(fileOf(hub, 'Wren', kind)))),
  );
  for (const link of links) {
    const response = await fetch(link);
    expect(response.status).toBe(200);
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('%PDF-');
    expect(masters).not.toContain(sha(bytes));
  }
  const { url } = await hub.send('POST', `/orders/${order.id}/library-link`, {});
  const page = await (await fetch(url)).text();
  expect(page).toContain('Wren');
  expect(page).toContain(order.number);
  expect((await hub.get(`/orders/${order.id}/delivery`)).downloads).toHaveLength(2);
  expect(await numbers()).toEqual(before);

  await hub.send('DELETE', `/orders/${order.id}`);
  expect((await hub.call('GET', `/api/orders/${order.id}`)).status).toBe(404);
  expect((await fetch(url)).status).toBe(404);
  for (const link of links) expect((await fetch(link)).status).toBe(404);
  expect(await hub.all('/buyers')).toEqual([]);
  expect(await numbers()).toEqual(before);
});

it('an order of a real shop cannot be made or deleted this way', async () => {
  const unknown = await hub.call('DELETE', `/api/orders/${wren.offerId}`);
  expect([unknown.status, unknown.body.detail]).toEqual([404, 'There is no such order.']);
  const nothing = await hub.call('POST', '/api/orders/tests', { body: { offerId: wren.patternId } });
  expect([nothing.status, nothing.body.detail]).toEqual([404, 'There is no such offer.']);
});
