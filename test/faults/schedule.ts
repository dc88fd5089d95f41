import type { Fault } from './fault.ts';
import type { Topology } from './lab/lab.ts';
import { type Seeded, seeded } from './lab/seeded.ts';
import { faults } from './registry.ts';
import { mainJob } from './stories/main-job.ts';
import type { Story } from './stories/story.ts';
import { sync200 } from './stories/sync-200.ts';

export interface Moment {
  phase: string;
  /** When the phase's count has come so far. */
  at: number;
  fault: Fault;
}

export interface Schedule {
  seed: number;
  story: Story;
  topology: Topology;
  moments: Moment[];
}

export const stories: readonly Story[] = [mainJob, sync200];

/** Before every story: the hub starts for the first time. Its moments are counted in percent of that. */
export const firstStart = 'first start';

/** Of ten moments about eight are kills. */
const killShare = 0.8;

/** What a seed stands for; `kinds` narrows the faults, `story` the story. */
export function makeSchedule(seed: number, kinds: readonly string[] = [], only?: Story): Schedule {
  const random = seeded(seed);
  const chosen = faults.filter((one) => kinds.length === 0 || kinds.includes(one.name));
  const drawnStory = random.next() < 0.75 ? mainJob : sync200;
  const drawnTopology: Topology = random.next() < 0.75 ? 'several' : 'alone';
  const topology = chosen.some((one) => one.where.includes(drawnTopology))
    ? drawnTopology
    : ((chosen[0]?.where[0] ?? 'several') as Topology);
  const story = only ?? drawnStory;
  const possible = chosen.filter((one) => one.where.includes(topology));
  const struck = story.phases.filter((phase) => phase.reach > 0);
  const phases = [{ name: firstStart, reach: 100, weight: 5 }].concat(
    // Longer phases get more moments, though not as many more as they are longer.
    struck.map(({ name, reach }) => ({ name, reach, weight: Math.sqrt(reach) })),
  );
  const weight = phases.reduce((sum, phase) => sum + phase.weight, 0);
  const left = new Map(possible.map((one) => [one, one.most ?? Number.POSITIVE_INFINITY]));
  const moments = Array.from({ length: story.moments }).flatMap((): Moment[] => {
    const still = possible.filter((one) => (left.get(one) ?? 0) > 0);
    // Of few kinds that may strike a few times only there are fewer moments.
    if (still.length === 0) return [];
    const fault = drawFault(random, still);
    left.set(fault, (left.get(fault) ?? 0) - 1);
    let place = random.next() * weight;
    const phase = phases.find((one) => {
      place -= one.weight;
      return place <= 0;
    });
    return [{ phase: phase?.name ?? '', at: random.int(1, phase?.reach ?? 1), fault }];
  });
  const order = phases.map((phase) => phase.name);
  moments.sort((a, b) => order.indexOf(a.phase) - order.indexOf(b.phase) || a.at - b.at);
  return { seed, story, topology, moments };
}

function drawFault(random: Seeded, possible: readonly Fault[]): Fault {
  const kills = possible.filter((one) => one.isKill);
  const others = possible.filter((one) => !one.isKill);
  const wantsKill = random.next() < killShare;
  return random.pick(wantsKill && kills.length > 0 ? kills : others.length > 0 ? others : kills);
}

export const inWords = ({ seed, story, topology, moments }: Schedule): string =>
  [
    `seed ${seed}: ${story.name}, ${topology === 'alone' ? 'one process with its own PostgreSQL' : 'one api and two workers on a server'}`,
    ...moments.map((one) => `  ${one.phase} ${one.at}: ${one.fault.name}`),
  ].join('\n');
