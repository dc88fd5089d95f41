import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/support/app.ts';
import { seed } from '../../modules/alerts/testing/rows.ts';
import { readFirstDesigner } from '../../modules/studio/index.ts';
import { modules } from '../../modules.ts';

let hub: TestApp;
beforeAll(async () => {
  hub = await createTestApp({ modules });
  const designerId = await readFirstDesigner(hub.host.db);
  const shop = await seed.shop(hub.host.db, designerId, 'Etsy');
  await seed.waiting(hub.host.db, designerId, shop, 'Simon');
  await seed.listing(hub.host.db, designerId, shop, 'Wren', { status: 'in-step' });
});
afterAll(() => hub.close());
beforeEach(() => {
  delete process.env.SPINDLE_METRICS_TOKEN;
});

const scrape = (headers: Record<string, string> = {}) => hub.call('GET', '/metrics', { headers });

it('speaks to programs on this computer only, or to whoever has the token', async () => {
  expect((await scrape()).status).toBe(200);
  expect((await scrape({ 'x-forwarded-for': '203.0.113.7' })).status).toBe(404);
  expect((await scrape({ 'x-forwarded-proto': 'https' })).status).toBe(404);
  process.env.SPINDLE_METRICS_TOKEN = 'a token of the operator';
  expect((await scrape()).status).toBe(404);
  expect((await scrape({ authorization: 'Bearer a token of somebody' })).status).toBe(404);
  const answer = await scrape({
    authorization: 'Bearer a token of the operator',
    'x-forwarded-for': '203.0.113.7',
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
});

it('counts requests by route, shows what waits, and names everything as Prometheus wants it', async () => {
  await hub.call('GET', '/api/patterns/00000000-0000-7000-8000-000000000000');
  const text = await (await scrape()).text();
  const samples = new Map(
    text
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line): [string, number] => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );
  expect(
    samples.get('spindle_http_requests_total{method="GET",route="/api/patterns/:patternId",status="401"}'),
  ).toBe(1);
  expect(samples.get('spindle_work{connector="etsy",state="idle"}')).toBe(2);
  expect(samples.get('spindle_listings{connector="etsy",status="needs-you"}')).toBe(1);
  expect(samples.get('spindle_channels{connector="etsy",state="active"}')).toBe(1);
  expect(samples.get('spindle_database_up')).toBe(1);
  expect(samples.get('spindle_inbox')).toBe(0);
  expect(samples.get('spindle_pool_connections{state="requested"}')).toBe(0);
  expect([...samples.keys()].some((name) => name.startsWith('process_cpu_seconds_total'))).toBe(true);
  expect([...samples.keys()].some((name) => name.startsWith('nodejs_eventloop_lag_seconds'))).toBe(true);
  for (const [name, value] of samples) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*(?:\{[^{}]*\})?$/);
    if (name.startsWith('spindle_')) expect(value, name).toBeGreaterThanOrEqual(0);
    // neither ids nor addresses: each would be a series of its own
    expect(name).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}|@/);
  }
  for (const name of new Set([...samples.keys()].map((key) => key.split('{')[0])))
    expect(text).toContain(`# TYPE ${name?.replace(/_(sum|count|bucket)$/, '')}`);
});
