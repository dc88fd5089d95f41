import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { localKey } from '../../test/support/hub.ts';
import { openWay } from '../../test/support/way.ts';
import { type Hub, openHub } from '../compose.ts';
import { createLog } from '../kit/log.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let way: Awaited<ReturnType<typeof openWay>>;
let hub: Hub;
let home: string;
let key: string;
beforeAll(async () => {
  database = await createTestDatabase();
  const url = new URL(database.url);
  way = await openWay({ host: url.hostname, port: Number(url.port) });
  url.port = String(way.port);
  home = await mkdtemp(join(tmpdir(), 'spindle-lost-'));
  hub = await openHub({ home, databaseUrl: url.href, port: 0, log: createLog('silent') });
  key = await localKey(home);
}, 60_000);
afterAll(async () => {
  await hub.close();
  await way.close();
  await database.drop();
  await rm(home, { recursive: true, force: true });
}, 60_000);

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(hub.url + path, { headers: { authorization: `Bearer ${key}`, ...headers } });

describe('a database that goes away', () => {
  it('is answered with 503 in everybody’s form, and the hub goes on when it is back', async () => {
    expect((await ask('/api/studio')).status).toBe(200);
    way.cut();
    for (let round = 0; round < 3; round++) {
      const answer = await ask('/api/studio');
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ code: 'unavailable' });
    }
    expect((await ask('/readyz')).status).toBe(503);
    expect((await ask('/healthz')).status).toBe(200);
    const page = await ask('/my', { accept: 'text/html' });
    expect(page.status).toBe(503);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    // the loops and the queue feel it too
    await new Promise((done) => setTimeout(done, 3_000));
    way.mend();
    await expect.poll(async () => (await ask('/api/studio')).status, { timeout: 20_000 }).toBe(200);
    expect((await ask('/readyz')).status).toBe(200);
    expect((await ask('/my')).status).toBe(200);
  }, 60_000);

  it('that falls silent without a word holds nobody for ever', async () => {
    expect((await ask('/api/studio')).status).toBe(200);
    way.freeze();
    const answer = await ask('/api/studio');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'unavailable' });
    way.mend();
    await expect.poll(async () => (await ask('/api/studio')).status, { timeout: 60_000 }).toBe(200);
    // a folder that is watched now is looked through by a loop that had asked in vain
    const { pool } = database;
    await expect
      .poll(
        async () => {
          const { rows } = await pool.query(
            `select count(*)::int as n from pg_stat_activity
               where datname = current_database() and application_name = 'spindle-listener' and state_change > now() - interval '15 s'`,
          );
          return rows[0].n;
        },
        { timeout: 60_000 },
      )
      .toBeGreaterThan(0);
  }, 180_000);
});
