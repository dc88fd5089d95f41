import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findBrokenPaths } from './check-docs.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'spindle-docs-'));
  mkdirSync(join(root, 'docs', 'guides'), { recursive: true });
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src', 'main.ts'), '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('names the page, the line and the path that is not there', () => {
  writeFileSync(
    join(root, 'README.md'),
    'Start at `src/main.ts`.\nThen read src/gone.ts and [this](docs/guides/none.md).\n',
  );
  expect(findBrokenPaths(root)).toEqual([
    { page: 'README.md', line: 2, path: 'src/gone.ts' },
    { page: 'README.md', line: 2, path: 'docs/guides/none.md' },
    { page: 'README.md', line: 2, path: 'docs/guides/none.md' },
  ]);
});

it('accepts what exists, links from the page’s own folder, addresses and patterns', () => {
  writeFileSync(
    join(root, 'docs', 'guides', 'a.md'),
    '[b](b.md) [c](https://x.test/src/y.ts) src/modules/<noun>/index.ts src/main.ts.\n',
  );
  writeFileSync(join(root, 'docs', 'guides', 'b.md'), '');
  expect(findBrokenPaths(root)).toEqual([]);
});
