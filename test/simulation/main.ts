/**
 * npm run simulate -- [--schedules 1000] [--seed 1] [--minutes 3] [--jobs 2] [--mutation NAME] [--trace] [--json]
 * Runs schedules of faults against the engine and the connectors in simulated time; exits with 1 when one fails. With
 * --minutes it stops then, and says how to go on.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { type Mutation, mutations } from './kernel/substitute.ts';
import type { Order } from './run.ts';

interface Line {
  seed: number;
  violation: string | null;
  traceHash: string;
  trace?: string[];
  happened: number;
  simulatedSeconds: number;
  writes: number;
}

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string' },
    minutes: { type: 'string' },
    mutation: { type: 'string' },
    trace: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'stop-at-first': { type: 'boolean', default: false },
  },
});
const count = Number(values.schedules);
const first = Number(values.seed);
const jobs = Math.max(1, Math.min(count, Number(values.jobs ?? availableParallelism())));
const minutes = Number(values.minutes ?? Number.MAX_SAFE_INTEGER);
if (![count, first, jobs, minutes].every((number) => Number.isInteger(number) && number > 0)) {
  process.stderr.write('--schedules, --seed, --jobs and --minutes are whole numbers above 0.\n');
  process.exit(2);
}
if (values.mutation !== undefined && !mutations.includes(values.mutation as Mutation)) {
  process.stderr.write(`--mutation is one of ${mutations.join(', ')}.\n`);
  process.exit(2);
}

const say = (text: string): void => void (values.json || process.stdout.write(`${text}\n`));
const startedAt = performance.now();
const failed: Line[] = [];
const totals = { schedules: 0, happened: 0, simulatedSeconds: 0, writes: 0 };
const done = new Set<number>();
let isTimeUp = false;
/** By us: what is not done then is no fault. */
let isStopped = false;
const children = new Set<ReturnType<typeof spawn>>();
let broken = '';

const endChildren = (): void => {
  isStopped = true;
  for (const child of children) child.kill();
};

const take = (line: Line): void => {
  done.add(line.seed);
  totals.schedules += 1;
  totals.happened += line.happened;
  totals.simulatedSeconds += line.simulatedSeconds;
  totals.writes += line.writes;
  if (line.trace) say(line.trace.join('\n'));
  if (values.trace) say(`trace ${line.traceHash}`);
  if (line.violation !== null) {
    failed.push(line);
    say(`Seed ${line.seed}: ${line.violation}\n  again: ${replay(line.seed)}`);
    if (values['stop-at-first']) endChildren();
  }
  if (totals.schedules % 1000 === 0) say(`${totals.schedules} of ${count}, ${seconds()} s`);
};

const seconds = (): number => Math.round((performance.now() - startedAt) / 100) / 10;
const replay = (seed: number): string =>
  `npm run simulate -- --schedules 1 --seed ${seed}${values.mutation ? ` --mutation ${values.mutation}` : ''} --trace`;

async function work(part: number): Promise<void> {
  const order: Order = {
    seeds: { from: first + part, to: first + count - 1, step: jobs },
    mutation: (values.mutation as Mutation | undefined) ?? null,
    isTraced: values.trace,
    stopsAtFirst: values['stop-at-first'],
  };
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', `${import.meta.dirname}/run.ts`, JSON.stringify(order)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.add(child);
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(String(signal ?? code))),
  );
  // The last line of a child that was stopped may be half.
  for await (const text of createInterface({ input: child.stdout }))
    if (!isTimeUp) take(JSON.parse(text) as Line);
  const how = await ended;
  children.delete(child);
  if (how !== '0' && !isStopped) broken = `A process of the simulation ended with ${how}.`;
}

const stop = (): void => {
  isTimeUp = true;
  endChildren();
};
const alarm = setTimeout(stop, Math.min(minutes * 60_000, 2 ** 31 - 1));
await Promise.all(Array.from({ length: jobs }, (_, part) => work(part)));
clearTimeout(alarm);
// With several jobs a later one may be done before an earlier one.
let next = first;
while (done.has(next)) next += 1;
const seeds = next > first ? `${first} to ${next - 1}` : 'none';
const left = first + count - next;
const perMinute = Math.round((totals.schedules / (performance.now() - startedAt)) * 60_000);
const summary = {
  /** All of these ran. */
  seeds,
  ...totals,
  failed: failed.map(({ seed, violation, traceHash }) => ({
    seed,
    violation,
    traceHash,
    replay: replay(seed),
  })),
  seconds: seconds(),
  schedulesPerMinute: perMinute,
};
if (values.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
say(
  `Seeds ${seeds}: ${totals.schedules} schedules, ${failed.length} failed. ${totals.happened} steps, ${totals.writes} writes, ` +
    `${Math.round(totals.simulatedSeconds / 3600)} simulated hours in ${summary.seconds} s (${perMinute} a minute).`,
);
if (isTimeUp && left > 0) say(`Go on with: npm run simulate -- --seed ${next} --schedules ${left}`);
if (broken) process.stderr.write(`${broken}\n`);
process.exitCode = failed.length > 0 || broken ? 1 : 0;
