import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { createLog } from '../kit/log.ts';
import { defineJob } from '../kit/module.ts';
import type { Host } from '../kit/run-operation.ts';
import { openBoss } from './boss.ts';

let database: TestDatabase;
const runs: string[] = [];
const workerNamed = (name: string) => {
  const everyMinute = defineJob<object>({
    name: 'test.everyMinute',
    cron: '* * * * *',
    run: async () => void runs.push(name),
  });
  return openBoss({ url: database.url, jobs: [everyMinute], log: createLog('silent'), isWorker: true });
};
const host = {} as Host;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('of several workers, one sends what the clock asks for, once for each minute', async () => {
  const { pool } = database;
  const first = await workerNamed('first');
  await first.work(host);
  await first.stop();
  // nobody has looked at the clock for long: the next ones to start all want to
  await pool.query("update pgboss.version set cron_on = now() - interval '10 minutes'");
  const others = await Promise.all(['second', 'third', 'fourth'].map(workerNamed));
  for (const one of others) await one.work(host);
  const open = async () =>
    (
      await pool.query<{ n: number }>(
        "select count(*)::int as n from pgboss.job where state in ('created', 'retry', 'active')",
      )
    ).rows[0]?.n;
  while (runs.length === 0 || (await open()) !== 0) await new Promise((resolve) => setTimeout(resolve, 100));
  const sent = await pool.query<{ slot: Date; n: number }>(
    "select singleton_on as slot, count(*)::int as n from pgboss.job where name = 'test.everyMinute' group by 1",
  );
  expect(sent.rows.map((row) => row.n)).toEqual(sent.rows.map(() => 1));
  expect(runs).toHaveLength(sent.rows.length);
  for (const one of others) await one.stop();
});
