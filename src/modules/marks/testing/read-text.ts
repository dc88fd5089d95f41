import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { init } from '@embedpdf/pdfium';

/** What a reader finds on each page of a PDF, in its own letters. */
export async function readText(bytes: Uint8Array): Promise<string[]> {
  const wasm = await readFile(fileURLToPath(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm')));
  const api = await init({ wasmBinary: new Uint8Array(wasm).buffer as ArrayBuffer });
  api.PDFiumExt_Init();
  const { malloc } = api.pdfium.wasmExports;
  const memory = api.pdfium as unknown as { HEAPU8: Uint8Array };
  const file = malloc(bytes.length);
  memory.HEAPU8.set(bytes, file);
  const document = api.FPDF_LoadMemDocument(file, bytes.length, '');
  if (document === 0) throw new Error('PDFium cannot open the file');
  return Array.from({ length: api.FPDF_GetPageCount(document) }, (_, index) => {
    const text = api.FPDFText_LoadPage(api.FPDF_LoadPage(document, index));
    const letters = api.FPDFText_CountChars(text);
    const to = malloc(2 * letters + 2);
    api.FPDFText_GetText(text, 0, letters, to);
    return Buffer.from(memory.HEAPU8.slice(to, to + 2 * letters)).toString('utf16le');
  });
}
