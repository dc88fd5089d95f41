import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../test/support/app.ts';
import { createSignInLink } from '../modules/accounts/index.ts';

let hub: TestApp;
beforeAll(async () => {
  hub = await createTestApp();
});
afterAll(() => hub.close());

const tokenOf = async () => new URL(await createSignInLink(hub.host)).searchParams.get('token') as string;
const redeem = (token: string, headers: Record<string, string> = { origin: hub.url }) =>
  hub.call('POST', '/sign-in/link', { body: { token }, headers });

describe('a sign-in link', () => {
  it('signs the owner in with a cookie that scripts and other sites cannot use', async () => {
    const answer = await redeem(await tokenOf());
    expect(answer.status).toBe(303);
    const cookie = answer.headers.getSetCookie().join();
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Strict/i);
    const me = await hub.call('GET', '/api/me', { headers: { cookie: cookie.split(';')[0] as string } });
    expect(await me.json()).toMatchObject({
      kind: 'user',
      scopes: ['*'],
      person: { role: 'owner', email: null },
    });
  });

  it('works once, also when two use it at the same moment', async () => {
    const token = await tokenOf();
    const answers = await Promise.all(Array.from({ length: 6 }, () => redeem(token)));
    expect(answers.map((one) => one.status).sort()).toEqual([303, 401, 401, 401, 401, 401]);
  });

  it('is not used up by looking at its page', async () => {
    const token = await tokenOf();
    const page = await hub.call('GET', `/sign-in/link?token=${token}`);
    expect(await page.text()).toContain('<button type="submit"');
    expect((await redeem(token)).status).toBe(303);
  });

  it('cannot be redeemed from another site', async () => {
    const token = await tokenOf();
    const refused = await redeem(token, { origin: 'https://evil.example' });
    expect(refused.status).toBe(403);
    expect((await redeem(token)).status).toBe(303);
  });

  it('is sent by mail to people who are here, with one answer for everybody', async () => {
    const key = await hub.key();
    await hub.call('POST', '/api/people', {
      as: key,
      body: { name: 'Ann', email: 'Ann@example.com', role: 'viewer' },
    });
    const ask = (email: string) =>
      hub.call('POST', '/api/auth/link', { body: { email }, headers: { origin: hub.url } });
    const [known, unknown] = [await ask('ann@example.com'), await ask('nobody@example.com')];
    expect([known.status, unknown.status]).toEqual([202, 202]);
    expect(await known.text()).toBe(await unknown.text());
    await expect
      .poll(async () => {
        const { rows } = await hub.host.db.execute(
          `select recipient from message where subject = 'Your sign-in link'` as never,
        );
        return rows;
      })
      .toEqual([{ recipient: 'ann@example.com' }]);
  });
});

