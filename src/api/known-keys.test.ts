import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../test/support/app.ts';
import { actor } from '../../test/support/host.ts';
import { createKnownKeys, type ReadKey } from './known-keys.ts';

let hub: TestApp;
beforeAll(async () => {
  hub = await createTestApp({ requestsAMinute: 10 });
});
afterAll(() => hub.close());

const statuses = async (count: number, ask: () => Promise<Response>): Promise<number[]> => {
  const answers = await Promise.all(Array.from({ length: count }, ask));
  return answers.map(({ status }) => status);
};
const studio = (as?: string) => hub.call('GET', '/api/studio', as ? { as } : {});

it('lets a good key work on, and slows down who has none or a revoked one', async () => {
  const key = await hub.key();
  expect((await studio(key)).status).toBe(200);
  expect(new Set(await statuses(40, () => studio(key)))).toEqual(new Set([200]));

  const strangers = await statuses(40, () => studio());
  expect(strangers.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
  expect(strangers.filter((status) => status === 429).length).toBeGreaterThanOrEqual(30);
  expect((await studio('spk_guessed')).status).toBe(429);

  const listed = await hub.call('GET', '/api/api-keys', { as: key });
  const { items: keys } = (await listed.json()) as { items: { id: string }[] };
  expect(keys.length).toBeGreaterThan(0);
  for (const { id } of keys) await hub.call('DELETE', `/api/api-keys/${id}`, { as: key });
  const after = await statuses(3, () => studio(key));
  expect(after).not.toContain(200);
  expect((await studio(key)).status).toBe(429);
});

it('keeps the strict limits for everybody', async () => {
  const key = await hub.key();
  const asked = await statuses(25, () => hub.call('GET', '/sign-in/link?token=x', { as: key }));
  expect(asked).toContain(429);
});

describe('a key that opened a moment ago', () => {
  const endsAt = new Date('2030-01-01T12:00:00Z');
  const before = new Date('2030-01-01T11:59:59Z');
  const setUp = () => {
    let nowMs = 0;
    let reads = 0;
    const keys = createKnownKeys(() => nowMs);
    let answer = (): Promise<ReadKey> => Promise.resolve({ actor: actor(), endsAt });
    const ask = (now = before) =>
      keys.actorOf('spk_x', now, () => {
        reads += 1;
        return answer();
      });
    return {
      ...{ keys, ask, reads: () => reads },
      pass: (ms: number) => {
        nowMs += ms;
      },
      answers: (next: typeof answer) => {
        answer = next;
      },
    };
  };

  it('is looked up once a second, and at once when it has ended', async () => {
    const { ask, reads, pass } = setUp();
    await ask();
    await ask();
    expect(reads()).toBe(1);
    pass(1_001);
    await ask();
    expect(reads()).toBe(2);
    await ask(endsAt);
    expect(reads()).toBe(3);
  });

  it('is looked up again after people or keys changed, also when the look was under way', async () => {
    const { keys, ask, reads, answers } = setUp();
    await ask();
    keys.forget();
    let go = () => {};
    answers(() => new Promise((resolve) => (go = () => resolve({ actor: actor(), endsAt }))));
    const slow = ask();
    keys.forget();
    go();
    await slow;
    answers(() => Promise.reject(new Error('revoked')));
    await expect(ask()).rejects.toThrow('revoked');
    expect(reads()).toBe(3);
  });
});
