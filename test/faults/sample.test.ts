import { expect, it } from 'vitest';
import { runSchedule } from './run-schedule.ts';
import { firstStart, makeSchedule, stories } from './schedule.ts';
import { shortJob } from './stories/short-job.ts';

// A small sample of what `npm run faults` plays by the hour; the limit is one that only a hang reaches.
it.each([
  { seed: 1, kinds: ['kill-hub', 'kill-worker', 'pause-worker'] },
  { seed: 3, kinds: ['kill-database', 'kill-all'] },
])(
  'seed $seed with $kinds comes right',
  async ({ seed, kinds }) => {
    const outcome = await runSchedule(makeSchedule(seed, kinds, shortJob), () => {});
    expect(outcome.wrong).toEqual([]);
    expect(outcome.moments).toBe(shortJob.moments);
    expect(outcome.killed).toBeGreaterThan(0);
    expect(outcome.faulted).toBeGreaterThan(0);
  },
  600_000,
);

it('the same seed makes the same schedule, and other seeds make others', () => {
  const plain = (seed: number) =>
    JSON.stringify(makeSchedule(seed).moments.map(({ phase, at, fault }) => [phase, at, fault.name]));
  expect(plain(7)).toBe(plain(7));
  expect(new Set(Array.from({ length: 20 }, (_, seed) => plain(seed + 1))).size).toBe(20);
});

it('kinds that may strike a few times only make fewer moments', () => {
  const kinds = ['kill-database', 'silent-network'];
  for (let seed = 1; seed <= 20; seed += 1) {
    const { moments, topology } = makeSchedule(seed, kinds);
    expect(moments.length).toBe(topology === 'alone' ? 2 : 3);
  }
});

it('every phase that can be struck is struck by some seed', () => {
  const struck = new Set(
    Array.from({ length: 60 }, (_, seed) => makeSchedule(seed + 1)).flatMap(({ story, moments }) =>
      moments.map((one) => `${story.name} ${one.phase}`),
    ),
  );
  const all = stories.flatMap((story) =>
    [{ name: firstStart, reach: 100 }, ...story.phases]
      .filter((phase) => phase.reach > 0)
      .map((phase) => `${story.name} ${phase.name}`),
  );
  expect([...struck].sort()).toEqual(all.sort());
});
