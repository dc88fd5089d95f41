import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { correct, draftDesign, draftInto } from './index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drafting-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('writes a folder a design with whole files only, and corrects the A4 file in place', async () => {
  const seen: string[] = [];
  await draftInto(folder, {
    only: ['aaron'],
    onProgress: ({ title, done, total }) => seen.push(`${title} ${done}/${total}`),
  });
  expect(seen).toEqual(['Aaron A-shirt 1/1']);
  const names = ['aaron-a0.pdf', 'aaron-a4.pdf', 'aaron-cover.png', 'aaron-instructions.pdf'];
  expect((await readdir(join(folder, 'Aaron A-shirt'))).sort()).toEqual(names);
  const first = await readFile(join(folder, 'Aaron A-shirt', 'aaron-a4.pdf'));

  const path = await correct(folder, 'aaron');
  expect(path).toBe(join(folder, 'Aaron A-shirt', 'aaron-a4.pdf'));
  expect((await readdir(join(folder, 'Aaron A-shirt'))).sort()).toEqual(names);
  const corrected = await readFile(path);
  expect(corrected.equals(first)).toBe(false);
  const { files } = await draftDesign('aaron', { erratum: true });
  expect(corrected.equals(files[0]?.bytes ?? new Uint8Array())).toBe(true);
});
