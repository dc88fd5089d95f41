import { expect, test, vi } from 'vitest';
import type { Ports } from './ctx.ts';
import { commandsEnded, countUnderWay } from './under-way.ts';

const hub = () => ({}) as Ports;

test('waits for every command of its own hub, and for no other', async () => {
  const [ports, other] = [hub(), hub()];
  const ends = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const commands = ends.map((end) => countUnderWay(ports, () => end.promise));
  let isOver = false;
  const waiting = commandsEnded(ports, 60_000).then(() => {
    isOver = true;
  });
  await commandsEnded(other, 60_000);
  ends[0]?.resolve('first');
  expect(await commands[0]).toBe('first');
  expect(isOver).toBe(false);
  ends[1]?.reject(new Error('refused'));
  await expect(commands[1]).rejects.toThrow('refused');
  await waiting;
  await commandsEnded(ports, 60_000);
});

test('waits no longer than it was told to', async () => {
  vi.useFakeTimers();
  try {
    const ports = hub();
    void countUnderWay(ports, () => new Promise(() => {}));
    const waiting = commandsEnded(ports, 500);
    await vi.advanceTimersByTimeAsync(500);
    await waiting;
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
