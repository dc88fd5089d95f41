import { expect, it } from 'vitest';
import { keepRunning, type Running } from './keep-running.ts';

const server = (pid: number): Running => ({ pid, stop: async () => {} });

/** A keeper of servers that start on their n-th try; `done` when it has given up or come through. */
function watch(startsOnTry: number) {
  const told: string[] = [];
  let tries = 0;
  let settle = (): void => {};
  const keeper = keepRunning({
    first: server(1),
    waitsMs: [1, 1, 1],
    start: async () => {
      tries += 1;
      if (tries < startsOnTry) throw new Error('not yet');
      return server(100 + tries);
    },
    onProgress: () => {
      told.push('started');
      settle();
    },
    onGivenUp: () => {
      told.push('given up');
      settle();
    },
  });
  const end = () =>
    new Promise<void>((resolve) => {
      settle = resolve;
      keeper.ended();
    });
  return { keeper, told, end, tries: () => tries };
}

it('tries again until the server starts', async () => {
  const one = watch(3);
  await one.end();
  expect(one.told).toEqual(['started']);
  expect(one.keeper.current().pid).toBe(103);
});

it('gives up when it never starts', async () => {
  const one = watch(99);
  await one.end();
  expect(one.told).toEqual(['given up']);
  expect(one.tries()).toBe(3);
});

it('gives up when it ends again and again', async () => {
  const one = watch(1);
  for (let round = 0; round < 6; round += 1) await one.end();
  expect(one.told).toEqual([...Array(5).fill('started'), 'given up']);
});

it('starts nothing when it was told to stop', async () => {
  const one = watch(1);
  one.keeper.ended();
  await one.keeper.stop();
  expect([one.tries(), one.told]).toEqual([0, []]);
});
