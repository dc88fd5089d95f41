// npm run check: every check that needs no test run, side by side, with one table at the end.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tool = (path) => join(root, 'node_modules', path);
const folders = ['src', 'sandbox', 'demo', 'test', 'scripts', 'bench'].filter((name) =>
  existsSync(join(root, name)),
);

/** `needs` are files that must exist: without them the check would pass by looking at nothing. */
const checks = [
  { name: 'types', run: [tool('typescript/bin/tsc'), '-p', '.'], needs: ['tsconfig.json'] },
  {
    name: 'types of the dashboard',
    run: [tool('typescript/bin/tsc'), '-p', 'dashboard'],
    needs: ['dashboard/tsconfig.json'],
  },
  {
    name: 'format and lint',
    run: [tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'],
    needs: ['biome.json'],
  },
  {
    name: 'dependency rule',
    run: [tool('dependency-cruiser/bin/dependency-cruise.mjs'), ...folders],
    needs: ['.dependency-cruiser.cjs', 'node_modules/@swc/core/package.json'],
  },
  { name: 'dead code', run: [tool('knip/bin/knip.js'), '--no-progress'], needs: ['knip.json'] },
  {
    name: 'licences',
    run: ['scripts/check-licences.mjs'],
    needs: ['scripts/check-licences.mjs', 'package-lock.json'],
  },
  {
    name: 'docs name real paths',
    run: ['scripts/check-docs.ts'],
    needs: ['scripts/check-docs.ts', 'README.md'],
  },
  {
    name: 'OpenAPI is current',
    run: ['scripts/generate-openapi.ts', '--check'],
    needs: ['scripts/generate-openapi.ts', 'docs/openapi.json'],
  },
  {
    name: 'abilities are current',
    run: ['scripts/generate-capabilities.ts', '--check'],
    needs: ['scripts/generate-capabilities.ts', 'docs/capabilities.md'],
  },
];

function run({ run: args, needs }) {
  const missing = needs.filter((path) => !existsSync(join(root, path)));
  if (missing.length > 0)
    return Promise.resolve({
      ok: false,
      seconds: 0,
      output: `Cannot check: ${missing.join(', ')} is missing.`,
    });
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.once('close', (code) =>
      resolve({ ok: code === 0, seconds: (performance.now() - startedAt) / 1000, output }),
    );
  });
}

const only = process.argv.slice(2);
const chosen =
  only.length > 0 ? checks.filter(({ name }) => only.some((word) => name.includes(word))) : checks;
const waiting = chosen.map((check, index) => ({ check, index }));
const results = [];
const worker = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) results[next.index] = await run(next.check);
};
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));

for (const [index, { name }] of chosen.entries())
  if (!results[index].ok) console.log(`\n── ${name} ──\n${results[index].output.trim()}`);
console.log('');
for (const [index, { name }] of chosen.entries())
  console.log(
    `${results[index].ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(24)} ${results[index].seconds.toFixed(1)} s`,
  );
process.exitCode = chosen.length > 0 && results.every(({ ok }) => ok) ? 0 : 1;
