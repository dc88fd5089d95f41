import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../test/support/app.ts';
import { addCover, makePattern } from '../../test/support/sales.ts';
import { modules } from '../modules.ts';

let hub: TestApp;
let live: TestApp;
let dashboard: string;
beforeAll(async () => {
  dashboard = await mkdtemp(join(tmpdir(), 'spindle-dashboard-'));
  await mkdir(join(dashboard, 'assets'));
  await writeFile(join(dashboard, 'index.html'), '<!doctype html><title>x</title>');
  await writeFile(join(dashboard, 'assets', 'x.js'), '1');
  hub = await createTestApp({ modules, dashboardDir: dashboard });
  live = await createTestApp({ publicUrl: 'https://hub.example', dashboardDir: dashboard });
  live.host.ports.address.url = 'https://hub.example';
});
afterAll(async () => {
  await hub.close();
  await live.close();
  await rm(dashboard, { recursive: true, force: true });
});

describe('every page and file of the hub', () => {
  const pages = [
    ['/', 200],
    ['/shops/1', 200],
    ['/assets/x.js', 200],
    ['/docs/', 200],
    ['/docs/openapi.json', 200],
    ['/my', 200],
    ['/my/unknown', 404],
    ['/d/unknown', 404],
    ['/a/unknown/x.svg', 404],
    ['/sign-in/link?token=%22%3E%3Cscript%3E', 200],
    ['/api/nothing', 404],
    ['/%2e%2e/%2e%2e/etc/passwd', 200],
    ['/assets/..%2f..%2fpackage.json', 404],
  ] as const;
  it.each(pages)('%s says what may run and who may frame it', async (path, status) => {
    const answer = await hub.call('GET', path, { headers: { accept: 'text/html' } });
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src '(self|none)'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe-(inline|eval)/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toMatch(/^(same-origin|no-referrer)$/);
    const text = await answer.text();
    expect(text).not.toContain('"><script>');
    expect(text).not.toContain('root:');
    expect(text).not.toContain('better-auth"');
    if (path.startsWith('/api') || path.startsWith('/%2e')) return;
    expect(answer.status, path).toBe(status);
  });

  it('runs nothing that a file brings along', async () => {
    const made = await makePattern(hub, 'Wren');
    await addCover(hub, made.patternId, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'x');
    const owner = await hub.key();
    const pattern = (await (
      await hub.call('GET', `/api/patterns/${made.patternId}`, { as: owner })
    ).json()) as {
      images: { id: string }[];
    };
    const path = `/api/patterns/${made.patternId}/images/${pattern.images[0]?.id}`;
    const answer = await hub.call('GET', path, { as: owner });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await hub.call('GET', path)).status).toBe(401);
  });
});

describe('in Live mode', () => {
  it('keeps cookies and pages on https', async () => {
    const { createSignInLink } = await import('../modules/accounts/index.ts');
    const token = new URL(await createSignInLink(live.host)).searchParams.get('token');
    const answer = await live.app.inject({
      method: 'POST',
      url: '/sign-in/link',
      headers: { host: 'hub.example', origin: 'https://hub.example' },
      payload: { token },
    });
    expect(answer.statusCode).toBe(303);
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^__Secure-/);
    for (const word of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/'])
      expect(cookie.toLowerCase()).toContain(`; ${word.toLowerCase()}`);
    expect(answer.headers['strict-transport-security']).toContain('max-age=31536000');
  });

  it('believes the nearest proxy only, and nobody on a desk', async () => {
    const guess = (app: TestApp, host: string, remoteAddress: string, forwarded: string) =>
      app.app.inject({
        method: 'POST',
        url: '/api/auth/link',
        remoteAddress,
        headers: { host, origin: `https://${host}`, 'x-forwarded-for': forwarded },
        payload: { email: 'a@example.com' },
      });
    // a stranger who reaches the port without the proxy, or claims a chain, is one stranger
    const statuses = async (run: (n: number) => ReturnType<typeof guess>) => {
      const all = [];
      for (let n = 0; n < 7; n++) all.push((await run(n)).statusCode);
      return all.at(-1);
    };
    expect(await statuses((n) => guess(live, 'hub.example', '203.0.113.9', `198.51.100.${n}`))).toBe(429);
    expect(
      await statuses((n) => guess(live, 'hub.example', '127.0.0.1', `198.51.100.${n}, 203.0.113.7`)),
    ).toBe(429);
    expect(await statuses((n) => guess(live, 'hub.example', '127.0.0.1', `198.51.100.${n}`))).toBe(202);
    expect(await statuses((n) => guess(hub, '127.0.0.1', '127.0.0.1', `198.51.100.${n}`))).toBe(429);
  });
});
