import { expect, it } from 'vitest';
import { pauseWorker } from '../faults/pause-worker.ts';
import { type Claim, overtaken } from '../lab/leases.ts';
import type { SeenWrite } from '../lab/watch.ts';
import { takeovers } from './leases.ts';

const claim = (token: number, pid: number, atMs: number): Claim => ({ listingId: 'L', token, pid, atMs });
const write = (pid: number, atMs: number): SeenWrite => ({
  shop: 'etsy',
  atMs,
  pid,
  what: 'PATCH /listings/7',
  remoteIds: ['7'],
});
const judged = (writes: SeenWrite[], claims: Claim[]) => overtaken(writes, claims, () => 'L');

it('a write of a process that had lost its listing to another is found', () => {
  const claims = [claim(1, 10, 100), claim(2, 20, 900)];
  expect(judged([write(10, 500), write(20, 950)], claims)).toEqual([]);
  expect(judged([write(10, 1_000)], claims)).toHaveLength(1);
  // it took the listing again
  expect(judged([write(10, 1_500)], [...claims, claim(3, 10, 1_400)])).toEqual([]);
});

it('a take-over is timed from when somebody was there again who could', () => {
  const death = { pid: 10, atMs: 100, held: ['L'], backAtMs: 9_000 };
  const strike = { fault: pauseWorker, fromMs: 0, untilMs: 4_000 };
  const claims = [claim(1, 10, 50), claim(2, 20, 6_000)];
  const other = { pid: 20, atMs: 50, held: [], backAtMs: 3_000 };
  const taken = (deaths: (typeof death)[], strikes: (typeof strike)[]) =>
    takeovers({ deaths, strikes }, death, claims);
  expect(taken([death], [])).toEqual([{ ms: 5_900, isHindered: false }]);
  expect(taken([death, other], [])).toEqual([{ ms: 3_000, isHindered: true }]);
  expect(taken([death], [strike])).toEqual([{ ms: 2_000, isHindered: true }]);
  // long over, or only begun afterwards
  const elsewhere = [
    { ...strike, untilMs: 90 },
    { ...strike, fromMs: 6_001, untilMs: 7_000 },
  ];
  expect(taken([death], elsewhere)).toEqual([{ ms: 5_900, isHindered: false }]);
});
