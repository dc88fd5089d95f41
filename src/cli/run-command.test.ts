import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestApp, standingModules, type TestApp } from '../../test/support/app.ts';
import { defineOperation } from '../kit/operation.ts';
import { inTransaction, systemActor } from '../kit/run-operation.ts';
import { tell } from '../modules/audit/index.ts';
import { startTask, taskProgress } from '../modules/tasks/index.ts';
import { runCommandLine } from './run-command.ts';

const weigh = defineOperation({
  name: 'scales.weighFiles',
  kind: 'pure',
  summary: 'Weigh files',
  route: { method: 'POST', path: '/scales/weigh' },
  scope: 'files:read',
  input: z.object({
    files: z.array(z.string()).min(1),
    most: z.int().optional(),
    isLoud: z.boolean().default(false),
  }),
  output: z.array(
    z.object({ file: z.string(), verdict: z.enum(['pass', 'block']), size: z.int(), isLoud: z.boolean() }),
  ),
  run: async (_, { files, most = 100, isLoud }) =>
    Promise.all(
      files.map(async (file) => {
        const size = (await readFile(file)).length;
        return { file, size, isLoud, verdict: size > most ? ('block' as const) : ('pass' as const) };
      }),
    ),
});
const longWork = defineOperation({
  name: 'scales.longWork',
  kind: 'task',
  summary: 'Work for a while',
  route: { method: 'POST', path: '/scales/work' },
  scope: 'files:write',
  input: z.object({ ending: z.enum(['well', 'badly']) }),
  output: z.object({ taskId: z.string() }),
  run: async (ctx) => ({
    taskId: await startTask(ctx, {
      kind: 'scales.longWork',
      title: 'Long work',
      input: {},
      job: 'accounts.tidy',
    }),
  }),
});
const modules = [...standingModules, { name: 'scales', operations: [weigh, longWork] }];
const operations = modules.flatMap((module) => [...module.operations]);

let hub: TestApp;
let folder: string;
beforeAll(async () => {
  hub = await createTestApp({ modules });
  folder = await mkdtemp(join(tmpdir(), 'spindle-cli-'));
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

async function spindle(words: string[], env: NodeJS.ProcessEnv = { SPINDLE_HOME: hub.folder }) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(operations, words, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    env,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('the command line', () => {
  it('finds the hub on this computer and its key by itself', async () => {
    const { code, out } = await spindle(['accounts', 'me', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ kind: 'api-key', scopes: ['*'] });
  });

  it('takes address and key from the environment for a hub elsewhere', async () => {
    const viewer = { SPINDLE_URL: hub.url, SPINDLE_KEY: await hub.key('viewer') };
    expect((await spindle(['studio', 'get'], viewer)).out).toMatch(/^name +My studio$/m);
    const refused = await spindle(['studio', 'update', '--name', 'X'], viewer);
    expect([refused.code, refused.out]).toEqual([1, '']);
    expect(refused.err).toContain('needs the right “studio:write”');
  });

  it('never sends the local key to another address', async () => {
    const other = await spindle(['me'], { SPINDLE_HOME: hub.folder, SPINDLE_URL: 'http://127.0.0.1:9' });
    expect(other.code).toBe(3);
    expect(other.err).toContain('Make an API key');
  });

  it('changes things with named fields', async () => {
    const { code, out } = await spindle([
      'studio',
      'update',
      '--name=Ada',
      '--time-zone',
      'Europe/Berlin',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ name: 'Ada', timeZone: 'Europe/Berlin' });
    const late = await spindle(['studio', 'update', '--name', 'Bea', '--expected-version', '1', '--json']);
    expect([late.code, JSON.parse(late.out).code]).toEqual([1, 'stale']);
  });

  it('follows every page when asked', async () => {
    await inTransaction(hub.host, systemActor, async (ctx) => {
      for (let number = 0; number < 7; number++) await tell(ctx, { sentence: `Line ${number}` });
    });
    const one = await spindle(['audit', 'list-activity', '--limit', '3']);
    expect(one.out).toContain('There is more: add --all.');
    const all = await spindle(['audit', 'list-activity', '--limit', '3', '--all', '--json']);
    expect(JSON.parse(all.out).items.length).toBeGreaterThanOrEqual(7);
  });

  it('runs pure commands without a hub, and fails when something blocks', async () => {
    const file = join(folder, 'a.txt');
    await writeFile(file, 'twelve bytes');
    const nowhere = { SPINDLE_HOME: folder };
    const fine = await spindle(['scales', 'weigh-files', file, '--is-loud', '--json'], nowhere);
    expect([fine.code, JSON.parse(fine.out)]).toEqual([
      0,
      [{ file, verdict: 'pass', size: 12, isLoud: true }],
    ]);
    expect((await spindle(['scales', 'weigh-files', file, '--most', '5'], nowhere)).code).toBe(1);
  });

  it('does not serve pure commands, whose files would be the hub’s, over HTTP', async () => {
    const answer = await hub.call('POST', '/api/scales/weigh', {
      as: await hub.key(),
      body: { files: ['/etc/passwd'] },
    });
    expect(answer.status).toBe(404);
  });

  it('waits for long work and fails when it fails', async () => {
    for (const [ending, code] of [
      ['well', 0],
      ['badly', 1],
    ] as const) {
      const run = spindle(['scales', 'long-work', '--ending', ending, '--json']);
      const task = async () =>
        (await hub.call('GET', '/api/tasks?state=waiting', { as: await hub.key() })).json();
      await expect.poll(async () => ((await task()) as { items: [] }).items.length).toBe(1);
      const { items } = (await task()) as { items: { id: string }[] };
      const progress = taskProgress(hub.host, items[0]?.id as string);
      if (ending === 'well') await progress.finish({ done: 3 });
      else await progress.fail('The shop closed. Try again tomorrow.');
      const ended = await run;
      expect(ended.code).toBe(code);
      expect(JSON.parse(ended.out)).toMatchObject(
        code === 0
          ? { state: 'done', result: { done: 3 } }
          : { state: 'failed', message: 'The shop closed. Try again tomorrow.' },
      );
    }
  });

  it('says what is wrong with the words', async () => {
    expect(await spindle(['frob'])).toMatchObject({ code: 2, err: 'There is no “frob”. See: spindle help' });
    expect(await spindle(['studio', 'update', '--colour', 'red'])).toMatchObject({ code: 2 });
    expect(await spindle(['studio', 'update', '--currency', 'euro'])).toMatchObject({ code: 2 });
    expect(await spindle(['tasks', 'get', 'no-id'])).toMatchObject({ code: 2 });
    expect((await spindle(['studio'])).code).toBe(2);
  });

  it('says how to start when no hub runs', async () => {
    const none = await spindle(['me'], { SPINDLE_HOME: folder });
    expect([none.code, none.err]).toEqual([3, expect.stringContaining('npm start')]);
  });

  it('helps', async () => {
    const help = await spindle(['help']);
    expect(help.code).toBe(0);
    expect(help.out).toContain('spindle me');
    expect((await spindle(['studio', '--help'])).out).toContain('--time-zone');
  });
});
