import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolders } from '../test/support/temporary-folder.ts';

const newFolder = temporaryFolders('spindle-resolve-');

const recorder = (file: string): string => `import { registerHooks } from 'node:module';
import { writeFileSync } from 'node:fs';
const lines = new Set();
registerHooks({ resolve(specifier, context, next) {
  const { url, format } = next(specifier, context);
  lines.add([context.parentURL, specifier, url, format].join(' '));
  return { url, format, shortCircuit: true };
} });
process.on('exit', () => writeFileSync(${JSON.stringify(file)}, JSON.stringify([...lines].sort())));`;

/** Every import on the way to the database, with what it was resolved to. */
async function resolved(...flags: string[]): Promise<string[]> {
  const file = join(await newFolder(), 'resolved.json');
  execFileSync(process.execPath, [
    ...flags,
    `--import=data:text/javascript,${encodeURIComponent(recorder(file))}`,
    ...['--disable-warning=ExperimentalWarning', '--input-type=module', '-e'],
    `await import(${JSON.stringify(import.meta.resolve('../src/db/client.ts'))}); process.exit(0)`,
  ]);
  return JSON.parse(readFileSync(file, 'utf8'));
}

it('resolves as Node does', async () => {
  const plain = await resolved();
  expect(plain.filter((line) => line.includes('/drizzle-orm/')).length).toBeGreaterThan(100);
  expect(await resolved(`--import=${import.meta.resolve('./resolve-once.mjs')}`)).toEqual(plain);
});
