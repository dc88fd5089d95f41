import {
  PDFArray,
  PDFDict,
  type PDFDocument,
  PDFHexString,
  PDFName,
  type PDFObject,
  type PDFPage,
  PDFRef,
  PDFString,
} from '@cantoo/pdf-lib';
import { HubError, isHubError } from '../../../kit/errors.ts';
import { embedLineFont } from './embedded-font.ts';
import type { PageGeometry } from './line-geometry.ts';
import { finishPdf, lineLetters, type PdfBase } from './pdf-base.ts';
import { contentsOf, copyOf, damaged, geometryOf, openPdf, outline, verify } from './pdf-document.ts';
import { largestWhenWritten, writeBody } from './pdf-parts.ts';

const lineName = PDFName.of('SpindleLine');

/**
 * Prepares a master for copies: its pages call for a line that stands in no object of the base. Content, boxes, unit,
 * rotation and layers stay as they are; the file is written anew, so no earlier revision stays inside. One copy is finished
 * and looked at before this answers.
 */
export async function makePdfBase(master: Uint8Array): Promise<{ bytes: Buffer; base: PdfBase }> {
  try {
    return await make(master);
  } catch (error) {
    throw isHubError(error) ? error : damaged(error);
  }
}

async function make(master: Uint8Array): Promise<{ bytes: Buffer; base: PdfBase }> {
  const document = await openPdf(master);
  const before = outline(document);
  if (before.pages.length === 0)
    throw new HubError('invalid', 'This PDF has no pages to put the licence line on.');
  const { context } = document;
  const font = await embedLineFont(document);
  const letters: PdfBase['letters'] = {};
  for (const letter of lineLetters)
    letters[letter] = [
      font.encodeText(letter).toString().replace(/[<>]/g, ''),
      font.widthOfTextAtSize(letter, 1),
    ];
  await document.flush();
  const trailer = trailerOf(document);
  const startRef = context.register(context.stream('q\n'));
  const endRef = context.register(context.stream(`\nQ\n/Artifact BMC\nq ${lineName} Do Q\nEMC\n`));
  const places = document.getPages().map((page) => callForLine(page, startRef, endRef));
  const shapes = new Map<string, { shape: PageGeometry; xObjects: PDFDict[] }>();
  for (const { shape, xObjects } of places) {
    const key = JSON.stringify(shape);
    const alike = shapes.get(key) ?? { shape, xObjects: [] };
    shapes.set(key, alike);
    alike.xObjects.push(xObjects);
  }
  const largest = largestWhenWritten(document);
  for (const [index, { xObjects }] of [...shapes.values()].entries())
    for (const dict of xObjects) dict.set(lineName, PDFRef.of(largest + 1 + index));
  const body = writeBody(document);
  if (body.largest !== largest) throw new Error('The lines of the copies would not be found');
  const base: PdfBase = {
    bodyBytes: body.bytes.length,
    entriesBytes: body.entries.length,
    largest,
    isStream: body.isStream,
    shapes: [...shapes.values()].map(({ shape }) => shape),
    fontRef: font.ref.toString(),
    letters,
    ...trailer,
  };
  const ends = finishPdf(base, '0'.repeat(64), lineLetters);
  await verify(Buffer.concat([body.bytes, ends.lines, body.entries, ends.end]), before);
  return { bytes: Buffer.concat([body.bytes, body.entries]), base };
}

/** Wraps the page's content and puts the call behind it; the object it calls is set when its number is known. */
function callForLine(
  page: PDFPage,
  startRef: PDFRef,
  endRef: PDFRef,
): { shape: PageGeometry; xObjects: PDFDict } {
  const { context } = page.doc;
  const own = page.node.Resources();
  const resources = copyOf(own, context);
  const xObjects = copyOf(own?.lookupMaybe(PDFName.of('XObject'), PDFDict), context);
  resources.set(PDFName.of('XObject'), xObjects);
  page.node.set(PDFName.of('Resources'), resources);
  const contents = context.obj([]) as PDFArray;
  for (const item of [startRef, ...contentsOf(page), endRef]) contents.push(item);
  page.node.set(PDFName.of('Contents'), contents);
  return { shape: geometryOf(page), xObjects };
}

function trailerOf(document: PDFDocument): Pick<PdfBase, 'trailer' | 'fileId'> {
  const { context } = document;
  const { Root, Info, ID } = context.trailerInfo;
  const refOf = (object: PDFObject): PDFObject =>
    object instanceof PDFRef ? object : context.register(object);
  const found = context.lookup(ID);
  const first = found instanceof PDFArray ? found.lookup(0) : undefined;
  const isText = first instanceof PDFString || first instanceof PDFHexString;
  return {
    trailer: `/Root ${Root ? refOf(Root) : ''}${Info ? ` /Info ${refOf(Info)}` : ''}`,
    fileId: isText ? `<${Buffer.from(first.asBytes()).toString('hex')}>` : null,
  };
}
