import { inflateSync } from 'node:zlib';
import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFRawStream,
  PDFString,
} from '@cantoo/pdf-lib';

/** What the tests read back from a drafted PDF, through a parser and not through the drafting code. */
export interface ReadPdf {
  pagesMm: [width: number, height: number][];
  layers: string[];
  hiddenLayers: number;
  /** The drawing operators of each page. */
  contents: string[];
  fontsEmbedded: boolean[];
}

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const doc = await PDFDocument.load(bytes, { updateMetadata: false });
  const { context } = doc;
  const properties = doc.catalog.lookupMaybe(PDFName.of('OCProperties'), PDFDict);
  const groups = properties?.lookup(PDFName.of('OCGs'), PDFArray);
  const layers: string[] = [];
  for (let index = 0; index < (groups?.size() ?? 0); index++) {
    const name = groups?.lookup(index, PDFDict).lookup(PDFName.of('Name'));
    if (name instanceof PDFString || name instanceof PDFHexString) layers.push(name.decodeText());
  }
  const off = properties?.lookup(PDFName.of('D'), PDFDict).lookupMaybe(PDFName.of('OFF'), PDFArray);
  const fontsEmbedded = context
    .enumerateIndirectObjects()
    .map(([, object]) => object)
    .filter((object) => object instanceof PDFDict)
    .filter((dict) => dict.get(PDFName.of('Type')) === PDFName.of('FontDescriptor'))
    .map((dict) => dict.has(PDFName.of('FontFile2')) || dict.has(PDFName.of('FontFile3')));
  return {
    pagesMm: doc.getPages().map((page) => {
      const { width, height } = page.getMediaBox();
      return [(width * 25.4) / 72, (height * 25.4) / 72];
    }),
    layers,
    hiddenLayers: off?.size() ?? 0,
    contents: doc.getPages().map((page) => contentOf(page.node.Contents())),
    fontsEmbedded,
  };
}

function contentOf(contents: unknown): string {
  if (contents instanceof PDFRawStream) return inflateSync(contents.getContents()).toString('latin1');
  if (contents instanceof PDFArray) {
    return contents
      .asArray()
      .map((_, index) => contentOf(contents.lookup(index)))
      .join('\n');
  }
  throw new TypeError('a page without content');
}

/** The sides in mm of every closed, stroked rectangle of a page, read from its path operators. */
export function squaresMm(content: string): { width: number; height: number }[] {
  const point = String.raw`(-?[\d.]+) (-?[\d.]+)`;
  const closed = new RegExp(`${point} m\n${point} l\n${point} l\n${point} l\nh\nS`, 'g');
  return [...content.matchAll(closed)].map((found) => {
    const at = found.slice(1).map((value) => (Number(value) * 25.4) / 72);
    const xs = at.filter((_, index) => index % 2 === 0);
    const ys = at.filter((_, index) => index % 2 === 1);
    return { width: Math.max(...xs) - Math.min(...xs), height: Math.max(...ys) - Math.min(...ys) };
  });
}
