import type { Lab, Topology } from './lab/lab.ts';
import type { Seeded } from './lab/seeded.ts';

/** One thing that goes wrong with a hub, done and undone again. */
export interface Fault {
  name: string;
  /** What happens, for `--list`. */
  what: string;
  /** A kill -9, as the count of moments means it. */
  isKill: boolean;
  /** Where it can happen. */
  where: readonly Topology[];
  /** While it lasts nobody can be expected to take up what a dead worker held. */
  stopsWork?: boolean;
  /** In one schedule at most; without a limit where it is left out. */
  most?: number;
  /**
   * Does it, and undoes it: afterwards everything runs again, though perhaps not yet at rest. Others may strike
   * meanwhile. Answers how many processes it killed.
   */
  strike(lab: Lab, random: Seeded): Promise<number | undefined>;
}
