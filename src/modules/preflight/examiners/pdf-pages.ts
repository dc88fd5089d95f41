import type { Facts } from '../check.ts';
import { type Pdfium, withPdfium } from './pdfium.ts';

const pointMm = 25.4 / 72;
/** Pages whose objects are looked at, and objects in all: a book of scans must not take minutes. */
const mostPages = 80;
const mostObjects = 100_000;
const objectText = 1;
const objectImage = 3;
const objectForm = 5;
const errorPassword = 4;

type Matrix = [number, number, number, number, number, number];

/** What PDFium sees of a file: pages, boxes, fonts and pictures as placed. Sizes still lack UserUnit. */
export function readPages(bytes: Uint8Array): Promise<Facts> {
  return withPdfium((pdfium) =>
    pdfium.borrow(bytes, (address) => {
      const document = pdfium.api.FPDF_LoadMemDocument(address, bytes.length, '');
      if (document === 0) {
        const code = pdfium.api.FPDF_GetLastError();
        return code === errorPassword
          ? { isEncrypted: true, isLocked: true }
          : { problems: { pdfium: `cannot open (${code})` } };
      }
      try {
        return readDocument(pdfium, document);
      } finally {
        pdfium.api.FPDF_CloseDocument(document);
      }
    }),
  );
}

function readDocument(pdfium: Pdfium, document: number): Facts {
  const { api } = pdfium;
  const pages = api.FPDF_GetPageCount(document);
  const fonts = new Map<string, boolean>();
  const images: NonNullable<Facts['images']> = [];
  const pageSizes: NonNullable<Facts['pageSizes']> = [];
  const budget = { objects: mostObjects };
  let unreadable = 0;
  for (let index = 0; index < Math.min(pages, 500); index += 1) {
    pageSizes.push(
      pdfium.borrow(8, (size) => {
        api.FPDF_GetPageSizeByIndexF(document, index, size);
        return { widthMm: pdfium.float(size) * pointMm, heightMm: pdfium.float(size + 4) * pointMm };
      }),
    );
    if (index >= mostPages || budget.objects <= 0) continue;
    const page = api.FPDF_LoadPage(document, index);
    if (page === 0) {
      unreadable += 1;
      continue;
    }
    const count = api.FPDFPage_CountObjects(page);
    const see = (object: number, outer: Matrix, depth: number): void => {
      budget.objects -= 1;
      if (budget.objects <= 0) return;
      const type = api.FPDFPageObj_GetType(object);
      if (type === objectText) seeFont(pdfium, object, fonts);
      else if (type === objectImage) seeImage(pdfium, object, outer, index + 1, images);
      else if (type === objectForm && depth < 6) {
        const inner = multiply(matrixOf(pdfium, object), outer);
        const inside = api.FPDFFormObj_CountObjects(object);
        for (let i = 0; i < inside && budget.objects > 0; i += 1)
          see(api.FPDFFormObj_GetObject(object, i), inner, depth + 1);
      }
    };
    for (let i = 0; i < count && budget.objects > 0; i += 1)
      see(api.FPDFPage_GetObject(page, i), [1, 0, 0, 1, 0, 0], 0);
    api.FPDF_ClosePage(page);
  }
  const version = pdfium.borrow(4, (at) => (api.FPDF_GetFileVersion(document, at) ? pdfium.int(at) : 0));
  return {
    pages,
    pageSizes,
    fonts: [...fonts].map(([name, isEmbedded]) => ({ name, isEmbedded })),
    images,
    attachments: api.FPDFDoc_GetAttachmentCount(document),
    actions: api.FPDFDoc_GetJavaScriptActionCount(document) > 0 ? ['JavaScript'] : [],
    ...(version > 0 ? { pdfVersion: `${Math.floor(version / 10)}.${version % 10}` } : {}),
    ...(api.FPDF_GetSecurityHandlerRevision(document) >= 0 ? { isEncrypted: true } : {}),
    ...(unreadable > 0 ? { problems: { pages: `${unreadable} pages cannot be read` } } : {}),
  };
}

function seeFont(pdfium: Pdfium, object: number, fonts: Map<string, boolean>): void {
  const font = pdfium.api.FPDFTextObj_GetFont(object);
  if (font === 0 || fonts.size > 200) return;
  const name = pdfium.borrow(256, (at) => {
    const length = pdfium.api.FPDFFont_GetBaseFontName(font, at, 256);
    return length > 1 && length <= 256 ? pdfium.text(at) : '';
  });
  const isEmbedded = pdfium.api.FPDFFont_GetIsEmbedded(font) === 1;
  fonts.set(name || 'a font without a name', (fonts.get(name) ?? true) && isEmbedded);
}

function seeImage(
  pdfium: Pdfium,
  object: number,
  outer: Matrix,
  page: number,
  images: NonNullable<Facts['images']>,
): void {
  if (images.length >= 500) return;
  const [widthPx, heightPx] = pdfium.borrow(8, (at) =>
    pdfium.api.FPDFImageObj_GetImagePixelSize(object, at, at + 4)
      ? [pdfium.int(at), pdfium.int(at + 4)]
      : [0, 0],
  );
  const [a, b, c, d] = multiply(matrixOf(pdfium, object), outer);
  const width = Math.hypot(a, b);
  const height = Math.hypot(c, d);
  if (!widthPx || !heightPx || width < 0.01 || height < 0.01) return;
  images.push({
    page,
    widthPx,
    heightPx,
    dpi: Math.min((widthPx / width) * 72, (heightPx / height) * 72),
    widthMm: width * pointMm,
    heightMm: height * pointMm,
  });
}

function matrixOf(pdfium: Pdfium, object: number): Matrix {
  return pdfium.borrow(24, (at) =>
    pdfium.api.FPDFPageObj_GetMatrix(object, at)
      ? ([0, 4, 8, 12, 16, 20].map((offset) => pdfium.float(at + offset)) as Matrix)
      : [1, 0, 0, 1, 0, 0],
  );
}

const multiply = (m: Matrix, n: Matrix): Matrix => [
  m[0] * n[0] + m[1] * n[2],
  m[0] * n[1] + m[1] * n[3],
  m[2] * n[0] + m[3] * n[2],
  m[2] * n[1] + m[3] * n[3],
  m[4] * n[0] + m[5] * n[2] + n[4],
  m[4] * n[1] + m[5] * n[3] + n[5],
];
