import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRef,
  PDFStream,
  PDFString,
} from '@cantoo/pdf-lib';
import type { Facts } from '../check.ts';
import { hasStreamBomb } from './pdf-streams.ts';

export interface DictionaryFacts extends Pick<Facts, 'layers' | 'actions' | 'isEncrypted'> {
  /** Per page, 1 where the page says nothing: one unit is so many 1/72 inch. */
  userUnits: number[];
  /** File names of what is attached. */
  attached: string[];
  /** Something is packed twice and swells beyond measure. */
  isBomb: boolean;
}

/** What only the file's own dictionaries tell: UserUnit, layers, actions, encryption. Throws when they cannot be read. */
export async function readDictionary(bytes: Uint8Array): Promise<DictionaryFacts> {
  const document = await PDFDocument.load(bytes, { ignoreEncryption: true, updateMetadata: false });
  const { context } = document;
  const actions = new Set<string>();
  const attached = new Set<string>();
  for (const [, object] of context.enumerateIndirectObjects()) visit(object, actions, attached, 0);
  return {
    userUnits: document.getPages().map((page) => unitOf(page.node.get(PDFName.of('UserUnit')))),
    layers: layersOf(document),
    actions: [...actions],
    isBomb: hasStreamBomb(document),
    attached: [...attached].filter((name) => name !== ''),
    ...(context.trailerInfo.Encrypt ? { isEncrypted: true } : {}),
  };
}

const unitOf = (value: unknown): number =>
  value instanceof PDFNumber && value.asNumber() > 0 ? value.asNumber() : 1;

function visit(object: unknown, actions: Set<string>, attached: Set<string>, depth: number): void {
  if (depth > 12) return;
  const inside = object instanceof PDFStream ? object.dict : object;
  if (inside instanceof PDFArray) {
    for (const item of inside.asArray())
      if (!(item instanceof PDFRef)) visit(item, actions, attached, depth + 1);
    return;
  }
  if (!(inside instanceof PDFDict)) return;
  const kind = inside.get(PDFName.of('S'));
  if (kind === PDFName.of('JavaScript') || (inside.has(PDFName.of('JS')) && !(object instanceof PDFStream)))
    actions.add('JavaScript');
  if (kind === PDFName.of('Launch')) actions.add('Launch');
  if (inside.has(PDFName.of('EF')))
    attached.add(textOf(inside.get(PDFName.of('UF')) ?? inside.get(PDFName.of('F'))));
  for (const [, value] of inside.entries())
    if (!(value instanceof PDFRef)) visit(value, actions, attached, depth + 1);
}

function layersOf(document: PDFDocument): string[] {
  const properties = document.catalog.lookup(PDFName.of('OCProperties'));
  if (!(properties instanceof PDFDict)) return [];
  const groups = properties.lookup(PDFName.of('OCGs'));
  if (!(groups instanceof PDFArray)) return [];
  const names: string[] = [];
  for (let index = 0; index < Math.min(groups.size(), 500); index += 1) {
    const group = groups.lookup(index);
    if (group instanceof PDFDict) names.push(textOf(group.lookup(PDFName.of('Name'))));
  }
  return names.filter((name) => name !== '');
}

const textOf = (value: unknown): string =>
  value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : '';