describe('a session', () => {
  it('changes nothing for a page of another origin, even on the same machine', async () => {
    const cookie = await hub.cookie();
    const rename = (headers: Record<string, string>) =>
      hub.call('PATCH', '/api/me', { body: { name: 'Mia' }, headers: { cookie, ...headers } });
    expect((await rename({ origin: hub.url })).status).toBe(200);
    expect((await rename({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    for (const headers of [
      {},
      { origin: 'http://127.0.0.1:1' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: hub.url },
      { 'sec-fetch-site': 'same-site', origin: hub.url },
    ] as Record<string, string>[]) {
      const refused = await rename(headers);
      expect(refused.status, JSON.stringify(headers)).toBe(403);
      expect(await refused.json()).toMatchObject({ code: 'forbidden' });
    }
  });

  it('ends with sign-out', async () => {
    const cookie = await hub.cookie();
    const out = await hub.call('POST', '/api/auth/sign-out', {
      body: {},
      headers: { cookie, origin: hub.url },
    });
    expect(out.status).toBe(200);
    expect((await hub.call('GET', '/api/me', { headers: { cookie } })).status).toBe(401);
  });

  it('is gone everywhere when its person signs out everywhere', async () => {
    const [one, other] = [await hub.cookie(), await hub.cookie()];
    const out = await hub.call('POST', '/api/me/sign-out-everywhere', {
      headers: { cookie: one, origin: hub.url },
    });
    expect(out.status).toBe(204);
    expect((await hub.call('GET', '/api/me', { headers: { cookie: other } })).status).toBe(401);
  });

  it('reaches no part of better-auth that is not meant to be open', async () => {
    for (const path of ['sign-up/email', 'update-user', 'get-session', 'sign-in/link']) {
      const answer = await hub.call('POST', `/api/auth/${path}`, { body: {}, headers: { origin: hub.url } });
      expect(answer.status, path).toBe(404);
    }
  });

  it('can ask for a passkey of its own', async () => {
    const cookie = await hub.cookie();
    const options = await hub.call('GET', '/api/auth/passkey/generate-register-options', {
      headers: { cookie, origin: hub.url },
    });
    expect(options.status).toBe(200);
    expect(await options.json()).toMatchObject({ rp: { name: 'Spindle', id: 'localhost' } });
  });
});

describe('the hub', () => {
  it('answers to loopback names only while it has no public one', async () => {
    const answer = await hub.app.inject({ url: '/api/me', headers: { host: 'evil.example' } });
    expect(answer.statusCode).toBe(403);
  });

  it('leaves a key for its own command line that only its user can read', async () => {
    const path = join(hub.folder, 'command-line.json');
    const { url, key } = JSON.parse(await readFile(path, 'utf8'));
    expect(url).toBe(hub.url);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await hub.call('GET', '/api/me', { as: key })).status).toBe(200);
  });
});

describe('people and keys', () => {
  it('lets each role do what it is for', async () => {
    const body = { name: 'Studio', expectedVersion: 1 };
    expect((await hub.call('PATCH', '/api/studio', { as: await hub.key('viewer'), body })).status).toBe(403);
    expect((await hub.call('GET', '/api/studio', { as: await hub.key('viewer') })).status).toBe(200);
    expect((await hub.call('GET', '/api/people', { as: await hub.key('editor') })).status).toBe(403);
    expect((await hub.call('GET', '/api/audit', { as: await hub.key('accountant') })).status).toBe(200);
    expect((await hub.call('GET', '/api/audit', { as: await hub.key('support') })).status).toBe(403);
  });

  it('shuts a revoked key out at once, and writes nothing when a key is checked', async () => {
    const cookie = await hub.cookie();
    const headers = { cookie, origin: hub.url };
    const made = await hub.call('POST', '/api/api-keys', { body: { name: 'Script' }, headers });
    expect(made.status).toBe(201);
    const { apiKey, key } = (await made.json()) as { apiKey: { id: string }; key: string };
    expect((await hub.call('GET', '/api/me', { as: key })).status).toBe(200);
    const usedAt = async () =>
      (await hub.host.db.execute(`select last_used_at, xmin from api_key where id = '${apiKey.id}'` as never))
        .rows;
    const before = await usedAt();
    expect((await hub.call('GET', '/api/me', { as: key })).status).toBe(200);
    expect(await usedAt()).toEqual(before);
    expect((await hub.call('DELETE', `/api/api-keys/${apiKey.id}`, { headers })).status).toBe(204);
    expect((await hub.call('GET', '/api/me', { as: key })).status).toBe(401);
  });

  it('keeps the last owner, and puts a removed person out with session and key', async () => {
    const headers = { cookie: await hub.cookie(), origin: hub.url };
    const me = (await (await hub.call('GET', '/api/me', { headers })).json()) as { id: string };
    expect((await hub.call('DELETE', `/api/people/${me.id}`, { headers })).status).toBe(409);
    expect(
      (await hub.call('PATCH', `/api/people/${me.id}`, { headers, body: { role: 'viewer' } })).status,
    ).toBe(409);

    const invited = await hub.call('POST', '/api/people', {
      headers,
      body: { name: 'Bo', email: 'bo@example.com', role: 'owner' },
    });
    const { person, signInUrl } = (await invited.json()) as { person: { id: string }; signInUrl: string };
    const entered = await redeem(new URL(signInUrl).searchParams.get('token') as string);
    const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] as string;
    const made = await hub.call('POST', '/api/api-keys', {
      body: { name: 'Of Bo', role: 'owner' },
      headers: { cookie, origin: hub.url },
    });
    const { key } = (await made.json()) as { key: string };
    expect((await hub.call('GET', '/api/me', { as: key })).status).toBe(200);
    expect((await hub.call('DELETE', `/api/people/${person.id}`, { headers })).status).toBe(204);
    expect((await hub.call('GET', '/api/me', { headers: { cookie } })).status).toBe(401);
    expect((await hub.call('GET', '/api/me', { as: key })).status).toBe(401);
  });
});

describe('guessing', () => {
  it('is slowed down at the sign-in link', async () => {
    const guesses = await Promise.all(Array.from({ length: 30 }, () => redeem('wrong')));
    const slowed = guesses.filter((one) => one.status === 429);
    expect(slowed.length).toBeGreaterThanOrEqual(10);
    expect(slowed[0]?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await slowed[0]?.json()).toMatchObject({ code: 'rate-limited', status: 429 });
  });
});
