import { parseArgs } from 'node:util';
import { closeAllLabs } from './lab/lab.ts';
import { faults } from './registry.ts';
import { type Outcome, runSchedule } from './run-schedule.ts';
import { inWords, makeSchedule, stories } from './schedule.ts';

const usage = `npm run faults -- [options]
  --moments N    play schedules until something was killed in N moments (default 300)
  --seed N       the first schedule's seed; the next has N + 1 (default 1)
  --schedules N  so many schedules instead of so many moments
  --kind K       only this fault (may be given several times)
  --story S      only this story
  --parallel N   schedules at once, 1 or 2 (default 1)
  --json         one line of JSON a schedule, and one for all of them
  --list         the faults and the stories`;

const { values } = parseArgs({
  options: {
    moments: { type: 'string' },
    seed: { type: 'string', default: '1' },
    schedules: { type: 'string' },
    kind: { type: 'string', multiple: true, default: [] },
    story: { type: 'string' },
    parallel: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function stopWith(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}
const whole = (name: string, text: string | undefined, otherwise: number): number => {
  const number = Number(text ?? otherwise);
  return Number.isInteger(number) && number > 0
    ? number
    : stopWith(`--${name} ${text}: a whole number, please.`);
};

if (values.help) {
  console.log(usage);
  process.exit(0);
}
if (values.list) {
  for (const one of faults)
    console.log(`${one.name.padEnd(20)} ${one.isKill ? 'kill ' : '     '} ${one.what}`);
  for (const one of stories) console.log(`${one.name.padEnd(20)} story ${one.what}`);
  process.exit(0);
}
for (const kind of values.kind)
  if (!faults.some((one) => one.name === kind)) stopWith(`There is no fault “${kind}”. See --list.`);
const story = stories.find((one) => one.name === values.story);
if (values.story && !story) stopWith(`There is no story “${values.story}”. See --list.`);

const firstSeed = whole('seed', values.seed, 1);
const schedules = values.schedules ? whole('schedules', values.schedules, 1) : Number.POSITIVE_INFINITY;
const moments = whole('moments', values.moments, 300);
const countsKills =
  values.kind.length === 0 || faults.some((one) => one.isKill && values.kind.includes(one.name));
const replay = (seed: number): string =>
  ['npm run faults --', `--seed ${seed} --schedules 1`, ...values.kind.map((kind) => `--kind ${kind}`)]
    .concat(values.story ? [`--story ${values.story}`] : [])
    .join(' ');
const say = (line: string): void => {
  if (!values.json) console.log(line);
};

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void closeAllLabs().then(() => process.exit(1)));

const outcomes: Outcome[] = [];
let next = firstSeed;
/** Moments played, and those that are still to come of what is being played. */
let planned = 0;
async function play(): Promise<void> {
  while (next < firstSeed + schedules && (schedules < Number.POSITIVE_INFINITY || planned < moments)) {
    const schedule = makeSchedule(next, values.kind, story);
    next += 1;
    const hoped = schedule.moments.filter((one) => one.fault.isKill || !countsKills).length;
    planned += hoped;
    say(inWords(schedule));
    const outcome = await runSchedule(schedule, say);
    outcomes.push(outcome);
    planned += (countsKills ? outcome.kills : outcome.moments) - hoped;
    if (values.json) console.log(JSON.stringify(outcome));
    const { seed, seconds, calls, faulted, takeoverMs } = outcome;
    const slowest =
      takeoverMs.length > 0
        ? `, dead workers’ listings taken up after ${Math.max(...takeoverMs)} ms at most`
        : '';
    if (outcome.wrong.length === 0)
      say(`✓ seed ${seed}: ${seconds} s, ${calls} calls, ${faulted} of them faulty${slowest}\n`);
    else {
      console.error(`✗ seed ${seed}, after ${seconds} s${slowest}\n${inWords(schedule)}`);
      for (const sentence of outcome.wrong) console.error(`  ${sentence}`);
      console.error(`  Again: ${replay(seed)}\n`);
    }
  }
}
await Promise.all(Array.from({ length: Math.min(2, whole('parallel', values.parallel, 1)) }, play));

const bad = outcomes.filter((one) => one.wrong.length > 0);
const sum = (of: (one: Outcome) => number): number => outcomes.reduce((total, one) => total + of(one), 0);
const byKind: Record<string, number> = {};
for (const one of outcomes)
  for (const [kind, count] of Object.entries(one.byKind)) byKind[kind] = (byKind[kind] ?? 0) + count;
const takeovers = outcomes.flatMap((one) => one.takeoverMs);
const seeds = outcomes.map((one) => one.seed);
const summary = {
  seeds: seeds.length > 0 ? `${Math.min(...seeds)} to ${Math.max(...seeds)}` : 'none',
  schedules: outcomes.length,
  moments: sum((one) => one.moments),
  kills: sum((one) => one.kills),
  killed: sum((one) => one.killed),
  late: sum((one) => one.late),
  byKind,
  calls: sum((one) => one.calls),
  faulted: sum((one) => one.faulted),
  takeovers: takeovers.length,
  longestTakeoverMs: takeovers.length > 0 ? Math.max(...takeovers) : null,
  failedSeeds: bad.map((one) => one.seed),
};
if (values.json) console.log(JSON.stringify(summary));
else
  console.log(
    `Seeds ${summary.seeds}: ${summary.schedules} schedules, ${summary.moments} moments, in ${summary.kills} of them kill -9 of ${summary.killed} processes: ${bad.length === 0 ? 'all came right' : `${bad.length} went wrong`}\n${JSON.stringify(summary)}`,
  );
process.exit(bad.length === 0 ? 0 : 1);
