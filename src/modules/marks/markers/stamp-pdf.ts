import { createHash } from 'node:crypto';
import {
  PDFArray,
  PDFDict,
  type PDFDocument,
  type PDFFont,
  PDFHexString,
  PDFName,
  type PDFPage,
  type PDFRef,
} from '@cantoo/pdf-lib';
import { HubError, isHubError } from '../../../kit/errors.ts';
import { embedLineFont } from './embedded-font.ts';
import { placeLine } from './line-geometry.ts';
import { contentsOf, copyOf, damaged, geometryOf, openPdf, outline, verify } from './pdf-document.ts';

const xObjectName = PDFName.of('SpindleLine');

/**
 * Puts one line on every page, above everything and in no layer. Pages keep their boxes, unit, rotation and layers; the
 * content itself is not touched, only wrapped. The file is written anew, so no earlier revision stays inside.
 */
export async function stampPdf(master: Uint8Array, line: string): Promise<Uint8Array> {
  try {
    return await stamp(master, line);
  } catch (error) {
    throw isHubError(error) ? error : damaged(error);
  }
}

async function stamp(master: Uint8Array, line: string): Promise<Uint8Array> {
  const document = await openPdf(master);
  const before = outline(document);
  if (before.pages.length === 0)
    throw new HubError('invalid', 'This PDF has no pages to put the licence line on.');
  const draw = await lineDrawer(document, line);
  const startRef = document.context.register(document.context.stream('q\n'));
  for (const page of document.getPages()) stampPage(page, draw, startRef);
  setFileId(document, master, line);
  const bytes = await document.save({ addDefaultPage: false, updateFieldAppearances: false });
  await verify(bytes, before);
  return bytes;
}

interface LineDrawer {
  /** Width of the line at size 1. */
  width: number;
  /** The form that shows the line at this size; pages of one size share it. */
  form(size: number): PDFRef;
}

async function lineDrawer(document: PDFDocument, line: string): Promise<LineDrawer> {
  const { context } = document;
  const font = await embedLineFont(document);
  const text = printable(font, line);
  const encoded = font.encodeText(text);
  const width = font.widthOfTextAtSize(text, 1);
  const forms = new Map<number, PDFRef>();
  return {
    width,
    form(size) {
      const key = round(size);
      const known = forms.get(key);
      if (known) return known;
      const form = context.flateStream(`BT /F ${key} Tf 0.35 g ${encoded} Tj ET`, {
        Type: 'XObject',
        Subtype: 'Form',
        BBox: [0, round(-size / 2), round((width + 1) * size), round(size * 1.5)],
        Resources: { Font: { F: font.ref } },
      });
      const ref = context.register(form);
      forms.set(key, ref);
      return ref;
    },
  };
}

function stampPage(page: PDFPage, draw: LineDrawer, startRef: PDFRef): void {
  const { context } = page.doc;
  const { matrix, size } = placeLine(geometryOf(page), draw.width);
  const own = page.node.Resources();
  const resources = copyOf(own, context);
  const xObjects = copyOf(own?.lookupMaybe(PDFName.of('XObject'), PDFDict), context);
  xObjects.set(xObjectName, draw.form(size));
  resources.set(PDFName.of('XObject'), xObjects);
  page.node.set(PDFName.of('Resources'), resources);
  const end = context.stream(
    `\nQ\n/Artifact BMC\nq ${matrix.map(round).join(' ')} cm /SpindleLine Do Q\nEMC\n`,
  );
  const contents = context.obj([]) as PDFArray;
  contents.push(startRef);
  for (const item of contentsOf(page)) contents.push(item);
  contents.push(context.register(end));
  page.node.set(PDFName.of('Contents'), contents);
}

/** Letters that the font does not know lose their accents or are left out; the code always stays. */
function printable(font: PDFFont, line: string): string {
  const known = new Set(font.getCharacterSet());
  const reduced = [...line.normalize('NFC')].flatMap((letter) =>
    known.has(letter.codePointAt(0) ?? 0) ? [letter] : [...letter.normalize('NFKD')],
  );
  return reduced
    .filter((letter) => known.has(letter.codePointAt(0) ?? 0))
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}

/** The first half stays the document's, the second names this copy. */
function setFileId(document: PDFDocument, master: Uint8Array, line: string): void {
  const hash = createHash('sha256').update(master).update('\0').update(line).digest('hex').slice(0, 32);
  const found = document.context.lookup(document.context.trailerInfo.ID);
  const first = found instanceof PDFArray ? found.get(0) : undefined;
  const id = document.context.obj([]) as PDFArray;
  id.push(first ?? PDFHexString.of(hash));
  id.push(PDFHexString.of(hash));
  document.context.trailerInfo.ID = id;
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000;
