import { expect, it } from 'vitest';
import { createRandom } from '../../../sandbox/kit/random.ts';
import { judgeMemory } from './judge-memory.ts';

/** A sample each 30 s: `level`, a saw of 25 MB between collections, children of 80 MB now and then, and what `lost` says. */
function samples(minutes: number, lost: (hours: number) => number, { level = 220, noise = 6 } = {}) {
  const random = createRandom(7);
  return Array.from({ length: minutes * 2 }, (_, index) => ({
    seconds: 600 + index * 30,
    megabytes:
      level + (index % 5) * 5 + random() * noise + (random() < 0.25 ? 80 : 0) + lost((index * 30) / 3600),
  }));
}

it('calls a saw with children flat', () => {
  const judged = judgeMemory(samples(50, () => 0));
  expect(judged.verdict).toBe('flat');
  expect(judged.highestMb).toBeGreaterThan(300);
});

it('finds a leak on purpose: 100 KB lost with each of 240 loops an hour', () => {
  const judged = judgeMemory(samples(50, (hours) => 240 * 0.1 * hours));
  expect(judged.verdict).toBe('growing');
  expect(Math.abs(judged.slopeMbPerHour - 24)).toBeLessThan(judged.plusMinusMbPerHour);
  expect(judged.endMb - judged.startMb).toBeCloseTo((judged.slopeMbPerHour * 49.5) / 60, 5);
});

it('finds children that stay behind, one each ten minutes', () => {
  expect(judgeMemory(samples(50, (hours) => 40 * Math.floor(hours * 6))).verdict).toBe('growing');
});

it('does not call flat what it cannot tell', () => {
  expect(judgeMemory(samples(9, () => 0, { noise: 60 })).verdict).toBe('too short');
  expect(() => judgeMemory(samples(6, () => 0))).toThrow(RangeError);
});

it('calls memory that is given back flat', () => {
  expect(judgeMemory(samples(50, (hours) => -20 * hours)).verdict).toBe('flat');
});
