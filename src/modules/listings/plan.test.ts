import { expect, test } from 'vitest';
import { secondsForCalls } from './plan.ts';

const day = { perSecond: 10, perDay: 1000, dayUsed: 0, blockedMs: 0, untilMidnightMs: 3_600_000 };

test('says how long a plan takes, over midnight too', () => {
  expect(secondsForCalls(0, day)).toBe(0);
  expect(secondsForCalls(90, { ...day, perDay: null })).toBe(10);
  expect(secondsForCalls(90, day)).toBe(10);
  expect(secondsForCalls(90, { ...day, blockedMs: 5000 })).toBe(15);
  // 10 today, 80 tomorrow
  expect(secondsForCalls(90, { ...day, dayUsed: 790 })).toBe(3600 + 9);
  // 800 today, 800 tomorrow, 90 the day after
  expect(secondsForCalls(1690, day)).toBe(3600 + 86_400 + 10);
});
