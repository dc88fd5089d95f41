import {
  PDFCatalog,
  PDFDict,
  type PDFDocument,
  PDFInvalidObject,
  PDFName,
  type PDFObject,
  PDFObjectStream,
  PDFPageLeaf,
  PDFPageTree,
  PDFRawStream,
  type PDFRef,
  PDFStream,
} from '@cantoo/pdf-lib';
import { type Entry, streamRow, tableRow } from './xref-rows.ts';

const perStream = 50;

/** A document without its own end: objects up to `largest`, and where each stands. */
export interface PdfBody {
  bytes: Buffer;
  /** Rows of the cross-reference table for the objects 0 to `largest`, in the form that the document's version asks for. */
  entries: Buffer;
  largest: number;
  /** Cross-reference stream (PDF 1.5 and on) or plain table. */
  isStream: boolean;
}

/** The number that the last object will have when the document as it is now is written. */
export function largestWhenWritten({ context }: PDFDocument): number {
  const packed = isPacking(context)
    ? context.enumerateIndirectObjects().filter(([ref, object]) => mayBePacked(ref, object)).length
    : 0;
  return context.largestObjectNumber + Math.ceil(packed / perStream);
}

/**
 * Writes every object of a document, and no cross-reference table: whoever adds the last objects writes that. Objects that
 * may be packed are packed where the version allows it (ISO 32000-2, 7.5.7).
 */
export function writeBody({ context }: PDFDocument): PdfBody {
  const isStream = isPacking(context);
  const entries = new Map<number, Entry>();
  const parts: Buffer[] = [];
  let size = 0;
  const push = (part: Buffer): void => {
    parts.push(part);
    size += part.length;
  };
  const write = (ref: PDFRef, object: PDFObject): void => {
    entries.set(ref.objectNumber, { kind: 'at', offset: size, generation: ref.generationNumber });
    push(Buffer.from(`${ref.objectNumber} ${ref.generationNumber} obj\n`));
    push(bytesOf(object));
    push(Buffer.from('\nendobj\n\n'));
  };
  push(Buffer.concat([bytesOf(context.header), Buffer.from('\n\n')]));
  const packed: [PDFRef, PDFObject][] = [];
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    if (isContainer(object)) continue;
    if (isStream && mayBePacked(ref, object)) packed.push([ref, object]);
    else write(ref, object);
  }
  for (let from = 0; from < packed.length; from += perStream) {
    const chunk = packed.slice(from, from + perStream);
    const ref = context.nextRef();
    write(ref, PDFObjectStream.withContextAndObjects(context, chunk, true));
    for (const [index, [inner]] of chunk.entries())
      entries.set(inner.objectNumber, { kind: 'in', stream: ref.objectNumber, index });
  }
  const largest = context.largestObjectNumber;
  const rows = Array.from(
    { length: largest + 1 },
    (_, number): Entry => entries.get(number) ?? { kind: 'free' },
  );
  return {
    bytes: Buffer.concat(parts),
    entries: Buffer.concat(rows.map(isStream ? streamRow : tableRow)),
    largest,
    isStream,
  };
}

function isPacking(context: PDFDocument['context']): boolean {
  const [major, minor] = context.header.getVersionString().split('.').map(Number);
  return (major ?? 1) > 1 || (minor ?? 0) >= 5;
}

/** What held objects in the file that was read: they stand on their own now. */
function isContainer(object: PDFObject): boolean {
  if (!(object instanceof PDFRawStream)) return false;
  const type = object.dict.lookup(PDFName.of('Type'));
  return type === PDFName.of('XRef') || type === PDFName.of('ObjStm');
}

const mayBePacked = (ref: PDFRef, object: PDFObject): boolean =>
  ref.generationNumber === 0 &&
  ![PDFStream, PDFInvalidObject, PDFCatalog, PDFPageTree, PDFPageLeaf].some(
    (kind) => object instanceof kind,
  ) &&
  !(object instanceof PDFDict && object.lookup(PDFName.of('Type')) === PDFName.of('Sig'));

function bytesOf(part: {
  sizeInBytes(): number;
  copyBytesInto(buffer: Uint8Array, offset: number): number;
}): Buffer {
  const bytes = Buffer.alloc(part.sizeInBytes());
  part.copyBytesInto(bytes, 0);
  return bytes;
}
