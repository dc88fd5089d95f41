import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from './judge.ts';
import { type Lab, openLab } from './lab/lab.ts';
import { seeded } from './lab/seeded.ts';
import { patientSeller } from './lab/seller.ts';
import { firstStart, type Moment, type Schedule } from './schedule.ts';
import type { Scene } from './stories/story.ts';

export interface Outcome {
  seed: number;
  story: string;
  topology: string;
  moments: number;
  /** Moments in which something was killed, and how many processes that were. */
  kills: number;
  killed: number;
  byKind: Record<string, number>;
  /** Moments that came only when what they were to disturb was over. */
  late: number;
  /** Calls that reached the shops, and how many of them the shops' own faults met. */
  calls: number;
  faulted: number;
  /** From a worker's death until another took up what it held, one number a listing: where nothing else was broken then. */
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
  const killed: number[] = [];
  let late = 0;
  let wrong: string[] = [];
  let takeoverMs: number[] = [];
  const lab = await openLab(topology, seed);
  const strike: Strike = async (moment, count) => {
    say(`  ${since(startedAtMs)} ${moment.phase} ${count ?? 'when it was over'}: ${moment.fault.name}`);
    byKind[moment.fault.name] = (byKind[moment.fault.name] ?? 0) + 1;
    if (count === null) late += 1;
    const begunMs = Date.now();
    killed.push((await moment.fault.strike(lab, seeded(seed * 1_000 + moments.indexOf(moment)))) ?? 0);
    lab.strikes.push({ fault: moment.fault, fromMs: begunMs, untilMs: Date.now() });
  };
  const of = (phase: string): Moment[] => moments.filter((one) => one.phase === phase);
  try {
    say(`  ${since(startedAtMs)} ${firstStart}`);
    await strikeDuring(lab, lab.begin(), { now: lab.begun, everyMs: 60 }, of(firstStart), strike);
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
    for (const phase of story.phases) {
      say(`  ${since(startedAtMs)} ${phase.name}`);
      if (phase.reach > 0) {
        lab.etsy.admin.faults({ seed, rates, retryAfterSeconds: 1 });
        lab.woo.admin.faults({ seed: seed + 1, rates, retryAfterSeconds: 1 });
      } else faultsOff(lab);
      const from = lab.watch.calls();
      const count: Count =
        phase.counts === 'calls'
          ? { now: async () => lab.watch.calls() - from, everyMs: 2 }
          : { now: () => rowsOfIntake(lab), everyMs: 60 };
      await strikeDuring(lab, phase.play(scene), count, of(phase.name), strike);
    }
    faultsOff(lab);
    say(`  ${since(startedAtMs)} judged`);
    ({ wrong, takeoverMs } = await judge(scene));
  } catch (error) {
    wrong = [...wrong, error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
  const outcome: Outcome = {
    ...{ seed, story: story.name, topology, byKind, takeoverMs },
    moments: lab.strikes.length,
    kills: killed.filter((count) => count > 0).length,
    killed: killed.reduce((sum, count) => sum + count, 0),
    late,
    calls: lab.watch.calls(),
    faulted: lab.watch.faulted(),
    seconds: Math.round((performance.now() - startedAtMs) / 1000),
    wrong: [...new Set([...lab.unasked, ...lab.watch.never, ...wrong])],
  };
  if (outcome.wrong.length > 0) outcome.wrong.push(await lastWords(lab, seed));
  await lab.close();
  return outcome;
}

type Strike = (moment: Moment, count: number | null) => Promise<void>;
interface Count {
  now(): Promise<number>;
  /** How often to ask. */
  everyMs: number;
}

/** Each moment strikes when the count has come so far, also while an earlier one is still being undone. */
async function strikeDuring(
  lab: Lab,
  playing: Promise<unknown>,
  { now, everyMs }: Count,
  moments: readonly Moment[],
  strike: Strike,
): Promise<void> {
  let isOver = false;
  const ended = playing.finally(() => {
    isOver = true;
  });
  ended.catch(() => {});
  const strikes: Promise<void>[] = [];
  for (const moment of moments) {
    let count = -1;
    while (!isOver && count < moment.at) {
      await lab.wait(everyMs);
      count = await now();
    }
    const struck = strike(moment, isOver ? null : Math.round(count));
    struck.catch(() => {});
    strikes.push(struck);
    // What comes late has nothing to meet but each other.
    if (isOver) await struck;
  }
  // Nothing may still be started again when the lab is closed.
  await Promise.allSettled([...strikes, ended]);
  await Promise.all([...strikes, ended]);
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
