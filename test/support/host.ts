import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Connector } from '../../src/connectors/connector.ts';
import { connectorList, createHost } from '../../src/create-host.ts';
import { openListener } from '../../src/db/listener.ts';
import { openBoss } from '../../src/jobs/boss.ts';
import { type Clock, systemClock } from '../../src/kit/clock.ts';
import type { Actor } from '../../src/kit/ctx.ts';
import { createLog } from '../../src/kit/log.ts';
import type { HubModule } from '../../src/kit/module.ts';
import type { Operation } from '../../src/kit/operation.ts';
import { type Host, runOperation } from '../../src/kit/run-operation.ts';
import { ensureStudio } from '../../src/modules/studio/index.ts';
import { openStorage } from '../../src/storage/open-storage.ts';
import { createTestDatabase } from './database.ts';

export interface TestHost {
  host: Host;
  /** Database of this host alone, for more processes or raw looks. */
  databaseUrl: string;
  /** A folder that goes with the host. */
  folder: string;
  run<I extends z.ZodType, O extends z.ZodType>(
    operation: Operation<I, O>,
    input: z.input<I>,
    actor?: Actor,
  ): Promise<z.output<O>>;
  /** Waits until no job is waiting or running; throws after `timeoutMs`. */
  settle(timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** Somebody with these rights; all of them by default. */
export const actor = (scopes: string[] = ['*'], designerId: string | null = null): Actor => ({
  kind: 'user',
  id: '0190a0a0-0000-7000-8000-000000000001',
  name: 'Test',
  scopes: new Set(scopes),
  designerId,
});

/** A host on its own real database, with real storage and, unless switched off, real jobs. No loops, no HTTP. */
export async function createTestHost(
  options: {
    /** Every module by default; fewer keep a test small. */
    modules?: readonly HubModule[];
    connectors?: readonly Connector[];
    clock?: Clock;
    jobs?: boolean;
    hubUrl?: string;
    /** A folder of the host's own by default. */
    storage?: string;
  } = {},
): Promise<TestHost> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'spindle-test-'));
  const log = createLog(process.env.SPINDLE_LOG ?? 'silent');
  const modules = options.modules ?? (await import('../../src/modules.ts')).modules;
  const boss = await openBoss({
    url: database.url,
    jobs: modules.flatMap((m) => [...(m.jobs ?? [])]),
    log,
    isWorker: options.jobs !== false,
  });
  const listener = openListener(database.url, log);
  const ring = { keys: [{ id: 'test', key: randomBytes(32) }] };
  const host = createHost({
    db: database.db,
    ports: {
      address: { mode: 'live', url: options.hubUrl ?? 'http://127.0.0.1:9' },
      keyRing: ring,
      addKey: async () => {
        const key = { id: `test-${ring.keys.length}`, key: randomBytes(32) };
        ring.keys.unshift(key);
        return key.id;
      },
      storage: await openStorage(options.storage ?? join(folder, 'files'), {
        cacheFolder: join(folder, 'cache'),
      }),
      queue: boss.queue,
      listener,
      connectors: connectorList(
        options.connectors ?? (await import('../../src/connectors/registry.ts')).connectors,
      ),
    },
    clock: options.clock ?? systemClock,
    log,
    modules,
  });
  await ensureStudio(host);
  if (options.jobs !== false) await boss.work(host);
  return {
    host,
    databaseUrl: database.url,
    folder,
    run: (operation, input, as = actor()) => runOperation(host, operation, as, input),
    settle: async (timeoutMs = 20_000) => {
      const until = Date.now() + timeoutMs;
      while ((await boss.queue.countOpen()) > 0) {
        if (Date.now() > until) throw new Error('Jobs did not come to rest');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    close: async () => {
      await listener.close();
      await boss.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
