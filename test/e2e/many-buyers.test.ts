import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seal, sha256Hex } from '../../src/kit/crypto.ts';
import { newId } from '../../src/kit/ids.ts';
import { openKeyRing } from '../../src/kit/key-file.ts';
import { readText } from '../../src/modules/marks/testing/read-text.ts';
import { makePdf } from '../../src/modules/preflight/testing/make-files.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createClient, freePort, type HubClient, localKey, until } from '../support/hub.ts';
import { type HubProcess, startProcess } from '../support/processes.ts';

const buyers = 200;
const secret = randomBytes(24).toString('hex');

let database: TestDatabase;
let root: string;
let env: Record<string, string>;
let hub: HubProcess;
let client: HubClient;
let channelId: string;
let sku: string;

beforeAll(async () => {
  database = await createTestDatabase();
  root = await mkdtemp(join(tmpdir(), 'spindle-buyers-'));
  const port = String(await freePort());
  env = { DATABASE_URL: database.url, PORT: port, SPINDLE_PUBLIC_URL: `http://127.0.0.1:${port}` };
  await start();
  channelId = newId();
  const { ring } = await openKeyRing(join(root, 'keys.json'));
  await database.pool.query(
    `insert into channel (id, designer_id, kind, name, base_url, state, currency, webhook_secret, created_at)
     select $1, id, 'woocommerce', 'The shop', 'http://127.0.0.1:9', 'active', 'EUR', $2, now() - interval '1 hour'
     from designer limit 1`,
    [channelId, seal(ring, secret, `webhook:${channelId}`)],
  );
  sku = await publish();
});
afterAll(async () => {
  await hub.kill();
  await database.drop();
  await rm(root, { recursive: true, force: true });
});

async function start(): Promise<void> {
  hub = await startProcess(env, root);
  client = createClient(hub.url, await localKey(root));
}

async function publish(): Promise<string> {
  const words = { craft: 'sewing', title: 'Wren', priceMinor: 900, currency: 'EUR' };
  const { id } = await client.send('POST', '/patterns', words);
  const pdf = await makePdf({
    pages: Array(3).fill([210, 297]),
    font: 'embedded',
    text: 'Wren',
    picturePx: 600,
  });
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(pdf)]), 'wren a4.pdf');
  expect((await client.call('POST', `/api/patterns/${id}/files`, { body: form })).status).toBe(201);
  await until('the file was checked and published', async () => {
    const { items } = await client.get(`/patterns/${id}/releases`);
    if (items[0].state === 'published') return true;
    await client.call('POST', `/api/releases/${items[0].id}/publish`, { body: {} });
    return false;
  });
  return (await client.all('/offers')).find((one) => one.patternId === id).sku;
}

const placedAt = new Date().toISOString().slice(0, 19);

/** True when the shop was told that its webhook is safe. */
async function tellOf(buyer: number): Promise<boolean> {
  const body = JSON.stringify({
    ...{
      id: buyer,
      number: String(buyer),
      status: 'completed',
      currency: 'EUR',
      total: '9.00',
      customer_id: 0,
    },
    ...{ date_created_gmt: placedAt, date_modified_gmt: placedAt, refunds: [] },
    billing: {
      first_name: 'Ada',
      last_name: String(buyer),
      email: `buyer-${buyer}@example.test`,
      country: 'DE',
    },
    line_items: [{ id: 1, name: 'Wren', product_id: 0, sku, quantity: 1, total: '9.00', total_tax: '0.00' }],
  });
  const headers = {
    'content-type': 'application/json',
    'x-wc-webhook-topic': 'order.created',
    'x-wc-webhook-signature': createHmac('sha256', secret).update(body).digest('base64'),
  };
  return fetch(`${hub.url}/hooks/${channelId}`, { method: 'POST', body, headers }).then(
    (answer) => answer.ok,
    () => false,
  );
}

const everybody = Array.from({ length: buyers }, (_, index) => index + 1);

it('loses no order that was answered, though the hub is killed while they pour in', async () => {
  let answered = 0;
  let isKilled = false;
  const kept = new Set<number>();
  await Promise.all(
    everybody.map(async (buyer) => {
      if (!(await tellOf(buyer))) return;
      kept.add(buyer);
      answered += 1;
      if (answered < buyers / 4 || isKilled) return;
      isKilled = true;
      await hub.kill();
    }),
  );
  expect(isKilled).toBe(true);
  const { rows } = await database.pool.query('select body from webhook_delivery');
  const stored = new Set(rows.map((row) => JSON.parse(row.body.toString()).id));
  expect([...kept].filter((buyer) => !stored.has(buyer))).toEqual([]);
  await start();
  // the shop sends again what was not answered, and here everything once more
  while ((await Promise.all(everybody.map(tellOf))).includes(false)) expect(hub.said()).toBeTruthy();
  await until('every order was worked', async () => {
    const open = await database.pool.query(
      'select 1 from webhook_delivery where processed_at is null limit 1',
    );
    return open.rows.length === 0;
  });
  const numbers = (await client.all('/orders')).map((one) => Number(one.number)).sort((a, b) => a - b);
  expect(numbers).toEqual(everybody);
});

it('gives each buyer at once the file that is marked for her order, and keeps it once for all of them', async () => {
  const { rows } = await database.pool.query(
    `select m.recipient, m.text_body, s.code from message m join sale s on m.cause = 'order:' || s.id::text`,
  );
  expect(new Set(rows.map((row) => row.recipient)).size).toBe(buyers);
  const got = await Promise.all(
    rows.map(async ({ recipient, text_body, code }) => {
      const path = /\/d\/[\w-]+/.exec(text_body)?.[0];
      const answer = await fetch(hub.url + path, { headers: { accept: '*/*' } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      return { recipient, code, status: answer.status, etag: answer.headers.get('etag'), bytes };
    }),
  );
  expect(new Set(got.map((one) => one.status))).toEqual(new Set([200]));
  const recorded = await database.pool.query(
    `select b.email, c.sha256, c.pieces is not null as is_shared, count(d.id)::int as downloads
     from copy c join entitlement e on e.id = c.subject_id join buyer b on b.id = e.buyer_id
     left join download d on d.entitlement_id = e.id group by 1, 2, 3`,
  );
  const wanted = new Map(recorded.rows.map((row) => [row.email, row]));
  const wrong = got.filter(({ recipient, bytes, etag }) => {
    const { sha256, downloads, is_shared } = wanted.get(recipient);
    return sha256Hex(bytes) !== sha256 || etag !== `"${sha256}"` || downloads !== 1 || !is_shared;
  });
  expect(wrong.map((one) => one.recipient)).toEqual([]);
  expect(new Set(got.map(({ bytes }) => sha256Hex(bytes))).size).toBe(buyers);
  for (const { bytes, code } of got.slice(0, 5))
    for (const page of await readText(bytes)) expect(page).toContain(`Licensed to order ${code} · `);
  // the same link again: the same bytes, also a part of them
  const [first] = got;
  const path = /\/d\/[\w-]+/.exec(rows[0].text_body)?.[0];
  const part = await fetch(hub.url + path, {
    headers: { accept: '*/*', range: 'bytes=1000-', 'if-range': first?.etag ?? '' },
  });
  expect(part.status).toBe(206);
  expect(Buffer.from(await part.arrayBuffer()).equals(first?.bytes.subarray(1000) as Buffer)).toBe(true);
});
