import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from './judge.ts';
import { type Lab, openLab } from './lab/lab.ts';
import { seeded } from './lab/seeded.ts';
import { patientSeller } from './lab/seller.ts';
import type { Moment, Schedule } from './schedule.ts';
import type { Phase, Scene } from './stories/story.ts';

export interface Outcome {
  seed: number;
  story: string;
  topology: string;
  moments: number;
  kills: number;
  byKind: Record<string, number>;
  /** Calls that reached the shops, and how many of them the shops' own faults met. */
  calls: number;
  faulted: number;
  /** The longest time from a worker's death to the moment when all it held was taken up, in milliseconds. */
  takeoverMs: number[];
  seconds: number;
  /** Empty: all is well. */
  wrong: string[];
}

/** 10 % answer 500, half of them after the effect; 5 % are cut, half of them after; and some are told to slow down. */
const rates = {
  'fail-before': 0.05,
  'fail-after': 0.05,
  'cut-before': 0.025,
  'cut-after': 0.025,
  'rate-limited': 0.01,
};

/** Plays one schedule on real processes and judges what is there in the end. */
export async function runSchedule(schedule: Schedule, say: (line: string) => void): Promise<Outcome> {
  const startedAtMs = performance.now();
  const { seed, story, topology, moments } = schedule;
  const byKind: Record<string, number> = {};
  let wrong: string[] = [];
  let takeoverMs: number[] = [];
  const lab = await openLab(topology, seed);
  try {
    const scene: Scene = {
      lab,
      seller: { patterns: lab.patterns, ...patientSeller(lab.url, await lab.key()) },
      ledger: {
        titles: titles(story.patterns),
        made: [],
        channels: { etsyId: '', wooId: '' },
        wanted: new Map(),
        adopted: [],
        sold: [],
        corrected: new Set(),
      },
      random: seeded(seed + 1_000_003),
    };
    const strike = async (moment: Moment, count: string): Promise<void> => {
      say(`  ${since(startedAtMs)} ${moment.phase} ${count}: ${moment.fault.name}`);
      byKind[moment.fault.name] = (byKind[moment.fault.name] ?? 0) + 1;
      await moment.fault.strike(lab, scene.random);
    };
    for (const phase of story.phases) {
      say(`  ${since(startedAtMs)} ${phase.name}`);
      if (phase.reach > 0) {
        lab.etsy.admin.faults({ seed, rates, retryAfterSeconds: 1 });
        lab.woo.admin.faults({ seed: seed + 1, rates, retryAfterSeconds: 1 });
      } else faultsOff(lab);
      await playPhase(
        scene,
        phase,
        moments.filter((one) => one.phase === phase.name),
        strike,
      );
    }
    faultsOff(lab);
    say(`  ${since(startedAtMs)} judged`);
    ({ wrong, takeoverMs } = await judge(scene));
  } catch (error) {
    wrong = [...wrong, error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
  const outcome: Outcome = {
    ...{ seed, story: story.name, topology, byKind, takeoverMs },
    moments: moments.length,
    kills: moments.filter((one) => one.fault.isKill).length,
    calls: lab.watch.calls(),
    faulted: lab.watch.faulted(),
    seconds: Math.round((performance.now() - startedAtMs) / 1000),
    wrong: [...new Set([...lab.unasked, ...lab.watch.never, ...wrong])],
  };
  if (outcome.wrong.length > 0) outcome.wrong.push(await lastWords(lab, seed));
  await lab.close();
  return outcome;
}

async function playPhase(
  scene: Scene,
  phase: Phase,
  moments: readonly Moment[],
  strike: (moment: Moment, count: string) => Promise<void>,
): Promise<void> {
  const { lab } = scene;
  let isOver = false;
  const playing = phase.play(scene).finally(() => {
    isOver = true;
  });
  playing.catch(() => {});
  const from = lab.watch.calls();
  for (const moment of moments) {
    let count = 0;
    while (!isOver) {
      count = phase.counts === 'calls' ? lab.watch.calls() - from : await rowsOfIntake(lab);
      if (count >= moment.at) break;
      await lab.wait(phase.counts === 'calls' ? 1 : 40);
    }
    await strike(moment, isOver ? 'when it was over' : String(count));
  }
  await playing;
}

async function rowsOfIntake({ query }: Lab): Promise<number> {
  const [row] = await query<{ n: number }>(
    `select ((select count(*) from asset) + (select count(*) from preflight_run) + (select count(*) from release_file))::int as n`,
  );
  return row?.n ?? 0;
}

function faultsOff({ etsy, woo }: Lab): void {
  etsy.admin['faults-off']();
  woo.admin['faults-off']();
}

async function lastWords({ logFile }: Lab, seed: number): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  const kept = join(tmpdir(), `spindle-faults-${seed}.log`);
  await writeFile(kept, text);
  return `(what the processes said is in ${kept})`;
}

const since = (ms: number): string => `${((performance.now() - ms) / 1000).toFixed(1)} s`.padStart(8);

const words = ['Moth', 'Wren', 'Fern', 'Lark', 'Sage', 'Otter', 'Birch', 'Heron', 'Clover', 'Finch'];
const titles = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, index) => `${words[index % 10]} ${String.fromCharCode(65 + Math.floor(index / 10))}`,
  );
