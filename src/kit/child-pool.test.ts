import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChildPool, createChildPool } from './child-pool.ts';

let folder: string;
let pool: ChildPool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spindle-pool-'));
  const path = join(folder, 'child.ts');
  const kit = new URL('./child-pool.ts', import.meta.url).href;
  await writeFile(
    path,
    `import { appendFileSync, readFileSync } from 'node:fs';
import { answerRequests } from '${kit}';
answerRequests((request: { kind: string; path: string; hows: string[] }) => {
  if (request.kind === 'pid') return process.pid;
  if (request.kind === 'environment') return Object.keys(process.env);
  if (request.kind === 'stumble') {
    appendFileSync(request.path, '.');
    const how = request.hows[readFileSync(request.path).length - 1];
    if (how === 'killed') process.kill(process.pid, 'SIGKILL');
    if (how === 'crash') process.exit(3);
    if (how === 'time') for (;;);
    return 'well';
  }
  if (request.kind === 'throw') throw new Error('no good');
  if (request.kind === 'exit') process.exit(3);
  if (request.kind === 'hang') for (;;);
  const kept: string[] = [];
  for (;;) kept.push('x'.repeat(1_000_000) + kept.length);
});
`,
  );
  process.env.SPINDLE_TEST_SECRET = 'secret';
  pool = createChildPool({ script: pathToFileURL(path), size: 1, timeoutMs: 30_000, memoryMb: 64 });
});
afterAll(async () => {
  delete process.env.SPINDLE_TEST_SECRET;
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a pool of children', () => {
  it('uses a child again', async () => {
    const first = await pool.run<number>({ kind: 'pid' });
    expect(await pool.run<number>({ kind: 'pid' })).toBe(first);
    expect(first).not.toBe(process.pid);
  });

  it('passes an error on and goes on with the same child', async () => {
    const before = await pool.run<number>({ kind: 'pid' });
    await expect(pool.run({ kind: 'throw' })).rejects.toThrow('no good');
    expect(await pool.run<number>({ kind: 'pid' })).toBe(before);
  });

  it('kills a child that hangs, crashes or eats memory, and starts another', async () => {
    const before = await pool.run<number>({ kind: 'pid' });
    await expect(pool.run({ kind: 'hang' }, { timeoutMs: 300 })).rejects.toMatchObject({ reason: 'time' });
    expect(await pool.run<number>({ kind: 'pid' })).not.toBe(before);
    await expect(pool.run({ kind: 'exit' })).rejects.toMatchObject({ reason: 'crash' });
    await expect(pool.run({ kind: 'eat' })).rejects.toMatchObject({ name: 'ChildStopped' });
    expect(await pool.run<number>({ kind: 'pid' })).toBeGreaterThan(0);
  });

  it('tries again what was killed through no fault of the file, though not for ever', async () => {
    const stumble = (...hows: string[]) => ({ kind: 'stumble', hows, path: join(folder, hows.join('-')) });
    expect(await pool.run(stumble('killed', 'killed', 'crash'))).toBe('well');
    await expect(pool.run(stumble('crash', 'crash'))).rejects.toMatchObject({ reason: 'crash' });
    const quick = createChildPool({
      ...{ script: pathToFileURL(join(folder, 'child.ts')), size: 1, memoryMb: 64 },
      ...{ timeoutMs: 4_000, secondTimeoutMs: 40_000 },
    });
    // it must have begun before its time is over
    await quick.run({ kind: 'pid' }, { timeoutMs: 40_000 });
    expect(await quick.run(stumble('killed', 'time'))).toBe('well');
    await quick.close();
  });

  it('does not show the hub’s environment to a child', async () => {
    expect(await pool.run<string[]>({ kind: 'environment' })).not.toContain('SPINDLE_TEST_SECRET');
  });

  it('serves many at once, in turn', async () => {
    const pids = await Promise.all(Array.from({ length: 8 }, () => pool.run<number>({ kind: 'pid' })));
    expect(new Set(pids).size).toBe(1);
  });
});
