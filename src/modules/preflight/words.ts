import type { PageFacts } from './check.ts';
import type { FileKind } from './sniff.ts';

/** `2.1 MB`; sizes are decimal, as shops and file managers write them. */
export function megabytes(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}

const words: Partial<Record<FileKind, string>> = {
  pdf: 'a PDF',
  png: 'a PNG picture',
  jpeg: 'a JPEG picture',
  webp: 'a WebP picture',
  gif: 'a GIF picture',
  heic: 'an iPhone picture (HEIC)',
  svg: 'an SVG drawing',
  zip: 'a ZIP archive',
  '3mf': 'a 3MF model',
  epub: 'an e-book (EPUB)',
  docx: 'a Word document',
  text: 'plain text',
  unknown: 'something else',
};

export const kindWords = (kind: FileKind): string => words[kind] ?? `a ${kind.toUpperCase()} file`;

const paper: readonly (readonly [string, number, number])[] = [
  ['A0', 841, 1189],
  ['A1', 594, 841],
  ['A2', 420, 594],
  ['A3', 297, 420],
  ['A4', 210, 297],
  ['A5', 148, 210],
  ['Letter', 215.9, 279.4],
  ['Legal', 215.9, 355.6],
  ['Tabloid', 279.4, 431.8],
];

/** `A4`, `Letter`, or `420 × 1200 mm`: the same for both ways round. Within 3 mm. */
export function pageSizeWords(size: PageFacts): string {
  const [short, long] = [size.widthMm, size.heightMm].toSorted((a, b) => a - b) as [number, number];
  const found = paper.find(
    ([, width, height]) => Math.abs(short - width) <= 3 && Math.abs(long - height) <= 3,
  );
  return found?.[0] ?? `${Math.round(short)} × ${Math.round(long)} mm`;
}

export const isProgram = (name: string): boolean =>
  /\.(exe|dll|scr|com|bat|cmd|msi|ps1|vbs|js|jar|sh|app|apk|lnk|hta|reg)$/i.test(name);
