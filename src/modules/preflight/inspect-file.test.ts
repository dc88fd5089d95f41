import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import { type PDFDict, PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolders } from '../../../test/support/temporary-folder.ts';
import { closeInspection, inspectFile } from './inspect-file.ts';
import { makePdf, makePicture, makeZip, type PdfRecipe } from './testing/make-files.ts';

const newFolder = temporaryFolders('spindle-inspect-');
let folder: string;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(closeInspection);

async function inspect(name: string, bytes: Uint8Array, options = {}) {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return inspectFile(path, options);
}
const inspectPdf = async (recipe: PdfRecipe) => inspect(`${Math.random()}.pdf`, await makePdf(recipe));
const idsOf = (result: { findings: { checkId: string; severity: string }[] }) =>
  result.findings.map((finding) => `${finding.checkId}:${finding.severity}`);

describe('PDF', () => {
  it('passes a clean one and measures it', async () => {
    const result = await inspectPdf({
      pages: [
        [210, 297],
        [210, 297],
      ],
      font: 'embedded',
      layers: ['S', 'M', 'L'],
    });
    expect(idsOf(result)).toEqual([]);
    expect(result).toMatchObject({ kind: 'pdf', verdict: 'pass', error: null });
    expect(result.facts).toMatchObject({
      pages: 2,
      pageSizes: [
        { widthMm: 210, heightMm: 297 },
        { widthMm: 210, heightMm: 297 },
      ],
      layers: ['S', 'M', 'L'],
      isEncrypted: false,
    });
    expect(result.facts.fonts?.every((font) => font.isEmbedded)).toBe(true);
  });

  it('honours UserUnit in page sizes', async () => {
    const result = await inspectPdf({ pages: [[84.1, 118.9]], userUnit: 10 });
    expect(result.facts.pageSizes).toEqual([{ widthMm: 841, heightMm: 1189 }]);
  });

  it.each<[string, PdfRecipe, string]>([
    ['a password', { password: 'secret' }, 'pdf-encrypted:block'],
    ['restrictions only', { ownerPassword: 'secret' }, 'pdf-encrypted:warn'],
    ['a script', { script: true }, 'pdf-scripts:warn'],
    ['a launch action', { launch: true }, 'pdf-scripts:block'],
    ['fonts left out', { font: 'standard' }, 'pdf-fonts-embedded:warn'],
    [
      'pages of several sizes',
      {
        pages: [
          [210, 297],
          [216, 279],
        ],
      },
      'pdf-page-sizes:warn',
    ],
    ['a page beyond what readers show', { pages: [[6000, 300]] }, 'pdf-page-sizes:block'],
    ['a coarse picture', { picturePx: 300 }, 'image-dpi:warn'],
  ])('finds %s', async (_, recipe, id) => {
    expect(idsOf(await inspectPdf(recipe))).toEqual([id]);
  });

  it('blocks a page that is nothing but a coarse picture', async () => {
    const page = { pages: [[110, 110]] as [number, number][] };
    expect(idsOf(await inspectPdf({ ...page, picturePx: 300 }))).toEqual(['image-dpi:block']);
    expect(idsOf(await inspectPdf({ ...page, picturePx: 450 }))).toEqual(['image-dpi:warn']);
  });

  it('blocks a stream that is packed twice and swells', async () => {
    const document = await PDFDocument.create();
    const twice = deflateSync(deflateSync(Buffer.alloc(150_000_000)));
    const dict = document.context.obj({ Filter: ['FlateDecode', 'FlateDecode'], Length: twice.length });
    document
      .addPage()
      .node.set(PDFName.of('Contents'), document.context.register(PDFRawStream.of(dict as PDFDict, twice)));
    expect(idsOf(await inspect('twice.pdf', await document.save()))).toEqual(['pdf-streams:block']);
  });

  it('finds nothing in a sharp picture', async () => {
    const result = await inspectPdf({ picturePx: 1200 });
    expect(idsOf(result)).toEqual([]);
    expect(result.facts.images?.[0]?.dpi).toBeCloseTo(304.8, 0);
  });

  it('blocks a cut one', async () => {
    const whole = await makePdf({ pages: Array(20).fill([210, 297]), font: 'embedded' });
    const result = await inspect('cut.pdf', whole.subarray(0, 900));
    expect(result.verdict).toBe('block');
    expect(idsOf(result)).toContain('truncated:block');
  });
});

/** Ten archives of 8 MB of nothing each, packed once more: 80 MB from a few kB. */
function swelling(): Buffer {
  const inner = packed([['zeros.bin', Buffer.alloc(8_000_000)]]);
  return packed(Array.from({ length: 10 }, (_, index) => [`n${index}.zip`, inner]));
}

function packed(files: [string, Buffer][]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of files) {
    const body = deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(body.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), body]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, rest, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}

describe('other kinds', () => {
  it('passes a picture and blocks a cut one', async () => {
    expect((await inspect('cover.png', await makePicture())).verdict).toBe('pass');
    const jpeg = await makePicture(1500, 1500, 'jpeg');
    expect(idsOf(await inspect('cut.jpg', jpeg.subarray(0, jpeg.length / 2)))).toContain('truncated:block');
  });

  it.each([
    ['a ZIP named .pdf', 'pattern.pdf', makeZip(), 'name-fits-content:block'],
    ['an empty file', 'empty.pdf', Buffer.alloc(0), 'file-not-empty:block'],
    ['an unknown kind', 'thing.qqq', Buffer.from([1, 2, 3, 0, 255, 7]), 'known-kind:warn'],
    ['a program in an archive', 'set.zip', makeZip('setup.exe'), 'archive-safe:block'],
    ['a path out of the folder', 'set.zip', makeZip('../../evil.txt'), 'archive-safe:block'],
    ['a password on an archive', 'set.zip', makeZip('a.txt', 'x', 1), 'archive-safe:block'],
    ['a cut archive', 'set.zip', makeZip().subarray(0, 40), 'truncated:block'],
  ])('finds %s', async (_, name, bytes, id) => {
    expect(idsOf(await inspect(name, bytes))).toEqual([id]);
  });

  it('adds up what archives inside unpack to', async () => {
    expect(idsOf(await inspect('set.zip', swelling()))).toEqual(['archive-safe:block', 'archive-safe:warn']);
  });

  it('passes a good archive', async () => {
    expect(await inspect('set.zip', makeZip())).toMatchObject({ kind: 'zip', verdict: 'pass' });
  });
});

describe('a file that breaks its reader', () => {
  it('is a finding, and others are examined as if nothing had been', async () => {
    const slow = await makePdf({ pages: Array(300).fill([210, 297]), font: 'embedded' });
    const [stopped, fine] = await Promise.all([
      inspect('slow.pdf', slow, { timeoutMs: 1 }),
      inspect('fine.pdf', await makePdf()),
    ]);
    expect(idsOf(stopped)).toEqual(['could-not-be-examined:block']);
    expect(stopped.error).not.toBeNull();
    expect(fine.verdict).toBe('pass');
    expect((await inspect('slow.pdf', slow)).facts.pages).toBe(300);
  });

  it('sniffs a 2 GB sparse file without reading it whole', async () => {
    const path = join(folder, 'sparse.bin');
    const handle = await open(path, 'w');
    await handle.truncate(2 * 1024 ** 3);
    await handle.close();
    const result = await inspectFile(path);
    expect(result.kind).toBe('unknown');
    expect(idsOf(result)).toEqual(['known-kind:warn', 'file-size:warn']);
  });
});
