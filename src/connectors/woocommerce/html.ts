/** WooCommerce descriptions are HTML; the hub's stories are plain text. Pure. */
import { cleanLines, decodeEntities, encodeEntities, oneLine } from '../text.ts';

const hasMarkup = (text: string): boolean =>
  /<\/?(p|br|ul|ol|li|strong|em|b|i|u|h[1-6]|a|div|span|img|table)(\s[^<>]*)?\/?>/i.test(text);

/** Paragraphs for plain text; what is HTML already (kept from the shop) stays as it is. */
export function toHtml(story: string): string {
  const text = cleanLines(story);
  if (text === '' || hasMarkup(text)) return text;
  return text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${encodeEntities(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('\n');
}

/** WordPress turns line ends into paragraphs, changes quotes and adds white space: none of that is a difference. */
export function sameHtml(a: string, b: string): boolean {
  return canonical(a) === canonical(b);
}

function canonical(html: string): string {
  const lines = html
    .replace(/\r\n?/g, '\n')
    .replace(/\s*<br\s*\/?>\s*/gi, '\n')
    .replace(/\s*<\/p>\s*/gi, '\n\n')
    .replace(/\s*<p>\s*/gi, '\n\n')
    .replace(/<(\/?)([a-z][a-z0-9]*)/gi, (_, slash: string, tag: string) => `<${slash}${tag.toLowerCase()}`);
  return cleanLines(decodeEntities(lines).normalize('NFC'))
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .split('\n')
    .map(oneLine)
    .filter((line, index, all) => line !== '' || all[index - 1] !== '')
    .join('\n');
}

/** Cut between paragraphs, then between lines, so that no tag stays open. */
export function cutHtml(html: string, max: number): string {
  if (html.length <= max) return html;
  const head = html.slice(0, max);
  const end = head.lastIndexOf('</p>');
  return end > 0
    ? head.slice(0, end + 4)
    : head
        .replace(/<[^>]*$/, '')
        .replace(/&[a-z0-9#]*$/i, '')
        .trimEnd();
}
