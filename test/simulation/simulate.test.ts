/** Each schedule runs in a process of its own making: what is asked here is what `npm run simulate` answers. */
import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type Mutation, mutations } from './kernel/substitute.ts';

interface Summary {
  schedules: number;
  failed: { seed: number; violation: string; replay: string }[];
  writes: number;
}

/** Seeds that once found a fault in the hub. */
const foundFaults: Record<number, string> = {
  52: 'a picture known by its words alone was never replaced by a newer one with the same words',
  468: 'downloads that a shop made late, for a lost call, got other ids when they were sent again',
  613: 'a pause before the first run of an adopted listing was taken for the choice of the shop',
  2803: 'a clock that was set back made a rest of seconds one of a day',
  3371: 'a create whose caller died was done by the shop after it had been looked for, and made twice',
  5360: 'a plan that came to wait for a click while the shop was read again was called in step',
  7120: 'a create was made again at once when the connection broke as the first look was written down',
  7431: 'a picture that a shop took late passed for the newer one with the same words',
};

/** Ends with 1 where a schedule failed, which is an answer here. */
const run = (...words: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const program = ['--disable-warning=ExperimentalWarning', 'test/simulation/main.ts', ...words];
    execFile(process.execPath, program, { maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error && error.code !== 1) reject(new Error(`${error.message}\n${stderr}`));
      else if (stderr) reject(new Error(stderr));
      else resolve(stdout);
    });
  });

const summaryOf = async (...words: string[]): Promise<Summary> =>
  JSON.parse(await run(...words, '--json')) as Summary;

/** Each works for seconds; a machine that does much else beside may take minutes. */
const patience = { timeout: 900_000 };

it(
  'converges from every state through every schedule of faults, and then writes nothing more',
  patience,
  async () => {
    const { schedules, failed, writes } = await summaryOf('--schedules', '500', '--seed', '1');
    expect(failed).toEqual([]);
    expect(schedules).toBe(500);
    expect(writes).toBeGreaterThan(500);
  },
);

it.each(Object.entries(foundFaults))('seed %s: no longer %s', patience, async (seed) => {
  expect((await summaryOf('--schedules', '1', '--seed', seed)).failed).toEqual([]);
});

it('replays a seed to the same trace, alone or after others', patience, async () => {
  const traced = ['--jobs', '1', '--trace'];
  const alone = await run('--schedules', '1', '--seed', '9', ...traced);
  const again = await run('--schedules', '1', '--seed', '9', ...traced);
  const after = await run('--schedules', '3', '--seed', '7', ...traced);
  const timesOnly = (text: string): string => text.replace(/ in [\d.]+ s \(\d+ a minute\)/, '');
  expect(timesOnly(again)).toBe(timesOnly(alone));
  const hash = /^trace (\w+)$/m.exec(alone)?.[1];
  expect(hash).toMatch(/^[0-9a-f]{32}$/);
  expect([...after.matchAll(/^trace (\w+)$/gm)].map((found) => found[1])[2]).toBe(hash);
});

describe('notices when a rule is broken on purpose', () => {
  it.each(mutations)('%s', patience, async (mutation: Mutation) => {
    const { failed } = await summaryOf('--schedules', '500', '--mutation', mutation, '--stop-at-first');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]?.replay).toContain(`--seed ${failed[0]?.seed} --mutation ${mutation}`);
  });
});
