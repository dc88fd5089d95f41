import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isServed } from '../src/api/input-schema.ts';
import { openApiDocument } from '../src/api/openapi.ts';
import { version } from '../src/api/version.ts';
import { modules } from '../src/modules.ts';
import { typesOf } from './openapi-types.ts';

// Writes docs/openapi.json and the dashboard's types from the operations; with --check only says whether they are current.
const document = openApiDocument(
  modules.flatMap((module) => module.operations.filter(isServed)),
  version,
);
const files = {
  'docs/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
  'dashboard/src/api/schema.ts': typesOf(document),
};

const stale: string[] = [];
for (const [name, text] of Object.entries(files)) {
  const path = fileURLToPath(new URL(`../${name}`, import.meta.url));
  if ((await readFile(path, 'utf8').catch(() => '')) === text) continue;
  stale.push(name);
  if (process.argv.includes('--check')) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`Not current: ${stale.join(', ')}. Run: node scripts/generate-openapi.ts`);
  process.exitCode = 1;
} else console.log(stale.length > 0 ? `Written: ${stale.join(', ')}` : 'The API description is current.');
