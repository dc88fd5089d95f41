import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { vi } from 'vitest';
import { type Hub, openHub } from '../../src/compose.ts';
import { freePort } from '../../src/kit/free-port.ts';
import { createLog, type Log } from '../../src/kit/log.ts';
import { createClient, type HubClient, localKey } from './client.ts';
import { createTestDatabase } from './database.ts';

export { freePort } from '../../src/kit/free-port.ts';
export * from './client.ts';
export { until } from './until.ts';

// A story waits for many things in a row; each wait has its own limit and its own words.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

export interface TestHub extends HubClient {
  hub: Hub;
  url: string;
  home: string;
  /** The designer's folder: empty until something is put there, watched after `takeIn`. */
  patterns: string;
  pool: pg.Pool;
  close(): Promise<void>;
}

/** A whole hub on its own database and home, in Live mode on loopback. */
export async function startTestHub(
  log: Log = createLog(process.env.SPINDLE_LOG ?? 'silent'),
): Promise<TestHub> {
  const database = await createTestDatabase();
  const root = await mkdtemp(join(tmpdir(), 'spindle-e2e-'));
  const home = join(root, 'home');
  const patterns = join(root, 'patterns');
  await mkdir(patterns);
  const port = await freePort();
  const hub = await openHub({
    home,
    databaseUrl: database.url,
    publicUrl: `http://127.0.0.1:${port}`,
    port,
    log,
  });
  return {
    hub,
    url: hub.url,
    home,
    patterns,
    pool: database.pool,
    ...createClient(hub.url, await localKey(home)),
    close: async () => {
      await hub.close();
      await database.drop();
      await rm(root, { recursive: true, force: true });
    },
  };
}
