import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import { newId } from '../../kit/ids.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { auditModule } from './index.ts';
import { listActivity } from './list-activity.ts';
import { tellAll } from './tell.ts';

let test: TestHost;
beforeAll(async () => {
  test = await createTestHost({ modules: [auditModule], jobs: false });
});
afterAll(() => test.close());

it('keeps every line of many, with what each is about, and half a character as a sign', async () => {
  const patternId = newId();
  await inTransaction(test.host, systemActor, (ctx) =>
    tellAll(ctx, [
      { sentence: 'Cut “😀”'.slice(0, 6), tone: 'problem' },
      { sentence: 'Released Wren 1.0.1.', tone: 'good', patternId, isOneOfMany: true },
    ]),
  );
  const { items } = await test.run(listActivity, {});
  expect(items).toMatchObject([{ sentence: 'Cut “\ufffd', tone: 'problem', patternId: null }]);
  const own = await test.run(listActivity, { patternId });
  expect(own.items).toMatchObject([{ sentence: 'Released Wren 1.0.1.', tone: 'good', patternId }]);
});
