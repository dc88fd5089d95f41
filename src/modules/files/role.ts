import type { Facts, FileKind } from '../preflight/index.ts';
import { roleInName } from './file-name.ts';

const pictures: readonly string[] = ['png', 'jpeg', 'webp', 'gif', 'heic'];
const ownRole: readonly string[] = [
  'svg',
  'dxf',
  'stl',
  '3mf',
  'obj',
  'gcode',
  'dst',
  'pes',
  'jef',
  'exp',
  'vp3',
  'hus',
  'xxx',
];

export const isPictureKind = (kind: string): boolean => pictures.includes(kind);

/** Roles that show the pattern to buyers instead of being sold. */
export const isShownRole = (role: string): boolean => role === 'cover' || role === 'photo';

/**
 * What a file is for: what it is by content where that settles it, then what its name says, then the size of its pages
 * as far as pre-flight has measured them.
 */
export function roleOf(name: string, kind: FileKind | string, facts: Facts = {}): string {
  if (ownRole.includes(kind)) return kind;
  const named = roleInName(name);
  if (isPictureKind(kind)) return named === 'chart' || named === 'cover' ? named : 'photo';
  if (named && !isShownRole(named)) return named;
  if (kind === 'zip') return 'archive';
  return kind === 'pdf' ? roleByPages(facts) : 'instructions';
}

function roleByPages({ pageSizes = [], layers = [] }: Facts): string {
  const isSheet = pageSizes.some((size) => Math.min(size.widthMm, size.heightMm) > 500);
  if (isSheet) return 'a0';
  const first = pageSizes[0];
  if (layers.length < 2 || !first) return 'instructions';
  // Text has no layers of sizes: this is a tiled pattern.
  return Math.abs(Math.max(first.widthMm, first.heightMm) - 279.4) < 3 ? 'letter' : 'a4';
}
