import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/support/app.ts';

let hub: TestApp;
beforeAll(async () => {
  hub = await createTestApp();
});
afterAll(() => hub.close());

const ask = async (path: string) => {
  const answer = await hub.call('GET', path);
  return {
    status: answer.status,
    body: (await answer.json()) as {
      status: string;
      parts?: { name: string; isReady: boolean; sentence: string }[];
    },
  };
};
/** What was found counts for a second. */
const later = () => new Promise((resolve) => setTimeout(resolve, 1_050));

it('lives and is ready, by both names', async () => {
  for (const path of ['/health/live', '/healthz'])
    expect(await ask(path)).toEqual({ status: 200, body: { status: 'ok' } });
  for (const path of ['/health/ready', '/readyz']) {
    const { status, body } = await ask(path);
    expect(status).toBe(200);
    expect(body.parts?.map((part) => [part.name, part.isReady])).toEqual([
      ['database', true],
      ['schema', true],
      ['storage', true],
    ]);
  }
});

it('names the part that does not work, and lives on', async () => {
  const { storage, queue } = hub.host.ports;
  hub.host.ports.storage = { ...storage, size: () => new Promise(() => {}) };
  hub.host.ports.queue = { ...queue, isWorking: () => false };
  await later();
  const { status, body } = await ask('/health/ready');
  expect(status).toBe(503);
  expect(body.status).toBe('unavailable');
  expect(body.parts?.filter((part) => !part.isReady).map((part) => part.name)).toEqual(['storage', 'jobs']);
  expect(body.parts?.every((part) => /^[A-Z].*\.$/.test(part.sentence))).toBe(true);
  expect((await ask('/health/live')).status).toBe(200);
  Object.assign(hub.host.ports, { storage, queue });
  await later();
  expect((await ask('/health/ready')).status).toBe(200);
});
