import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import { makePattern, makeRelease, putAsset } from '../../../test/support/sales.ts';
import { asset, preflightRun } from '../../db/tables/index.ts';
import { catchUpJob } from './catch-up.ts';
import { preflightModule } from './index.ts';
import { closeInspection } from './inspect-file.ts';
import { checksVersion } from './registry.ts';

let test: TestHost;
beforeAll(async () => {
  test = await createTestHost({ modules: [preflightModule] });
});
afterAll(async () => {
  await test.settle();
  await closeInspection();
  await test.close();
});

it('examines files in use again when the checks are newer, and no others', async () => {
  const { db } = test.host;
  const one = await makePattern(test, 'Old', ['a4']);
  const [superseded] = await db.select().from(asset);
  await makeRelease(test, one.patternId, one.title, { roles: ['a4', 'a0'], number: [1, 0, 1] });
  await putAsset(test, Buffer.from('nobody uses it'), 'text', 'text/plain');
  const inUse = (await db.select().from(asset)).filter((row) => row.kind === 'pdf' && row !== superseded);
  for (const { sha256 } of inUse)
    await db.insert(preflightRun).values({ sha256, checksVersion: checksVersion - 1, state: 'done' });
  await catchUpJob.run(test.host, {});
  await catchUpJob.run(test.host, {});
  await test.settle();
  const runs = (await db.select().from(preflightRun)).filter((row) => row.checksVersion === checksVersion);
  const current = inUse.filter((row) => row.sha256 !== superseded?.sha256).map((row) => row.sha256);
  expect(runs.map((row) => row.sha256).sort()).toEqual(current.sort());
  expect(runs.every((row) => row.state === 'done')).toBe(true);
  expect(runs).toHaveLength(2);
});
