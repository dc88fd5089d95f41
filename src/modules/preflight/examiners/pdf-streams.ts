import { inflateSync } from 'node:zlib';
import { PDFArray, type PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib';

const mostBytes = 100_000_000;
const mostStreams = 50;
const flate = [PDFName.of('FlateDecode'), PDFName.of('Fl')];

/**
 * Whether a stream that is deflated twice or more unpacks to over 100 MB. Once deflated, a file of some size can only
 * grow a thousandfold; each further time multiplies that, and no drawing program does it.
 */
export function hasStreamBomb(document: PDFDocument): boolean {
  let seen = 0;
  for (const [, object] of document.context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFRawStream)) continue;
    const filters = object.dict.lookup(PDFName.of('Filter'));
    if (!(filters instanceof PDFArray) || filters.size() < 2) continue;
    const times = filters.asArray().findIndex((one) => !flate.includes(one as PDFName));
    const layers = times < 0 ? filters.size() : times;
    if (layers < 2) continue;
    seen += 1;
    if (seen > mostStreams || unpacksTooFar(object.contents, layers)) return true;
  }
  return false;
}

function unpacksTooFar(bytes: Uint8Array, layers: number): boolean {
  let inside = bytes;
  for (let layer = 0; layer < layers; layer += 1) {
    try {
      inside = inflateSync(inside, { maxOutputLength: mostBytes });
    } catch (error) {
      return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    }
  }
  return false;
}
