import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spindle-rule-'));
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'junction');
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Cruises a small tree of files; returns the names of the broken rules. */
function brokenRules(files: Record<string, string>): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const config = join(root, '.dependency-cruiser.cjs');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cruiser, 'src', '--config', config, '--output-type', 'json'],
    { cwd: dir },
  );
  if (!stdout.length) throw new Error(stderr.toString());
  const { summary } = JSON.parse(stdout.toString()) as {
    summary: { violations: { rule: { name: string } }[] };
  };
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
}

it('lets through what the rule allows', () => {
  const files = {
    'src/kit/errors.ts': 'export const a: number = 1;',
    'src/modules/orders/index.ts': "export { order } from './order.ts';",
    'src/modules/orders/order.ts':
      "import { a } from '../../kit/errors.ts';\nexport const order: number = a;",
    'src/modules/files/file.ts':
      "import { order } from '../orders/index.ts';\nexport const file: number = order;",
    'src/connectors/etsy/map.ts': "import { a } from '../../kit/errors.ts';\nexport const map: number = a;",
  };
  expect(brokenRules(files)).toEqual([]);
});

it('fires on each way round it, in TypeScript files', () => {
  const files = {
    'src/kit/errors.ts': "import { client } from '../db/client.ts';\nexport const a = client;",
    'src/db/client.ts': "import pg from 'pg';\nexport const client = pg;",
    'src/api/app.ts': 'export const app: number = 1;',
    'src/modules/orders/index.ts': 'export {};',
    'src/modules/orders/order.ts':
      "import { app } from '../../api/app.ts';\nimport { map } from '../../connectors/etsy/map.ts';\nimport pg from 'pg';\nexport const order = [app, map, pg];",
    'src/modules/files/file.ts':
      "import { order } from '../orders/order.ts';\nimport { gone } from './gone.ts';\nexport const file = [order, gone];",
    'src/connectors/etsy/map.ts':
      "import fs from 'node:fs';\nimport { client } from '../../db/client.ts';\nexport const map = [fs, client];",
  };
  expect(brokenRules(files)).toEqual([
    'connector-imports-kit-and-contract',
    'connector-reads-no-files',
    'kit-imports-nothing-of-ours',
    'module-by-its-door',
    'module-knows-no-http',
    'module-sees-the-contract-only',
    'resolvable',
    'sql-in-store-files',
  ]);
});
