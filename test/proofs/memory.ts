// npm run proof:memory [-- --minutes 60 --every 10]: a hub lives the demo's days over and over; is its memory flat? Prints one JSON
// object with the line through it; progress goes to stderr. Exit code 1 when it grows, or when that cannot be told.
import { appendFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench } from '../../bench/harness/benchmark.ts';
import { startHub } from '../../bench/harness/hub.ts';
import { cpuMs, memoryOf } from '../../bench/harness/processes.ts';
import { judgeMemory, type Sample } from './memory/judge-memory.ts';
import { beginDays } from './memory/seller-days.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    /** Seconds from the beginning of one day to that of the next. */
    every: { type: 'string', default: '10' },
    /** A file for every sample, a line each. */
    samples: { type: 'string' },
  },
});
const seconds = Number(values.minutes) * 60;
const everyMs = Number(values.every) * 1000;
if (!(seconds >= 12 * 60) || !(everyMs >= 0)) {
  console.error('A line needs at least --minutes 12, and --every takes seconds.');
  process.exit(2);
}
// A heap and its caches take their size in the first minutes.
const warmUpSeconds = Math.min(600, seconds / 4);
const sampleMs = 30_000;

const folder = await mkdtemp(join(tmpdir(), 'spindle-memory-'));
// Started by root, PostgreSQL runs as another user, who must be able to pass through.
await chmod(folder, 0o711);
const stops: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
const startedAt = performance.now();
const secondsNow = () => (performance.now() - startedAt) / 1000;
const say = (sentence: string) =>
  process.stderr.write(`${String(Math.round(secondsNow())).padStart(5)} s  ${sentence}\n`);
const bench: Bench = { folder, say, atEnd: (stop) => stops.push(stop) };
const stopAll = async (): Promise<void> => {
  for (const stop of stops.splice(0).reverse()) await stop();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void stopAll().finally(() => process.exit(1)));

/** The hub's own process, PostgreSQL's, and what is left: bootstrap and children that check and mark files. */
type Part = 'hub' | 'database' | 'others';

function look(pid: number): Record<Part, number> {
  const parts = { hub: 0, database: 0, others: 0 };
  for (const { command, pssMb } of memoryOf(pid))
    parts[
      /postgres/.test(command)
        ? 'database'
        : / \S*src\/main\.ts$/.test(command) && !/bootstrap/.test(command)
          ? 'hub'
          : 'others'
    ] += pssMb;
  return parts;
}

let isGood = false;
let told = () => '';
try {
  const hub = await startHub(bench, {
    home: join(folder, 'home'),
    isLive: true,
    env: { SPINDLE_LOG: 'error' },
  });
  told = hub.program.output;
  const days = await beginDays({ hub, folder: join(folder, 'patterns'), say });
  stops.push(() => days.close());
  const beganAt = secondsNow();
  const cpuBefore = cpuMs(hub.pid) ?? 0;
  const seen: ({ at: number; all: number } & Record<Part, number>)[] = [];
  const sample = (): void => {
    const parts = look(hub.pid);
    const one = { at: secondsNow() - beganAt, all: parts.hub + parts.database + parts.others, ...parts };
    seen.push(one);
    if (values.samples) appendFileSync(values.samples, `${JSON.stringify(one)}\n`);
  };
  const timer = setInterval(sample, sampleMs);
  stops.push(() => clearInterval(timer));
  let day = 0;
  for (; secondsNow() - beganAt < seconds; day += 1) {
    const dawn = performance.now();
    await days.live(day);
    if (day % 10 === 9) say(`${day + 1} days, ${Math.round(seen.at(-1)?.all ?? 0)} MB`);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dawn + everyMs - performance.now())));
  }
  clearInterval(timer);
  const warm = seen.filter(({ at }) => at >= warmUpSeconds);
  const lineOf = (part: Part | 'all') =>
    judgeMemory(warm.map((one): Sample => ({ seconds: one.at, megabytes: one[part] })));
  const all = lineOf('all');
  isGood = all.verdict === 'flat';
  const round = (value: number): number => Number(value.toFixed(1));
  const slopes = (['hub', 'database', 'others'] as const).map((part) => [
    part,
    round(lineOf(part).slopeMbPerHour),
  ]);
  console.log(
    JSON.stringify({
      name: 'memory',
      verdict: all.verdict,
      slopeMbPerHour: round(all.slopeMbPerHour),
      plusMinusMbPerHour: round(all.plusMinusMbPerHour),
      allowedMbPerHour: round(all.allowedMbPerHour),
      slopesMbPerHour: Object.fromEntries(slopes),
      startMb: round(all.startMb),
      endMb: round(all.endMb),
      highestMb: round(all.highestMb),
      loops: day,
      ...days.counts,
      minutes: round((secondsNow() - beganAt) / 60),
      warmUpMinutes: round(warmUpSeconds / 60),
      cpuPercentOfACore: round(((cpuMs(hub.pid) ?? 0) - cpuBefore) / (secondsNow() - beganAt) / 10),
    }),
  );
} catch (error) {
  say(`The story broke off. The hub said at last:\n${told().slice(-4_000)}`);
  throw error;
} finally {
  await stopAll();
}
process.exit(isGood ? 0 : 1);
