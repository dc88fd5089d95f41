import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  decodePDFRawStream,
  degrees,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFNumber,
  PDFRawStream,
  PDFString,
  rgb,
} from '@cantoo/pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import { sha256Hex } from '../../kit/crypto.ts';
import { inspectFile } from '../preflight/index.ts';
import {
  type Copy,
  type CopyRequest,
  closeStampPool,
  ensureCopy,
  entitlementLine,
  isBareMaster,
  marksModule,
  openCopy,
} from './index.ts';
import { placeLine } from './markers/line-geometry.ts';
import { readText } from './testing/read-text.ts';

let test: TestHost;
beforeAll(async () => {
  test = await createTestHost({ modules: [marksModule], jobs: false });
});
afterAll(async () => {
  await closeStampPool();
  await test.close();
});

/** Three pages of different make, with two layers that a reader can switch. */
async function layeredPdf(seed = 'a'): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const { context } = document;
  const groups = ['Size 36', 'Size 38'].map((name) =>
    context.register(context.obj({ Type: 'OCG', Name: PDFString.of(name) })),
  );
  document.catalog.set(
    PDFName.of('OCProperties'),
    context.obj({ OCGs: groups, D: { Order: groups, ON: [groups[0]], OFF: [groups[1]] } }),
  );
  const plain = document.addPage([595.28, 841.89]);
  plain.drawRectangle({ x: 100, y: 100, width: 72, height: 72, color: rgb(1, 0, 0) });
  const turned = document.addPage([841.89, 595.28]);
  turned.setRotation(degrees(90));
  turned.setCropBox(20, 30, 700, 500);
  const huge = document.addPage([1000, 1400]);
  huge.node.set(PDFName.of('UserUnit'), PDFNumber.of(2));
  document.setSubject(seed);
  return document.save();
}

async function put(
  bytes: Uint8Array,
  contentType: string,
): Promise<Pick<CopyRequest, 'masterSha256' | 'contentType'>> {
  const { sha256, sizeBytes } = await test.host.ports.storage.put(Readable.from([Buffer.from(bytes)]));
  const { asset } = await import('../../db/tables/index.ts');
  await test.host.db
    .insert(asset)
    .values({ sha256, sizeBytes, kind: 'any', contentType })
    .onConflictDoNothing();
  return { masterSha256: sha256, contentType };
}

const bytesOf = (copy: Copy): Promise<Buffer> => buffer(openCopy(test.host, copy));

const subject = () => ({ kind: 'entitlement' as const, id: randomUUID() });

async function firstContent(bytes: Uint8Array): Promise<string> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  const array = document.getPage(0).node.lookup(PDFName.of('Contents'), PDFArray);
  return array
    .asArray()
    .map((ref) => document.context.lookup(ref))
    .map((one) =>
      one instanceof PDFRawStream ? Buffer.from(decodePDFRawStream(one).decode()).toString('latin1') : '',
    )
    .join('\n');
}

