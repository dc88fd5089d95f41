import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leaveAt, leftAt, mostShare, pace, SentCalls, Unevenness, unknownShare } from './pace.ts';

interface Run {
  perSecond: number;
  share: number;
  /** Moments (ms) at which the process stands still, and for how long. */
  stalls: { atMs: number; forMs: number }[];
  /** Timers come at full multiples of this only. */
  timerMs: number;
  /** How long each call travels. */
  trips: number[];
}

const run: fc.Arbitrary<Run> = fc.record({
  perSecond: fc.integer({ min: 2, max: 600 }),
  share: fc.double({ min: unknownShare, max: mostShare, noNaN: true }),
  stalls: fc.array(
    fc.record({ atMs: fc.integer({ min: 0, max: 6000 }), forMs: fc.integer({ min: 1, max: 300 }) }),
    { maxLength: 5 },
  ),
  timerMs: fc.constantFrom(0.001, 1, 3),
  trips: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 }),
});

/** Virtual time: a process that always has calls waiting, stands still now and then, and sends what is due. */
function arrivals({ perSecond, share, stalls, timerMs, trips }: Run): number[] {
  const { intervalMs } = pace(perSecond, share);
  // Travel may differ by as much as the slack that the window keeps.
  const unevenMs = 0.7 * 1000 * (1 / share - 1) - 0.001;
  const sent = new SentCalls();
  const awake = (ms: number): number => {
    let at = Math.ceil(ms / timerMs) * timerMs;
    for (const { atMs, forMs } of stalls.toSorted((a, b) => a.atMs - b.atMs))
      if (at >= atMs && at < atMs + forMs) at = atMs + forMs;
    return at;
  };
  const found: number[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  let nowMs = 0;
  for (let index = 0; index * intervalMs < 7000; index += 1) {
    const slotMs = index * intervalMs;
    nowMs = Math.max(nowMs, awake(Math.max(slotMs, lastMs)));
    for (;;) {
      const atMs = leaveAt({ slotMs, nowMs, lastMs, holdUntilMs: 0 }, sent, { perSecond, share });
      if (atMs <= nowMs) {
        lastMs = leftAt(atMs, nowMs);
        break;
      }
      nowMs = awake(atMs);
    }
    sent.add(nowMs);
    found.push(nowMs + (trips[index % trips.length] ?? 0) * unevenMs);
  }
  return found.toSorted((a, b) => a - b);
}

test('no sliding second ever holds more than the limit, however the process stands still', () => {
  fc.assert(
    fc.property(run, (one) => {
      const times = arrivals(one);
      for (let at = one.perSecond; at < times.length; at += 1)
        expect((times[at] ?? 0) - (times[at - one.perSecond] ?? 0)).toBeGreaterThanOrEqual(1000);
    }),
  );
});

test('no fixed second does, wherever the shop begins it', () => {
  fc.assert(
    fc.property(run, fc.integer({ min: 0, max: 999 }), (one, beginsAt) => {
      const counts = new Map<number, number>();
      for (const at of arrivals(one)) {
        const second = Math.floor((at - beginsAt) / 1000);
        counts.set(second, (counts.get(second) ?? 0) + 1);
      }
      expect(Math.max(...counts.values())).toBeLessThanOrEqual(one.perSecond);
    }),
  );
});

test('a leaky bucket rises by no more than what a stall left out, and the slack', () => {
  fc.assert(
    fc.property(run, (one) => {
      const stalledMs = one.stalls.reduce((sum, { forMs }) => sum + forMs, 0);
      let level = 0;
      let last = 0;
      let highest = 0;
      for (const at of arrivals(one)) {
        level = Math.max(0, level - ((at - last) * one.perSecond) / 1000) + 1;
        last = at;
        highest = Math.max(highest, level);
      }
      const slackMs = 1000 * (1 / one.share - 1);
      expect(highest).toBeLessThanOrEqual(2 + ((stalledMs + slackMs) * one.perSecond) / 1000);
    }),
  );
});

test('a process that stands still now and then loses little of the limit', () => {
  fc.assert(
    fc.property(run, (one) => {
      const times = arrivals(one);
      const longestMs = one.stalls.reduce((sum, { forMs }) => sum + forMs, 0);
      // Late by the stalls together at most, not by each of them once a second.
      expect((times.at(-1) ?? 0) - 7000).toBeLessThanOrEqual(longestMs + 120);
    }),
  );
});

test('the more unevenly calls travel, the more of the limit is left free', () => {
  const even = new Unevenness();
  const uneven = new Unevenness();
  expect(even.share()).toBe(unknownShare);
  for (let index = 0; index < 64; index += 1) {
    even.add(index * 50, 50 + (index % 3));
    uneven.add(index * 50, 50 + (index % 10) * 40);
  }
  expect(even.share()).toBeGreaterThan(0.97);
  // On average 140 ms late: quick ones are not late at all, none counts as more than 200 ms late.
  expect(uneven.share()).toBeCloseTo(1000 / 1145, 2);
});
