import { expect, it } from 'vitest';
import { type Claim, overtaken } from '../lab/leases.ts';
import type { SeenWrite } from '../lab/watch.ts';

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