describe('a copy of a PDF', () => {
  it('keeps pages, boxes, units, rotation and layers, and carries the line on every page', async () => {
    const bytes = await layeredPdf();
    const master = await put(bytes, 'application/pdf');
    const copy = await ensureCopy(test.host, {
      ...master,
      subject: subject(),
      line: entitlementLine('K7Q2M-9XA4B'),
    });
    const marked = await bytesOf(copy);
    const before = await PDFDocument.load(bytes, { updateMetadata: false });
    const after = await PDFDocument.load(marked, { updateMetadata: false });
    const shape = (document: PDFDocument) =>
      document.getPages().map((page) => ({
        media: page.getMediaBox(),
        crop: page.getCropBox(),
        rotation: page.getRotation().angle,
        unit: String(page.node.get(PDFName.of('UserUnit'))),
      }));
    expect(shape(after)).toEqual(shape(before));
    const layers = after.catalog.lookup(PDFName.of('OCProperties'), PDFDict);
    const names = layers.lookup(PDFName.of('OCGs'), PDFArray);
    expect([0, 1].map((index) => String(names.lookup(index, PDFDict).get(PDFName.of('Name'))))).toEqual([
      '(Size 36)',
      '(Size 38)',
    ]);
    expect(layers.lookup(PDFName.of('D'), PDFDict).lookup(PDFName.of('OFF'), PDFArray).size()).toBe(1);
    const line = `Licensed to order K7Q2M-9XA4B · ${copy.code}`;
    for (const page of await readText(marked)) expect(page).toContain(line);
    expect(await firstContent(marked)).toContain('1 0 0 rg');
  });

  it('carries its own letters, so that the checks find nothing new in it', async () => {
    const bytes = await layeredPdf('letters');
    const master = await put(bytes, 'application/pdf');
    const line = 'Sold through Ателье Łódź & Ράμμα 糸';
    const copy = await ensureCopy(test.host, { ...master, subject: subject(), line });
    const marked = await bytesOf(copy);
    for (const page of await readText(marked))
      expect(page).toContain(`Sold through Ателье Łódź & Ράμμα · ${copy.code}`);
    const inspect = async (sha256: string) => {
      const { path, release } = await test.host.ports.storage.localPath(sha256);
      const { facts, findings } = await inspectFile(path, { name: null });
      await release();
      return { fonts: facts.fonts, findings: findings.map(({ checkId, page }) => ({ checkId, page })) };
    };
    const after = await inspect(copy.sha256);
    expect(after.findings).toEqual((await inspect(master.masterSha256)).findings);
    expect(after.fonts).toEqual([{ name: expect.stringContaining('SourceSans3'), isEmbedded: true }]);
    expect(copy.sizeBytes - bytes.length).toBeLessThan(12_000);
  });

  it('is the same bytes for the same subject and other bytes for another', async () => {
    const master = await put(await layeredPdf('same'), 'application/pdf');
    const one = { ...master, subject: subject(), line: 'Licensed to order A' };
    const first = await ensureCopy(test.host, one);
    await test.host.ports.storage.remove(first.sha256);
    // another document's letters in between must not change this one's
    await ensureCopy(test.host, { ...one, subject: subject(), line: 'Ράμμα Ателье' });
    const again = await ensureCopy(test.host, one);
    const other = await ensureCopy(test.host, { ...one, subject: subject() });
    expect(again).toEqual(first);
    expect(other.sha256).not.toBe(first.sha256);
    expect(sha256Hex(await bytesOf(again))).toBe(first.sha256);
  });

  it('shares all but some hundred bytes with the other copies for orders, and comes back from what is kept', async () => {
    const master = await put(await layeredPdf('shared'), 'application/pdf');
    const copies = [];
    for (const code of ['K7Q2M-9XA4B', '00000-00000'])
      copies.push(
        await ensureCopy(test.host, { ...master, subject: subject(), line: entitlementLine(code) }),
      );
    for (const copy of copies) {
      const bytes = await bytesOf(copy);
      expect(sha256Hex(bytes)).toBe(copy.sha256);
      expect(bytes).toHaveLength(copy.sizeBytes);
      expect(await test.host.ports.storage.size(copy.sha256)).toBeNull();
      const own = copy.pieces?.flatMap((piece) => ('own' in piece ? piece.own.length : [])) ?? [];
      expect(own.reduce((sum, length) => sum + length, 0)).toBeLessThan(2500);
    }
    const shared = copies.map(({ pieces }) =>
      pieces?.flatMap((piece) => ('own' in piece ? [] : piece.sha256)),
    );
    expect(new Set(shared.flat()).size).toBe(1);
    const [first] = copies as [Copy];
    // what is shared was lost: it is made again, and the copy is what it was
    const before = await bytesOf(first);
    await test.host.ports.storage.remove(shared.flat()[0] as string);
    const { copy } = await import('../../db/tables/index.ts');
    const [row] = (await test.host.db.select().from(copy)).filter((one) => one.sha256 === first.sha256);
    const again = await ensureCopy(test.host, {
      ...master,
      subject: { kind: 'entitlement', id: row?.subjectId as string },
      line: entitlementLine('K7Q2M-9XA4B'),
    });
    expect((await bytesOf(again)).equals(before)).toBe(true);
  });

  it('is stored whole where the store hands files out itself, and for a shop', async () => {
    const master = await put(await layeredPdf('whole'), 'application/pdf');
    const { storage } = test.host.ports;
    const host = {
      ...test.host,
      ports: { ...test.host.ports, storage: { ...storage, signedUrl: async () => 'https://files.example' } },
    };
    const line = entitlementLine('K7Q2M-9XA4B');
    const one = await ensureCopy(host, { ...master, subject: subject(), line });
    const shop = { kind: 'channel' as const, id: randomUUID() };
    const other = await ensureCopy(test.host, { ...master, subject: shop, line });
    for (const copy of [one, other]) expect(await storage.size(copy.sha256)).toBe(copy.sizeBytes);
  });

  it.each(['1.4', '1.7'])('keeps to the tables of its version: PDF %s', async (version) => {
    const source = Buffer.from(await layeredPdf(`version ${version}`));
    const bytes = Buffer.from(
      await (await PDFDocument.load(source)).save({
        useObjectStreams: version !== '1.4',
        addDefaultPage: false,
      }),
    );
    bytes.write(`%PDF-${version}`, 0, 'latin1');
    const master = await put(bytes, 'application/pdf');
    const copy = await ensureCopy(test.host, { ...master, subject: subject(), line: entitlementLine('A-B') });
    const marked = await bytesOf(copy);
    expect(marked.toString('latin1').includes('\nxref\n0 ')).toBe(version === '1.4');
    expect(marked.toString('latin1').match(/startxref/g)).toHaveLength(1);
    for (const page of await readText(marked)) expect(page).toContain(copy.code);
  });

  it('is made once when ten ask at the same time', async () => {
    const master = await put(await layeredPdf('ten'), 'application/pdf');
    const request = { ...master, subject: subject(), line: 'Licensed to order A' };
    const copies = await Promise.all(Array.from({ length: 10 }, () => ensureCopy(test.host, request)));
    expect(new Set(copies.map((copy) => copy.sha256)).size).toBe(1);
    const { copy } = await import('../../db/tables/index.ts');
    const rows = await test.host.db.select().from(copy);
    expect(rows.filter((row) => row.subjectId === request.subject.id)).toHaveLength(1);
  });

  it('is refused with a sentence when the PDF is protected or damaged', async () => {
    const document = await PDFDocument.load(await layeredPdf('locked'));
    document.encrypt({ userPassword: 'secret', ownerPassword: 'secret' });
    const locked = await put(await document.save(), 'application/pdf');
    const cut = await put((await layeredPdf('cut')).slice(0, 300), 'application/pdf');
    const ask = (master: typeof cut) => ensureCopy(test.host, { ...master, subject: subject(), line: 'x' });
    await expect(ask(locked)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('password'),
    });
    await expect(ask(cut)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/damaged|no pages/),
    });
  });
});

