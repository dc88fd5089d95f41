import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readVariables } from '../support/variables.ts';

it('the page of settings tells of every one that the program reads, and of nothing else', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/guides/configuration.md'), 'utf8');
  const first = page
    .split('\n')
    .flatMap((line) => (line.startsWith('| `') ? [line.split('|')[1] ?? ''] : []));
  const told = first.flatMap((cell) => [...cell.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map((match) => match[1]));
  expect(told.toSorted()).toEqual([...readVariables()].sort());
});
