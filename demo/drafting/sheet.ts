import { PDFDict, PDFDocument, type PDFFont, PDFName, type PDFRef, PDFString } from '@cantoo/pdf-lib';
import { faces, parsedFontkit } from './faces.ts';
import { Pen } from './pen.ts';

export interface Fonts {
  regular: PDFFont;
  bold: PDFFont;
}

/** One PDF being drawn: true scale, embedded fonts, one optional-content layer per size. */
export interface Sheet {
  doc: PDFDocument;
  fonts: Fonts;
  /** In the order of the sizes; drawn inside `pen.layer(index)`. */
  layers: PDFRef[];
  addPage(widthMm: number, heightMm: number, draw: (pen: Pen) => void): void;
  bytes(): Promise<Uint8Array>;
}

/** Fixed, so that the same input gives the same bytes. */
const DRAFTED_AT = new Date('2026-01-15T09:00:00Z');

const LETTERS = `${String.fromCharCode(...Array.from({ length: 95 }, (_, at) => 32 + at))}· fi fl ff ffi ffl ft tt`;

export async function openSheet(about: {
  title: string;
  subject: string;
  keywords: string[];
  layers: string[];
}): Promise<Sheet> {
  const doc = await PDFDocument.create({ updateMetadata: false });
  doc.registerFontkit(parsedFontkit);
  doc.setTitle(about.title, { showInWindowTitleBar: true });
  doc.setSubject(about.subject);
  doc.setKeywords(about.keywords);
  doc.setAuthor('Demo Drafting Table');
  doc.setCreator('FreeSewing 4.10.2');
  doc.setProducer('demo/drafting');
  doc.setLanguage('en');
  doc.setCreationDate(DRAFTED_AT);
  doc.setModificationDate(DRAFTED_AT);
  const fonts: Fonts = {
    regular: await doc.embedFont(faces.regular.bytes, { subset: true }),
    bold: await doc.embedFont(faces.bold.bytes, { subset: true }),
  };
  // Subset glyph numbers follow first use: taking all letters first keeps a page's bytes independent of the
  // words on the pages before it.
  for (const font of Object.values(fonts)) font.encodeText(LETTERS);
  const shaped = new Map<string, { width: number; code: string }>();
  const layers = addLayers(doc, about.layers);
  return {
    doc,
    fonts,
    layers,
    addPage(widthMm, heightMm, draw) {
      const pen = new Pen(heightMm, fonts, shaped);
      draw(pen);
      const page = doc.addPage([(widthMm * 72) / 25.4, (heightMm * 72) / 25.4]);
      page.node.set(PDFName.of('Contents'), doc.context.register(doc.context.flateStream(pen.content())));
      const { Font } = page.node.normalizedEntries();
      for (const [name, font] of Object.entries(fonts)) Font.set(PDFName.of(name), font.ref);
      const properties = doc.context.obj({});
      for (const [index, layer] of layers.entries()) properties.set(PDFName.of(`L${index}`), layer);
      if (layers.length > 0) page.node.Resources()?.set(PDFName.of('Properties'), properties);
    },
    bytes: () => doc.save({ useObjectStreams: true, addDefaultPage: false, updateFieldAppearances: false }),
  };
}

function addLayers(doc: PDFDocument, names: string[]): PDFRef[] {
  if (names.length === 0) return [];
  const { context } = doc;
  const refs = names.map((name) => {
    const group = PDFDict.withContext(context);
    group.set(PDFName.of('Type'), PDFName.of('OCG'));
    group.set(PDFName.of('Name'), PDFString.of(name));
    return context.register(group);
  });
  doc.catalog.set(
    PDFName.of('OCProperties'),
    context.obj({
      OCGs: refs,
      D: { Name: PDFString.of('Sizes'), BaseState: 'ON', ON: refs, Order: refs, ListMode: 'AllPages' },
    }),
  );
  doc.catalog.set(PDFName.of('PageMode'), PDFName.of('UseOC'));
  return refs;
}
