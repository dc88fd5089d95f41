import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../test/support/host.ts';

let test: TestHost;
beforeAll(async () => {
  test = await createTestHost({ modules: [], connectors: [], jobs: false });
});
afterAll(() => test?.close());

it('carries out both of two changes that wait for each other', async () => {
  let waiting = 2;
  let meet = () => {};
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  let runs = 0;
  const change = (first: number, second: number) =>
    test.host.transaction(async (tx) => {
      runs += 1;
      await tx.execute(sql`select pg_advisory_xact_lock(${first}::bigint)`);
      waiting -= 1;
      if (waiting === 0) meet();
      await met;
      await tx.execute(sql`select pg_advisory_xact_lock(${second}::bigint)`);
      return second;
    });
  expect(await Promise.all([change(1, 2), change(2, 1)])).toEqual([2, 1]);
  expect(runs).toBe(3);
});
