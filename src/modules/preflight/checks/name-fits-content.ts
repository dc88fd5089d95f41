import { defineCheck } from '../check.ts';
import type { FileKind } from '../sniff.ts';
import { kindWords } from '../words.ts';

/** Extensions that promise a kind; anything else promises nothing. */
const promises: Record<string, readonly FileKind[]> = {
  pdf: ['pdf'],
  png: ['png'],
  jpg: ['jpeg'],
  jpeg: ['jpeg'],
  webp: ['webp'],
  gif: ['gif'],
  heic: ['heic'],
  svg: ['svg'],
  zip: ['zip', '3mf', 'epub', 'docx'],
  '3mf': ['3mf'],
  epub: ['epub'],
  docx: ['docx'],
  stl: ['stl'],
  obj: ['obj'],
  dxf: ['dxf'],
  gcode: ['gcode', 'text'],
  dst: ['dst'],
  pes: ['pes'],
  jef: ['jef'],
  exp: ['exp'],
  vp3: ['vp3'],
  hus: ['hus'],
  xxx: ['xxx'],
  txt: ['text', 'gcode', 'obj'],
  md: ['text'],
};

export const nameFitsContent = defineCheck({
  id: 'name-fits-content',
  summary: 'The file is what its name says',
  kinds: null,
  run({ name, kind }) {
    const message = fitsName(name ?? '', kind);
    return message
      ? [{ severity: 'block', measured: kind, expected: promisedBy(name ?? '')?.[0] ?? null, message }]
      : [];
  },
});

/** Null when the content is what the name promises, or the name promises nothing; else a sentence. */
export function fitsName(name: string, kind: FileKind): string | null {
  const promised = promisedBy(name);
  if (!promised || promised.includes(kind) || kind === 'empty') return null;
  return `The name ends in .${extensionOf(name)}, but inside it is ${kindWords(kind)}. Buyers could not open it: give it its right name, or export it again.`;
}

const extensionOf = (name: string): string => /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
const promisedBy = (name: string) =>
  Object.hasOwn(promises, extensionOf(name)) ? promises[extensionOf(name)] : undefined;
