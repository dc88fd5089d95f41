export type ByteRange = { start: number; end: number };

/**
 * One range of a Range header (RFC 9110, 14.1.2), both ends inclusive. Null: send everything (no header, several ranges, or
 * not understood); 'none': nothing of it is there (416).
 */
export function parseRange(header: string | undefined, size: number): ByteRange | null | 'none' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  if (match[1] === '') {
    const length = Math.min(Number(match[2]), size);
    return length === 0 ? 'none' : { start: size - length, end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (match[2] !== '' && Number(match[2]) < start) return null;
  return start >= size ? 'none' : { start, end };
}

/** A file name in a header (RFC 6266): an ASCII form for old programs, the true one beside it. */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cf}/\\]/gu, '_').trim() || 'file';
  const ascii = clean
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, '_')
    // wide forms of these become the plain ones above
    .replace(/["%/\\]/g, '_');
  const encoded = encodeURIComponent(clean).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
