import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Settings of the machine and of Node itself, not ours. */
const foreign = /^(PATH|NODE_.*)$/;
/** Read by the S3 client under these names. */
const ofTheClient = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

/** Every setting that the program reads from its environment, by name. */
export function readVariables(): Set<string> {
  const files = ['src', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs)$/.test(name) && !/\.test\.ts$|[\\/]testing[\\/]/.test(name))
      .map((name) => join(root, folder, name)),
  );
  const found = new Set(ofTheClient);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const [, name = ''] of text.matchAll(/\b(?:process\.env|env|environment)\.([A-Z][A-Z0-9_]+)\b/g))
      found.add(name);
    for (const [, name = ''] of text.matchAll(/['"](SPINDLE_[A-Z0-9_]+)['"]/g)) found.add(name);
  }
  return new Set([...found].filter((name) => !foreign.test(name)));
}
