import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fontkit from '@cantoo/fontkit';
import { PDFDocument, PDFName, PDFNumber, PDFString, StandardFonts } from '@cantoo/pdf-lib';
import sharp from 'sharp';

const mm = 72 / 25.4;

export interface PdfRecipe {
  /** In millimetres; A4 unless said. */
  pages?: (readonly [number, number])[];
  text?: string;
  /** Left out: lines only; `standard`: Helvetica, which is not embedded. */
  font?: 'standard' | 'embedded';
  userUnit?: number;
  script?: boolean;
  launch?: boolean;
  layers?: string[];
  password?: string;
  ownerPassword?: string;
  /** Pixels across a picture that is placed 100 mm wide. */
  picturePx?: number;
}

/** A real PDF, made from its recipe. */
export async function makePdf(recipe: PdfRecipe = {}): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit as never);
  const { context, catalog } = document;
  const font =
    recipe.font === 'standard'
      ? await document.embedFont(StandardFonts.Helvetica)
      : recipe.font === 'embedded'
        ? await document.embedFont(await readFile(someFont()), { subset: true })
        : null;
  for (const [width, height] of recipe.pages ?? [[210, 297]]) {
    const page = document.addPage([width * mm, height * mm]);
    page.drawLine({ start: { x: 20, y: 20 }, end: { x: 90, y: 200 }, thickness: 1 });
    if (recipe.userUnit) page.node.set(PDFName.of('UserUnit'), PDFNumber.of(recipe.userUnit));
    if (font) page.drawText(recipe.text ?? 'Cut 2', { x: 40, y: 60, size: 18, font });
    if (recipe.picturePx) {
      const picture = await document.embedPng(await makePicture(recipe.picturePx, recipe.picturePx));
      page.drawImage(picture, { x: 50, y: 50, width: 100 * mm, height: 100 * mm });
    }
  }
  if (recipe.text && !font) document.setTitle(recipe.text);
  if (recipe.script) document.addJavaScript('hello', 'app.alert("hello")');
  if (recipe.launch) {
    catalog.set(
      PDFName.of('OpenAction'),
      context.obj({ S: PDFName.of('Launch'), F: PDFString.of('calc.exe') }),
    );
  }
  if (recipe.layers) {
    const groups = recipe.layers.map((name) =>
      context.register(context.obj({ Type: PDFName.of('OCG'), Name: PDFString.of(name) })),
    );
    catalog.set(PDFName.of('OCProperties'), context.obj({ OCGs: groups, D: { Order: groups, ON: groups } }));
  }
  if (recipe.password || recipe.ownerPassword) {
    document.encrypt({ userPassword: recipe.password ?? '', ownerPassword: recipe.ownerPassword ?? 'owner' });
  }
  return Buffer.from(await document.save({ useObjectStreams: false }));
}

const someFont = () =>
  fileURLToPath(
    import.meta.resolve('@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf'),
  );

export const makePicture = (width = 1200, height = 1200, format: 'png' | 'jpeg' = 'png'): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#a35' } })
    [format]()
    .toBuffer();

/** A ZIP with one stored entry. */
export function makeZip(name = 'readme.txt', content = 'hello', flags = 0): Buffer {
  const body = Buffer.from(content);
  const fileName = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(flags, 6);
  local.writeUInt32LE(body.length, 18);
  local.writeUInt32LE(body.length, 22);
  local.writeUInt16LE(fileName.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(flags, 8);
  entry.writeUInt32LE(body.length, 20);
  entry.writeUInt32LE(body.length, 24);
  entry.writeUInt16LE(fileName.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + fileName.length, 12);
  end.writeUInt32LE(30 + fileName.length + body.length, 16);
  return Buffer.concat([local, fileName, body, entry, fileName, end]);
}
