import { createRandom } from '../../../sandbox/kit/random.ts';

/** Draws from one seed: the same seed draws the same. */
export interface Seeded {
  /** In [0, 1). */
  next(): number;
  /** Whole, both ends included. */
  int(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
}

export function seeded(seed: number): Seeded {
  const next = createRandom(seed * 2_654_435_761 + 1);
  // The first draws of neighbouring seeds are alike.
  for (let i = 0; i < 8; i += 1) next();
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
  };
}
