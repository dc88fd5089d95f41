// Fails when a page names a path of this repository that is not there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const defaultRoot = fileURLToPath(new URL('..', import.meta.url));

/** Only words that begin like a path of ours are taken for one. Made or local folders are not in the repository. */
const named =
  /(?<![\w/.@-])((?:src|test|docs|scripts|sandbox|demo|dashboard|bench|\.ci)\/[\w./@*{}<>,…-]*|[\w.-]+\.(?:cjs|mjs|config\.ts)|(?:package|package-lock|tsconfig|biome|knip)\.json)/g;
const notOurs = /[*{}<>…,]|^dashboard\/dist|node_modules/;

export function findBrokenPaths(root: string): { page: string; line: number; path: string }[] {
  const docs = existsSync(join(root, 'docs'))
    ? readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name))
    : [];
  const modules = ['src', 'sandbox', 'demo'].flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
          join(folder, name),
        )
      : [],
  );
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs, ...modules].filter(
    (name) => name.endsWith('.md') && existsSync(join(root, name)),
  );
  return pages.flatMap((page) =>
    readFileSync(join(root, page), 'utf8')
      .split('\n')
      .flatMap((text, index) =>
        [
          ...[...text.matchAll(named)].map((match) => ({ path: match[1] as string, from: root })),
          ...[...text.matchAll(/\]\(([^)#\s:]+)(?:#[^)]*)?\)/g)].map((match) => ({
            path: match[1] as string,
            from: join(root, dirname(page)),
          })),
        ]
          .filter(({ path, from }) => !isThere(path, from, root, page))
          .map(({ path }) => ({ page, line: index + 1, path })),
      ),
  );
}

function isThere(named: string, from: string, root: string, page: string): boolean {
  const path = named.replace(/[.,:;]+$/, '').replace(/:\d+$/, '');
  if (notOurs.test(named)) return true;
  return (
    existsSync(join(from, path)) ||
    existsSync(join(root, path)) ||
    existsSync(join(root, dirname(page), path))
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const broken = findBrokenPaths(defaultRoot);
  for (const { page, line, path } of broken)
    console.error(`${relative('.', join(defaultRoot, page))}:${line} names ${path}, which does not exist.`);
  process.exitCode = broken.length > 0 ? 1 : 0;
}
