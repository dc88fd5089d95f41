/**
 * Words between the hub and the shops: cutting, cleaning, comparing. Pure. Beside `connector.ts`, these are the only
 * pieces that connectors have in common; a connector never imports another connector.
 */

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * At most `max` UTF-16 units, the strictest of the ways in which shops count characters. Never cuts inside a grapheme;
 * cuts at a word where that loses less than half.
 */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  let cut = '';
  for (const { segment } of graphemes.segment(text)) {
    if (cut.length + segment.length > max) break;
    cut += segment;
  }
  if (/^\s/u.test(text.slice(cut.length))) return cut.trimEnd();
  const lastSpace = cut.search(/\s+\S*$/u);
  return (lastSpace >= max / 2 ? cut.slice(0, lastSpace) : cut).trimEnd();
}

/** Runs of white space become one space; none at the ends. */
export const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** Line ends become LF, control characters go, no more than one empty line in a row. */
export const cleanLines = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .replace(/[^\S\n]+\n/gu, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
};

/** Undoes the HTML entities that shops put into plain text. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name) return named[name.toLowerCase()] ?? whole;
    const point = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

export const encodeEntities = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The one notion of equal words: entities, Unicode form and white space do not count. */
export const comparable = (text: string): string => oneLine(decodeEntities(text).normalize('NFC'));

export const sameText = (a: string, b: string): boolean => comparable(a) === comparable(b);

/** Like `sameText`, but lines and paragraphs count. */
export function sameLines(a: string, b: string): boolean {
  const lines = (text: string): string =>
    cleanLines(decodeEntities(text).normalize('NFC')).split('\n').map(oneLine).join('\n');
  return lines(a) === lines(b);
}

/** Equal sets of words, whatever their order and case. */
export function sameWords(a: readonly string[], b: readonly string[]): boolean {
  const key = (words: readonly string[]): string =>
    [...new Set(words.map((word) => comparable(word).toLowerCase()))].sort().join('\n');
  return key(a) === key(b);
}

/** Keeps the first of words that differ only in case; drops empty ones. */
export function distinctWords(words: readonly string[]): string[] {
  const seen = new Set<string>();
  return words.filter((word) => {
    const key = comparable(word).toLowerCase();
    if (key === '' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** `.pdf` of `Aaron A4.PDF`; empty when there is none. */
export const extensionOf = (name: string): string => /\.[^./\\]{1,8}$/.exec(name)?.[0].toLowerCase() ?? '';

/** Names made distinct, ignoring case, by `-2`, `-3` before the extension; each at most `max` long. */
export function distinctNames(names: readonly string[], max: number): string[] {
  const seen = new Set<string>();
  return names.map((name) => {
    const extension = /\.[^.]{1,15}$/.exec(name)?.[0] ?? '';
    const stem = name.slice(0, name.length - extension.length);
    const short = (room: number): string =>
      stem.length <= room ? stem : stem.slice(0, room).replace(/[\s.-]+$/, '');
    let candidate = short(max - extension.length) + extension;
    for (let count = 2; seen.has(candidate.toLowerCase()); count++) {
      const mark = `-${count}`;
      candidate = short(max - extension.length - mark.length) + mark + extension;
    }
    seen.add(candidate.toLowerCase());
    return candidate;
  });
}

/** `2.1 MB`, for summaries. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
