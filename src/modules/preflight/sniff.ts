/** What a file is by its content. `text` covers plain text and Markdown; `unknown` is what no signature fits. */
export const fileKinds = [
  'pdf',
  'png',
  'jpeg',
  'webp',
  'gif',
  'heic',
  'svg',
  'zip',
  '3mf',
  'epub',
  'docx',
  'stl',
  'obj',
  'dxf',
  'gcode',
  'dst',
  'pes',
  'jef',
  'exp',
  'vp3',
  'hus',
  'xxx',
  'text',
  'empty',
  'unknown',
] as const;
export type FileKind = (typeof fileKinds)[number];

const contentTypes: Record<FileKind, string> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  svg: 'image/svg+xml',
  zip: 'application/zip',
  '3mf': 'model/3mf',
  epub: 'application/epub+zip',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  stl: 'model/stl',
  obj: 'model/obj',
  dxf: 'image/vnd.dxf',
  gcode: 'text/x-gcode',
  dst: 'application/x-dst',
  pes: 'application/x-pes',
  jef: 'application/x-jef',
  exp: 'application/x-exp',
  vp3: 'application/x-vp3',
  hus: 'application/x-hus',
  xxx: 'application/x-xxx',
  text: 'text/plain',
  empty: 'application/octet-stream',
  unknown: 'application/octet-stream',
};

export interface Sniffed {
  kind: FileKind;
  contentType: string;
}

/** How much of the start and of the end `sniff` wants to see. */
export const headBytes = 64 * 1024;
export const tailBytes = 4 * 1024;

/**
 * Tells what a file is from its first 64 kB, its last 4 kB and its size. The name is only asked where the content fits
 * and the format has no signature of its own (EXP, JEF, HUS, XXX, OBJ, G-code).
 */
export function sniff(head: Uint8Array, tail: Uint8Array, sizeBytes: number, name = ''): Sniffed {
  const kind = kindOf(head, tail, sizeBytes, name.toLowerCase().split('.').at(-1) ?? '');
  return { kind, contentType: contentTypes[kind] };
}

function kindOf(head: Uint8Array, tail: Uint8Array, sizeBytes: number, extension: string): FileKind {
  if (sizeBytes === 0) return 'empty';
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const start = bytes.toString('latin1', 0, 1024);
  if (start.includes('%PDF-')) return 'pdf';
  const drawing = pictureKind(bytes, start);
  if (drawing) return drawing;
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return archiveKind(bytes, tail);
  const stitches = embroideryKind(bytes, start, sizeBytes, extension);
  if (stitches) return stitches;
  if (isBinaryStl(bytes, sizeBytes)) return 'stl';
  return textKind(bytes, extension);
}

function pictureKind(bytes: Buffer, start: string): FileKind | null {
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (start.startsWith('GIF87a') || start.startsWith('GIF89a')) return 'gif';
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'webp';
  if (start.slice(4, 8) === 'ftyp' && /heic|heix|hevc|mif1|msf1|heim|heis/.test(start.slice(8, 32)))
    return 'heic';
  if (start.startsWith('AutoCAD Binary DXF')) return 'dxf';
  return /^﻿?\s*(<\?xml|<!--|<!DOCTYPE|<svg)/i.test(bytes.toString('utf8', 0, 200)) &&
    /<svg[\s>]/i.test(bytes.toString('utf8', 0, 16_384))
    ? 'svg'
    : null;
}

/** By the first entry or the names near both ends: an OOXML or 3MF package is a ZIP with a known part in it. */
function archiveKind(bytes: Buffer, tail: Uint8Array): FileKind {
  const names = bytes.toString('latin1') + Buffer.from(tail).toString('latin1');
  if (names.includes('mimetypeapplication/epub+zip')) return 'epub';
  if (/3D\/[^/\0]{1,80}\.model/i.test(names)) return '3mf';
  if (names.includes('word/document.xml')) return 'docx';
  return 'zip';
}

function embroideryKind(bytes: Buffer, start: string, sizeBytes: number, extension: string): FileKind | null {
  if (/^#PE[SC]0/.test(start)) return 'pes';
  if (start.startsWith('%vsm%')) return 'vp3';
  // Tajima: a 512-byte header of `XX:` fields, padded with blanks.
  if (/^LA:/.test(start) && /ST: *\d+/.test(start.slice(0, 64)) && sizeBytes >= 512) return 'dst';
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0x00c8af5b) return 'hus';
  if (extension === 'jef' && bytes.length >= 116) {
    const stitchesAt = bytes.readUInt32LE(0);
    if (stitchesAt >= 116 && stitchesAt < sizeBytes && (bytes.readUInt32LE(4) & ~0x3f) === 0) return 'jef';
  }
  if (extension === 'xxx' && sizeBytes > 256 && bytes.length >= 256 && bytes.readUInt32LE(0x17) < sizeBytes)
    return 'xxx';
  // Melco: bare signed pairs; 0x80 starts a command pair.
  if (extension === 'exp' && sizeBytes >= 2 && !isText(bytes)) return 'exp';
  return null;
}

/** 80 bytes, a count, 50 bytes a triangle: the size must be exactly right. ASCII begins with the same five letters. */
const isBinaryStl = (bytes: Buffer, sizeBytes: number): boolean =>
  bytes.length >= 84 && bytes.readUInt32LE(80) * 50 + 84 === sizeBytes && sizeBytes > 84;

function textKind(bytes: Buffer, extension: string): FileKind {
  if (!isText(bytes)) return 'unknown';
  const text = bytes.toString('utf8').replace(/^﻿/, '');
  if (/^\s*solid\b/.test(text) && /facet\s+normal/.test(text)) return 'stl';
  if (/^(\s*999\s*\r?\n[^\n]*\n)*\s*0\s*\r?\n\s*SECTION\s*\r?\n/.test(text)) return 'dxf';
  if (/^v\s+-?[\d.]+/m.test(text) && (/^f\s+\d+/m.test(text) || extension === 'obj')) return 'obj';
  if (/^\s*[GM]\d{1,3}\b/m.test(text) && (/^G[01]\s+[XYZEF]-?[\d.]/m.test(text) || extension === 'gcode'))
    return 'gcode';
  return 'text';
}

/** UTF-8 without control characters; a character cut at the end of the head is no fault. */
function isText(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) return false;
  const text = bytes.toString('utf8');
  const broken = text.split('�').length - 1;
  return broken <= 1 || broken / text.length < 0.01;
}
