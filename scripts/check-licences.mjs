// Every package in the lock must have a licence on this list: none that binds what is built with it. The dashboard is
// bundled from packages that only building needs, so these count too.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const welcome = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'CC-BY-4.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);
/** Looked at by hand. */
const lookedAt = [
  { name: /^@better-fetch\/fetch$/, why: 'MIT, which stands in its LICENSE file only' },
  {
    name: /^@img\/sharp-/,
    why: 'libvips is LGPL: a library of its own that is loaded, unchanged and replaceable',
  },
  { name: /^lightningcss(-|$)/, why: 'MPL-2.0, unchanged, builds the dashboard and is not in it' },
  { name: /^axe-core$/, why: 'MPL-2.0, unchanged, in tests only' },
];

/** "(MIT OR GPL-3.0)" needs one that is welcome, "MIT AND ISC" all of them. */
function isWelcome(licence) {
  const text = licence.replace(/[()]/g, ' ').trim();
  return text
    .split(/\s+OR\s+/i)
    .some((one) => one.split(/\s+AND\s+/i).every((part) => welcome.has(part.replace(/\*$/, '').trim())));
}

function licenceOf(manifest) {
  const { license, licenses } = manifest;
  if (typeof license === 'string') return license;
  if (license?.type) return license.type;
  return Array.isArray(licenses) ? licenses.map((one) => one.type ?? one).join(' OR ') : '';
}

function check() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const refused = [];
  let looked = 0;
  for (const [path, { license }] of Object.entries(packages)) {
    if (!path.startsWith('node_modules/')) continue;
    const file = join(root, path, 'package.json');
    // for another system: only the lock knows it
    const manifest = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { license };
    const licence = licenceOf(manifest) || license || '';
    const name = path.replace(/^.*node_modules\//, '');
    looked += 1;
    if (!isWelcome(licence) && !lookedAt.some((one) => one.name.test(name)))
      refused.push(`${path}: ${licence || 'names no licence'}`);
  }
  if (looked === 0) refused.push('package-lock.json names no package at all');
  if (refused.length > 0) {
    console.error(`These licences are not on the list in scripts/check-licences.mjs:\n${refused.join('\n')}`);
    process.exitCode = 1;
  }
}

check();