/** Path → bytes of an archive, folders left out. */
async function unzip(bytes: Uint8Array): Promise<Map<string, Buffer>> {
  const archive = await fromBufferPromise(Buffer.from(bytes), { lazyEntries: true, autoClose: false });
  const files = new Map<string, Buffer>();
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const chunks: Buffer[] = [];
    for await (const chunk of await archive.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    files.set(entry.fileName, Buffer.concat(chunks));
  }
  return files;
}

async function zip(files: Record<string, Uint8Array>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, bytes] of Object.entries(files)) archive.addBuffer(Buffer.from(bytes), name);
  archive.end();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe('a copy of an archive', () => {
  const ask = async (bytes: Uint8Array, of = subject()) =>
    ensureCopy(test.host, {
      ...(await put(bytes, 'application/zip')),
      subject: of,
      line: 'Licensed to order A',
      name: 'pattern.zip',
    });

  it('has every PDF marked, whatever its name and depth, and the rest as it was', async () => {
    const drawing = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${' '.repeat(5000)}</svg>`);
    const files = {
      'a4/größe.pdf': await layeredPdf('inside'),
      'no-ending': await layeredPdf('nameless'),
      'svg/sleeve.svg': drawing,
      '__MACOSX/._x.pdf': Buffer.from([0, 5, 22, 7, 0, 2]),
      'Licence.txt': Buffer.from('mine'),
      'more.zip': await zip({ 'deep.pdf': await layeredPdf('deep'), 'readme.txt': Buffer.from('read me') }),
      'plain.zip': await zip({ 'readme.txt': Buffer.from('nothing to mark') }),
    };
    const of = subject();
    const master = await zip(files);
    const copy = await ask(master, of);
    expect(copy.contentType).toBe('application/zip');
    const inside = await unzip(await bytesOf(copy));
    expect([...inside.keys()].sort()).toEqual([...Object.keys(files), 'licence-2.txt'].sort());
    const line = `Licensed to order A · ${copy.code}`;
    expect(inside.get('licence-2.txt')?.toString()).toContain(line);
    const deeper = await unzip(inside.get('more.zip') ?? Buffer.alloc(0));
    for (const bytes of [inside.get('a4/größe.pdf'), inside.get('no-ending'), deeper.get('deep.pdf')])
      for (const page of await readText(bytes ?? Buffer.alloc(0))) expect(page).toContain(line);
    expect(deeper.get('readme.txt')?.toString()).toBe('read me');
    for (const name of ['svg/sleeve.svg', '__MACOSX/._x.pdf', 'Licence.txt', 'plain.zip'] as const)
      expect(inside.get(name)?.equals(Buffer.from(files[name]))).toBe(true);
    await test.host.ports.storage.remove(copy.sha256);
    expect((await ask(master, of)).sha256).toBe(copy.sha256);
  });

  it('is refused with a sentence when something in it cannot be marked or looked into', async () => {
    const cut = (await layeredPdf('cut inside')).slice(0, 300);
    const level = async (bytes: Uint8Array) => zip({ 'inner.zip': bytes });
    const bomb = await zip({ 'zeros.bin': Buffer.alloc(60_000_000) });
    const refused: [Uint8Array, RegExp][] = [
      [await zip({ 'cut.pdf': cut }), /cut\.pdf in the archive: .*(damaged|no pages)/],
      [await zip({ 'x.7z': Buffer.from('7z\xbc\xaf\x27\x1c and so on', 'latin1') }), /x\.7z/],
      [await level(await level(await level(await zip({ 'a.pdf': cut })))), /inside archives/],
      [bomb, /60 MB/],
      [await level(bomb), /60 MB/],
      [(await zip({ 'a.pdf': await layeredPdf('torn') })).subarray(0, 400), /damaged/],
      [
        await zip(Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`${i}`, Buffer.alloc(0)]))),
        /2000/,
      ],
    ];
    for (const [bytes, message] of refused)
      await expect(ask(bytes)).rejects.toMatchObject({
        code: 'invalid',
        message: expect.stringMatching(message),
      });
  });

  it('counts a copy of another marker for nothing and one of an older version as good', async () => {
    const { copy } = await import('../../db/tables/index.ts');
    const bytes = await zip({ 'a.pdf': await layeredPdf('older') });
    const { masterSha256 } = await put(bytes, 'application/zip');
    const of = subject();
    const row = {
      masterSha256,
      subjectKind: of.kind,
      subjectId: of.id,
      code: 'x',
      sha256: masterSha256,
      sizeBytes: bytes.length,
      contentType: 'application/zip',
      madeAt: new Date(0),
    };
    await test.host.db.insert(copy).values({ ...row, marker: 'licence-archive/1' });
    expect((await ask(bytes, of)).sha256).not.toBe(masterSha256);
    const older = { kind: 'entitlement' as const, id: randomUUID() };
    const [kept, gone] = [await test.host.ports.storage.put(Buffer.from('kept')), '0'.repeat(64)];
    await test.host.db
      .insert(copy)
      .values({ ...row, subjectId: older.id, sha256: kept.sha256, marker: 'marked-archive/0' });
    expect((await ask(bytes, older)).sha256).toBe(kept.sha256);
    const lost = { kind: 'entitlement' as const, id: randomUUID() };
    await test.host.db
      .insert(copy)
      .values({ ...row, subjectId: lost.id, sha256: gone, marker: 'marked-archive/0' });
    const again = await ask(bytes, lost);
    expect(await test.host.ports.storage.size(again.sha256)).toBe(again.sizeBytes);
    expect(await ask(bytes, lost)).toEqual(again);
  });
});

describe('a copy of anything else', () => {
  it('is an archive with the file and a licence text, the same each time', async () => {
    const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
    const master = await put(bytes, 'image/svg+xml');
    const request = { ...master, subject: subject(), line: 'Licensed to order A', name: 'sleeve.svg' };
    const copy = await ensureCopy(test.host, request);
    const archive = Buffer.from(await bytesOf(copy));
    expect(copy.contentType).toBe('application/zip');
    expect(archive.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
    expect(archive.includes(bytes)).toBe(true);
    expect(archive.includes('sleeve.svg')).toBe(true);
    expect(archive.includes(`Licensed to order A · ${copy.code}`)).toBe(true);
    await test.host.ports.storage.remove(copy.sha256);
    expect((await ensureCopy(test.host, request)).sha256).toBe(copy.sha256);
  });

  it('tells a bare master from a copy', async () => {
    const master = await put(Buffer.from('plain text'), 'text/plain');
    const copy = await ensureCopy(test.host, { ...master, subject: subject(), line: 'x' });
    expect(await isBareMaster(test.host.db, master.masterSha256)).toBe(true);
    expect(await isBareMaster(test.host.db, copy.sha256)).toBe(false);
  });
});

describe('the place of the line', () => {
  const box = { left: 10, bottom: 20, right: 610, top: 820, userUnit: 1 };

  it('lies inside the visible box whatever the rotation', () => {
    for (const rotation of [0, 90, 180, 270]) {
      const { matrix, size } = placeLine({ ...box, rotation }, 20);
      const [a, b, , , x, y] = matrix;
      const end = { x: x + a * 20 * size, y: y + b * 20 * size };
      for (const point of [{ x, y }, end]) {
        expect(point.x).toBeGreaterThan(box.left);
        expect(point.x).toBeLessThan(box.right);
        expect(point.y).toBeGreaterThan(box.bottom);
        expect(point.y).toBeLessThan(box.top);
      }
    }
  });

  it('has the same size on paper whatever the unit, and shrinks on a tiny page', () => {
    const plain = placeLine({ ...box, rotation: 0 }, 20);
    expect(placeLine({ ...box, rotation: 0, userUnit: 10 }, 20).size * 10).toBeCloseTo(plain.size);
    expect(
      placeLine({ left: 0, bottom: 0, right: 30, top: 20, rotation: 0, userUnit: 1 }, 20).size * 20,
    ).toBeLessThan(30);
  });
});
