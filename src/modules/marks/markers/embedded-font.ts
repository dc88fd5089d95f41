import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fontkit from '@cantoo/fontkit';
import type { PDFDocument, PDFFont } from '@cantoo/pdf-lib';

const face = '@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf';

let read: Uint8Array | undefined;

const readFace = (): Uint8Array => {
  read ??= new Uint8Array(readFileSync(createRequire(import.meta.url).resolve(face)));
  return read;
};

/**
 * Source Sans 3 (SIL Open Font License), of which only the letters that are used go into the document. The name's tag is
 * fixed, not random: the same copy must be the same bytes.
 */
export function embedLineFont(document: PDFDocument): Promise<PDFFont> {
  // the font is opened for each document: letters that one document made it load would change the bytes of the next
  document.registerFontkit(fontkit);
  return document.embedFont(readFace(), {
    subset: true,
    customName: 'SPNDLE+SourceSans3-Regular',
    // one letter, one sign: what is copied from the page reads as it was written
    features: { liga: false, clig: false, kern: false },
  });
}
