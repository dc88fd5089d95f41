import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dashboardStamp, packagesStamp } from './set-up.mjs';

let root: string;
const put = (path: string, text: string) => writeFileSync(join(root, path), text);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'spindle-set-up-'));
  put('package.json', '{"name":"x","scripts":{"a":"b"},"dependencies":{}}');
  put('package-lock.json', '{}');
  put('.nvmrc', '24.21.0\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('asks for an install when packages or the Node change, and for nothing else', () => {
  const before = packagesStamp(root);
  put('package.json', '{"name":"x","scripts":{"other":"c"},"dependencies":{}}');
  expect(packagesStamp(root)).toBe(before);
  for (const [file, text] of [
    ['.nvmrc', '24.22.0\n'],
    ['package-lock.json', '{"a":1}'],
    ['package.json', '{"dependencies":{"a":"1.0.0"}}'],
  ] as const) {
    const last = packagesStamp(root);
    put(file, text);
    expect(packagesStamp(root)).not.toBe(last);
  }
});

it('asks for a new dashboard when one of its files changes, not for its own output', () => {
  expect(dashboardStamp(root)).toBeNull();
  mkdirSync(join(root, 'dashboard', 'dist'), { recursive: true });
  put('dashboard/index.html', '<p>');
  const before = dashboardStamp(root);
  put('dashboard/dist/index.html', 'built');
  expect(dashboardStamp(root)).toBe(before);
  put('dashboard/page.tsx', 'export {}');
  expect(dashboardStamp(root)).not.toBe(before);
});

it('sets up a bare clone once, and passes on arguments and the exit code', () => {
  const scripts = fileURLToPath(new URL('.', import.meta.url));
  cpSync(scripts, join(root, 'scripts'), { recursive: true });
  put('package.json', '{"name":"x","version":"1.0.0","private":true}');
  put(
    'package-lock.json',
    '{"name":"x","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"x","version":"1.0.0"}}}',
  );
  put('hello.mjs', 'console.log(process.argv.slice(2).join()); process.exit(7);');
  const run = () =>
    spawnSync(process.execPath, ['scripts/bootstrap.mjs', 'hello.mjs', 'a', '--b'], { cwd: root });
  mkdirSync(join(root, 'node_modules'));
  put('node_modules/.package-lock.json', '{}');
  const first = run();
  expect(first.stderr.toString()).toContain('Setting up packages');
  expect([first.stdout.toString().trim(), first.status]).toEqual(['a,--b', 7]);
  const second = run();
  expect([second.stderr.toString(), second.stdout.toString().trim(), second.status]).toEqual([
    '',
    'a,--b',
    7,
  ]);
});
