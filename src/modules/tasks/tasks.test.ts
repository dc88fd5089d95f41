import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import { task } from '../../db/tables/index.ts';
import { newId } from '../../kit/ids.ts';
import { auditModule } from '../audit/index.ts';
import { studioModule } from '../studio/index.ts';
import { giveUpTask, tasksModule } from './index.ts';
import { sweepTasksJob } from './sweep-tasks.ts';

let test: TestHost;
beforeAll(async () => {
  test = await createTestHost({
    modules: [studioModule, auditModule, tasksModule],
    connectors: [],
    jobs: false,
  });
});
afterAll(() => test?.close());

async function addTask(state: string, hoursAgo: number): Promise<string> {
  const id = newId();
  const at = new Date(Date.now() - hoursAgo * 3_600_000);
  await test.host.db
    .insert(task)
    .values({ id, kind: 'test', title: 'Look', state, actorId: 'x', createdAt: at, updatedAt: at });
  return id;
}
const read = async (id: string) => (await test.host.db.select().from(task).where(eq(task.id, id)))[0];

it('ends what has not moved for half a day, and nothing else', async () => {
  const [silent, moving, done] = [
    await addTask('running', 13),
    await addTask('running', 1),
    await addTask('done', 40),
  ];
  await sweepTasksJob.run(test.host, {});
  expect(await read(silent)).toMatchObject({
    state: 'failed',
    message: expect.stringContaining('Start it again'),
  });
  expect((await read(silent))?.finishedAt).not.toBeNull();
  expect((await read(moving))?.state).toBe('running');
  expect(await read(done)).toMatchObject({ state: 'done', message: null });
});

it('a task whose job was given up says why, unless it has ended', async () => {
  const [open, done] = [await addTask('running', 0), await addTask('done', 0)];
  await giveUpTask(test.host, open, 'The shop refused.');
  await giveUpTask(test.host, done, 'The shop refused.');
  expect(await read(open)).toMatchObject({
    state: 'failed',
    message: expect.stringMatching(/^The shop refused\. It was tried several times/),
  });
  expect((await read(done))?.state).toBe('done');
});
