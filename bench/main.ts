// npm run bench [-- NAME… | --list] [--json]
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Benchmark, Measured } from './harness/benchmark.ts';
import { asJson, inWords } from './harness/print.ts';
import { benchmarks } from './registry.ts';

const args = process.argv.slice(2);
const flags = args.filter((arg) => arg.startsWith('-'));
const names = args.filter((arg) => !arg.startsWith('-'));
const isJson = flags.includes('--json');
const refuse = (sentence: string): never => {
  console.error(sentence);
  process.exit(2);
};

const known = await Promise.all(benchmarks.map((load) => load()));
const strange = flags.find((flag) => flag !== '--json' && flag !== '--list');
if (strange) refuse(`The bench does not know “${strange}”. It takes names, --list and --json.`);
const unknown = names.find((name) => !known.some((one) => one.name === name));
if (unknown)
  refuse(`There is no benchmark “${unknown}”. There are: ${known.map(({ name }) => name).join(', ')}.`);
if (flags.includes('--list')) {
  for (const { name, sentence } of known)
    console.log(isJson ? JSON.stringify({ name, sentence }) : `${name.padEnd(20)} ${sentence}`);
  process.exit(0);
}

/** Runs one in a folder of its own; whatever it started is ended before the next one starts. */
async function measure(benchmark: Benchmark): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'spindle-bench-'));
  // Started by root, PostgreSQL runs as another user, who must be able to pass through.
  await chmod(folder, 0o711);
  const stops: (() => unknown)[] = [];
  const bench: Bench = {
    folder,
    say: (sentence) => process.stderr.write(`${benchmark.name}: ${sentence}\n`),
    atEnd: (stop) => stops.push(stop),
  };
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  stopNow = stopAll;
  try {
    return await benchmark.run(bench);
  } finally {
    await stopAll();
  }
}

let stopNow: (() => Promise<void>) | null = null;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void (stopNow?.() ?? Promise.resolve()).finally(() => process.exit(1)));

let hasFailed = false;
for (const benchmark of names.length > 0 ? known.filter(({ name }) => names.includes(name)) : known) {
  const startedAt = performance.now();
  try {
    const lines = await measure(benchmark);
    for (const line of lines) console.log(isJson ? asJson(line) : inWords(line));
  } catch (error) {
    hasFailed = true;
    console.error(
      `${benchmark.name} could not be measured: ${error instanceof Error ? error.message : error}`,
    );
  }
  process.stderr.write(`${benchmark.name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}
process.exit(hasFailed ? 1 : 0);
