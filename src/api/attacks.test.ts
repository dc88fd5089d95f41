import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../test/support/app.ts';
import { encodeCursor } from '../kit/page.ts';
import { mailSignInLink } from '../modules/accounts/index.ts';
import { modules } from '../modules.ts';
import { isServed } from './input-schema.ts';

let hub: TestApp;
let owner: string;
beforeAll(async () => {
  hub = await createTestApp({ modules });
  owner = await hub.key();
});
afterAll(() => hub.close());

const rows = async (query: string) => (await hub.host.db.execute(query as never)).rows;
const signIn = async (link: string): Promise<string> => {
  const token = new URL(link).searchParams.get('token');
  const answer = await hub.call('POST', '/sign-in/link', { body: { token }, headers: { origin: hub.url } });
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
};

describe('a key', () => {
  it('does not outlive the rights of the owner who made it', async () => {
    const headers = { cookie: await hub.cookie(), origin: hub.url };
    const invited = await hub.call('POST', '/api/people', {
      headers,
      body: { name: 'Bo', email: 'bo@example.com', role: 'owner' },
    });
    const { person, signInUrl } = (await invited.json()) as { person: { id: string }; signInUrl: string };
    const made = await hub.call('POST', '/api/api-keys', {
      body: { name: 'Of Bo', role: 'owner' },
      headers: { cookie: await signIn(signInUrl), origin: hub.url },
    });
    const { key } = (await made.json()) as { key: string };
    expect((await hub.call('GET', '/api/people', { as: key })).status).toBe(200);
    await hub.call('PATCH', `/api/people/${person.id}`, { headers, body: { role: 'viewer' } });
    expect((await hub.call('GET', '/api/people', { as: key })).status).toBe(401);
  });

  it('makes no owner who would stay after it is revoked', async () => {
    const body = { name: 'Eve', email: 'eve@example.com', role: 'owner' };
    expect((await hub.call('POST', '/api/people', { as: owner, body })).status).toBe(403);
    const invited = await hub.call('POST', '/api/people', { as: owner, body: { ...body, role: 'viewer' } });
    const { person } = (await invited.json()) as { person: { id: string } };
    const raised = await hub.call('PATCH', `/api/people/${person.id}`, {
      as: owner,
      body: { role: 'owner' },
    });
    expect(raised.status).toBe(403);
  });
});

describe('asking for sign-in links from many places', () => {
  it('does not fill the mailbox', async () => {
    await hub.call('POST', '/api/people', {
      as: owner,
      body: { name: 'Kim', email: 'kim@example.com', role: 'viewer' },
    });
    for (let round = 0; round < 8; round++) await mailSignInLink(hub.host, 'kim@example.com');
    const sent = await rows(
      `select id from message where recipient = 'kim@example.com' and subject = 'Your sign-in link'`,
    );
    expect(sent.length).toBeLessThanOrEqual(3);
    expect(sent.length).toBeGreaterThan(0);
  });
});

describe('a body that drips', () => {
  it('is cut off when its time is over, and the hub goes on', async () => {
    const slow = await createTestApp({ bodyTimeMs: 200 });
    const { hostname, port } = new URL(slow.url);
    const socket = connect(Number(port), hostname);
    const isClosed = new Promise((done) => socket.once('close', done));
    socket.on('error', () => {});
    const head = ['POST /api/auth/link HTTP/1.1', `host: ${hostname}:${port}`, `origin: ${slow.url}`];
    socket.write([...head, 'content-type: application/json', 'content-length: 4000', '', '{'].join('\r\n'));
    const drip = setInterval(() => socket.write(' '), 50);
    await isClosed;
    clearInterval(drip);
    expect((await slow.call('GET', '/healthz')).status).toBe(200);
    await slow.close();
  });
});

describe('a forged page cursor', () => {
  const lists = modules.flatMap((module) => module.operations.filter((one) => isServed(one) && one.paged));
  const zero = '00000000-0000-7000-8000-000000000000';
  it.each(lists.map((one) => [one.name, one] as const))('is refused by %s', async (_, operation) => {
    const path = `/api${operation.route.path.replace(/\{\w+\}/g, zero)}`;
    for (const values of [['x'], ['x', 'y'], ['2026-13-45T00:00:00Z', zero], [1e300, 1e300], ['\0', '\0']]) {
      const answer = await hub.call('GET', `${path}?cursor=${encodeCursor(values)}`, { as: owner });
      expect(answer.status, `${JSON.stringify(values)}: ${await answer.text()}`).toBeLessThan(500);
    }
  });
});

describe('text that no database takes', () => {
  it('is the sender’s to change', async () => {
    const answer = await hub.call('POST', '/api/patterns', {
      as: owner,
      body: { title: 'a\0b', craft: 'sewing', priceMinor: 900 },
    });
    expect(answer.status).toBe(422);
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const nested = await hub.call('POST', '/api/patterns', {
      as: owner,
      body: `{"title":"Deep","craft":"sewing","priceMinor":900,"other":${deep}}`,
      headers: { 'idempotency-key': 'deep' },
    });
    expect(nested.status).toBe(422);
  });
});
