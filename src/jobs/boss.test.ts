import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestHost, type TestHost } from '../../test/support/host.ts';
import { HubError } from '../kit/errors.ts';
import { defineJob } from '../kit/module.ts';
import { auditModule } from '../modules/audit/index.ts';
import { studioModule } from '../modules/studio/index.ts';
import { givenUpQueue } from './queues.ts';

const tries: number[] = [];
const told: string[] = [];
const stubborn = defineJob<{ shop: string }>({
  name: 'test.stubborn',
  retries: 1,
  run: async () => {
    tries.push(told.length);
    throw new HubError('unavailable', 'no answer');
  },
  onGivenUp: async (_host, { shop }, why) => {
    told.push(`${shop}: ${why}`);
  },
});

const ran: string[] = [];
const brief = defineJob<{ what: string }>({
  name: 'test.brief',
  retries: 2,
  run: async (_host, { what }) => void ran.push(what),
  onGivenUp: async (_host, { what }, why) => void told.push(`${what}: ${why}`),
});

let test_: TestHost;
beforeAll(async () => {
  test_ = await createTestHost({
    modules: [studioModule, auditModule, { name: 'test', operations: [], jobs: [stubborn, brief] }],
    connectors: [],
  });
});
afterAll(() => test_?.close());

test('a job that fails for good says so once, after its last try', async () => {
  await test_.host.ports.queue.enqueue(test_.host.db, stubborn.name, { shop: 'Etsy' });
  await test_.settle();
  expect(tries).toEqual([0, 0]);
  expect(told).toEqual(['Etsy: no answer']);
  expect(await test_.host.ports.queue.countFailed()).toBe(1);
});

/** A job as a worker leaves it that took it and was killed: running, and silent for a while. */
async function leaveBehind(what: string, tries: number): Promise<void> {
  await test_.host.db.execute(sql`
    insert into pgboss.job (name, data, state, retry_count, retry_limit, heartbeat_seconds, heartbeat_on, started_on, dead_letter)
    values (${brief.name}, ${JSON.stringify({ what })}::jsonb, 'active', ${tries}, 2, 10, now() - interval '11 s',
      now() - interval '20 s', ${givenUpQueue})`);
}

test('what a killed worker had taken is done by another', async () => {
  await leaveBehind('the letter', 0);
  await test_.settle();
  expect(ran).toEqual(['the letter']);
});

test('what was broken off on its last try is told', async () => {
  told.length = 0;
  await leaveBehind('the parcel', 2);
  await expect.poll(() => told, { timeout: 30_000 }).toHaveLength(1);
  expect(told[0]).toMatch(/^the parcel: It was broken off/);
  expect(ran).toEqual(['the letter']);
});

test('what nobody was told of is found: a lost notice, and a time that has come', async () => {
  ran.length = 0;
  await test_.host.db.execute(sql`
    insert into pgboss.job (name, data) values (${brief.name}, ${JSON.stringify({ what: 'the postcard' })}::jsonb)`);
  const startAfter = new Date(Date.now() + 1_000);
  await test_.host.ports.queue.enqueue(test_.host.db, brief.name, { what: 'the invitation' }, { startAfter });
  await test_.settle();
  expect(ran.toSorted()).toEqual(['the invitation', 'the postcard']);
});
