import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { designs, draftDesign } from './index.ts';
import { type ReadPdf, readPdf, squaresMm } from './testing.ts';

const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) < 0.1;

async function drafted(id: string, erratum = false): Promise<Map<string, Uint8Array>> {
  const { files } = await draftDesign(id, { erratum });
  return new Map(files.map(({ name, bytes }) => [name, bytes]));
}

const bytesOf = (files: Map<string, Uint8Array>, name: string): Uint8Array => {
  const bytes = files.get(name);
  if (!bytes) throw new Error(`no ${name} among ${[...files.keys()].join(', ')}`);
  return bytes;
};

function expectTestSquares(pdf: ReadPdf): void {
  const squares = squaresMm(pdf.contents[0] ?? '');
  for (const side of [25.4, 50]) {
    expect(squares.filter(({ width, height }) => near(width, side) && near(height, side))).toHaveLength(1);
  }
}

describe.each(designs.map((design) => [design.id, design] as const))('%s', (id, design) => {
  it('has true-scale A4 and A0 files with a layer a size, and a cover', async () => {
    const files = await drafted(id);
    expect([...files.keys()]).toEqual([
      `${id}-a4.pdf`,
      `${id}-a0.pdf`,
      `${id}-instructions.pdf`,
      `${id}-cover.png`,
    ]);
    expect(design.sizes.length).toBeGreaterThanOrEqual(5);
    for (const [name, width, height] of [
      [`${id}-a4.pdf`, 210, 297],
      [`${id}-a0.pdf`, 841, 1189],
    ] as const) {
      const bytes = bytesOf(files, name);
      expect(bytes.length).toBeLessThan(3_000_000);
      const pdf = await readPdf(bytes);
      for (const page of pdf.pagesMm) expect(near(page[0], width) && near(page[1], height)).toBe(true);
      expect(pdf.layers).toEqual(design.sizes);
      expect(pdf.hiddenLayers).toBe(0);
      for (const index of design.sizes.keys()) {
        expect(pdf.contents.some((content) => content.includes(`/OC /L${index} BDC\nq`))).toBe(true);
      }
      expect(pdf.fontsEmbedded).toEqual([true, true]);
      expectTestSquares(pdf);
    }
    const instructions = await readPdf(bytesOf(files, `${id}-instructions.pdf`));
    expect(instructions.fontsEmbedded).toEqual([true, true]);
    expect(instructions.pagesMm).toHaveLength(2);
    const cover = await sharp(bytesOf(files, `${id}-cover.png`)).metadata();
    expect(cover).toMatchObject({ format: 'png', width: 2400, height: 1800 });
  });
});

describe('drafting again', () => {
  it('gives the same bytes', async () => {
    const [one, two] = [await drafted('diana'), await drafted('diana')];
    for (const [name, bytes] of one) expect(Buffer.compare(bytes, bytesOf(two, name)), name).toBe(0);
  });

  it('with the erratum changes the A4 file alone, and neither its pages nor its layers', async () => {
    const [first, corrected] = [await drafted('huey'), await drafted('huey', true)];
    const changed = [...first].filter(
      ([name, bytes]) => Buffer.compare(bytes, bytesOf(corrected, name)) !== 0,
    );
    expect(changed.map(([name]) => name)).toEqual(['huey-a4.pdf']);
    const before = await readPdf(bytesOf(first, 'huey-a4.pdf'));
    const after = await readPdf(bytesOf(corrected, 'huey-a4.pdf'));
    expect(after.pagesMm).toEqual(before.pagesMm);
    expect(after.layers).toEqual(before.layers);
    const touched = after.contents.flatMap((content, page) =>
      content === before.contents[page] ? [] : [page],
    );
    expect(touched[0]).toBe(0);
    expect(touched.length).toBeGreaterThan(1);
    expect(touched.length).toBeLessThan(5);
  });

  it('refuses a design it does not have', async () => {
    await expect(draftDesign('nobody')).rejects.toThrow(/no design nobody/);
  });
});
