import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import { readableTokens, takeTokens } from './bucket.ts';
import { pace } from './pace.ts';
import { pacerOf } from './pacer.ts';

let test_: TestHost;
beforeAll(async () => {
  test_ = await createTestHost({ modules: [], connectors: [], jobs: false });
});
afterAll(() => test_?.close());

const spec = (key: string, perSecond: number, perDay: number | null = null) => ({
  key,
  perSecond,
  perDay,
  source: 'test',
});

test('burst and refill together never pass the limit in any one second', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 5000, noNaN: true }), (perSecond) => {
      const { intervalMs, burstMs } = pace(perSecond);
      const inOneSecond = Math.floor((1000 + burstMs) / intervalMs) + 1;
      expect(inOneSecond).toBeLessThanOrEqual(Math.max(perSecond + 1, 1));
    }),
  );
});

test('calls queue up behind each other, and past two seconds nothing more is promised', async () => {
  const bucket = spec('queue', 10);
  const waits: number[] = [];
  for (let i = 0; i < 40; i++) {
    const taken = await takeTokens(test_.host, bucket, 1);
    if (taken.kind === 'taken') waits.push(taken.waitMs);
  }
  expect(waits.length).toBeGreaterThanOrEqual(18);
  expect(waits.length).toBeLessThan(40);
  expect(waits.at(-1)).toBeGreaterThan(1500);
});

test('the last fifth of the day is kept for what cannot wait', async () => {
  const bucket = spec('day', 1000, 10);
  for (let i = 0; i < 8; i++)
    expect(await takeTokens(test_.host, bucket, 1, 100)).toMatchObject({ kind: 'taken' });
  expect(await takeTokens(test_.host, bucket, 1, 100)).toMatchObject({ kind: 'blocked', isDaily: true });
  expect(await takeTokens(test_.host, bucket, 2, 20)).toMatchObject({ kind: 'taken' });
  expect(await takeTokens(test_.host, bucket, 1, 10)).toMatchObject({ kind: 'blocked', isDaily: true });
  // Listings are still looked at, so that each can say until when it waits.
  expect(await readableTokens(test_.host, bucket)).toBeGreaterThan(0);
});

test('the shop’s headers tighten what is left and change the limit', async () => {
  const bucket = spec('headers', 100, 10_000);
  expect(await readableTokens(test_.host, bucket)).toBeGreaterThan(20);
  await takeTokens(test_.host, bucket, 1);
  await pacerOf(test_.host, bucket).note({
    perSecond: 5,
    remainingSecond: 0,
    perDay: 10_000,
    remainingDay: 3,
  });
  expect(await readableTokens(test_.host, bucket)).toBeLessThanOrEqual(2);
  expect(await takeTokens(test_.host, bucket, 4, 100)).toMatchObject({ kind: 'blocked' });
});

test('whoever comes first at the same moment makes the bucket, and nobody is turned away', async () => {
  for (let round = 0; round < 5; round++) {
    const bucket = spec(`race-${round}`, 100);
    const taken = await Promise.all(Array.from({ length: 8 }, () => takeTokens(test_.host, bucket, 1)));
    expect(taken.map((one) => one.kind)).toEqual(Array(8).fill('taken'));
  }
});
