import {
  EncryptedPDFError,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFNumber,
  type PDFObject,
  type PDFPage,
  PDFStream,
} from '@cantoo/pdf-lib';
import { HubError } from '../../../kit/errors.ts';
import type { PageGeometry } from './line-geometry.ts';

/** Throws HubError `invalid` with a sentence: protected, or damaged. */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocument> {
  try {
    return await PDFDocument.load(bytes, { updateMetadata: false, preserveXFA: true, parseSpeed: 1500 });
  } catch (error) {
    if (error instanceof EncryptedPDFError || /encrypt/i.test(String(error)))
      throw new HubError(
        'invalid',
        'This PDF is protected with a password, so the licence line cannot be put into it. Save it without protection and publish it again.',
      );
    throw damaged(error);
  }
}

export const damaged = (cause: unknown): HubError =>
  new HubError(
    'invalid',
    'This PDF is damaged, so the licence line cannot be put into it. Export it again and publish the new file.',
    { cause },
  );

/** A dictionary that several pages share must not be changed for all of them. */
export function copyOf(dict: PDFDict | undefined, context: PDFDocument['context']): PDFDict {
  const copy = context.obj({}) as PDFDict;
  for (const [key, value] of dict?.entries() ?? []) copy.set(key, value);
  return copy;
}

export function contentsOf(page: PDFPage): PDFObject[] {
  const raw = page.node.get(PDFName.of('Contents'));
  const found = raw ? page.doc.context.lookup(raw) : undefined;
  if (found instanceof PDFArray) return found.asArray();
  return found instanceof PDFStream && raw ? [raw] : [];
}

export function geometryOf(page: PDFPage): PageGeometry {
  const media = page.getMediaBox();
  const crop = page.getCropBox();
  const left = Math.max(media.x, crop.x);
  const bottom = Math.max(media.y, crop.y);
  const right = Math.min(media.x + media.width, crop.x + crop.width);
  const top = Math.min(media.y + media.height, crop.y + crop.height);
  const isVisible = right - left > 1 && top - bottom > 1;
  return {
    left: isVisible ? left : media.x,
    bottom: isVisible ? bottom : media.y,
    right: isVisible ? right : media.x + media.width,
    top: isVisible ? top : media.y + media.height,
    rotation: (((Math.round(page.getRotation().angle / 90) * 90) % 360) + 360) % 360,
    userUnit: userUnitOf(page),
  };
}

function userUnitOf(page: PDFPage): number {
  const unit = page.node.lookup(PDFName.of('UserUnit'));
  return unit instanceof PDFNumber && unit.asNumber() > 0 ? unit.asNumber() : 1;
}

export interface Outline {
  pages: string[];
  layers: string;
}

/** What must be the same before and after. */
export function outline(document: PDFDocument): Outline {
  const catalog = document.catalog;
  const layers = catalog.lookup(PDFName.of('OCProperties'));
  const names: string[] = [];
  if (layers instanceof PDFDict) {
    const groups = layers.lookup(PDFName.of('OCGs'));
    if (groups instanceof PDFArray)
      for (let index = 0; index < groups.size(); index += 1) {
        const group = groups.lookup(index);
        names.push(group instanceof PDFDict ? String(group.lookup(PDFName.of('Name'))) : 'none');
      }
  }
  const pages = document.getPages().map((page) => JSON.stringify(geometryOf(page)));
  return { pages, layers: names.join('\n') };
}

/** Throws HubError `invalid` when pages or layers are no longer what they were. */
export async function verify(bytes: Uint8Array, before: Outline): Promise<void> {
  const after = outline(await openPdf(bytes));
  if (after.layers !== before.layers || after.pages.join() !== before.pages.join())
    throw damaged('outline changed');
}
