import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { actor, createTestHost, type TestHost } from '../../test/support/host.ts';
import { defineOperation } from './operation.ts';
import { runOperation } from './run-operation.ts';
import { defineSignal, on } from './signal.ts';

const renamed = defineSignal<{ name: string }>('test.renamed');
const heard: string[] = [];

const rename = defineOperation({
  name: 'test.rename',
  kind: 'command',
  summary: 'Rename the studio',
  route: { method: 'POST', path: '/test' },
  scope: 'studio:write',
  secretFields: ['password'],
  input: z.object({ name: z.string().min(1), password: z.string().optional() }),
  output: z.object({ name: z.string() }),
  async run(ctx, { name }) {
    await ctx.tx.execute(sql`update studio set name = ${name}`);
    await ctx.signal(renamed, { name });
    return { name };
  },
});

let test_: TestHost;
beforeAll(async () => {
  const listener = on(renamed, 'test.hear', async (_ctx, { name }) => {
    if (name === 'refused') throw new Error('the listener refuses');
    heard.push(name);
  });
  test_ = await createTestHost({
    modules: [{ name: 'test', operations: [rename], listeners: [listener] }],
    connectors: [],
    jobs: false,
  });
});
afterAll(() => test_?.close());

const studioName = async () =>
  (await test_.host.db.execute<{ name: string }>(sql`select name from studio`)).rows[0]?.name;
const audits = async () =>
  (
    await test_.host.db.execute<{ input: object }>(
      sql`select input from audit where operation = 'test.rename'`,
    )
  ).rows;

test('without the scope nothing runs and nothing is written', async () => {
  await expect(runOperation(test_.host, rename, actor(['studio:read']), { name: 'x' })).rejects.toMatchObject(
    { code: 'forbidden' },
  );
  expect(await studioName()).not.toBe('x');
  expect(await audits()).toEqual([]);
});

test('a command writes its change and its audit row together, without the secret', async () => {
  await runOperation(test_.host, rename, actor(['studio:write']), { name: 'Atelier', password: 'hush' });
  expect(await studioName()).toBe('Atelier');
  expect(await audits()).toEqual([{ input: { name: 'Atelier', password: '[removed]' } }]);
  expect(heard).toContain('Atelier');
});

test('a listener that throws undoes the change and the audit row', async () => {
  await expect(runOperation(test_.host, rename, actor(), { name: 'refused' })).rejects.toThrow(
    'the listener refuses',
  );
  expect(await studioName()).toBe('Atelier');
  expect(await audits()).toHaveLength(1);
});

test('a failed audit undoes the change', async () => {
  const host = { ...test_.host, audit: () => Promise.reject(new Error('audit is down')) };
  await expect(runOperation(host, rename, actor(), { name: 'unseen' })).rejects.toThrow('audit is down');
  expect(await studioName()).toBe('Atelier');
});

test('input that does not fit is refused field by field', async () => {
  await expect(runOperation(test_.host, rename, actor(), { name: '' })).rejects.toMatchObject({
    code: 'invalid',
    fields: [{ path: '/name' }],
  });
});

test('a field that is not known is refused, not lost', async () => {
  await expect(
    runOperation(test_.host, rename, actor(), { name: 'Atelier', nmae: 'x' } as never),
  ).rejects.toMatchObject({ code: 'invalid', fields: [{ path: '/nmae' }] });
});
