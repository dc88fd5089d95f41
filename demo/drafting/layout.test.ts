import { describe, expect, it } from 'vitest';
import { draftPieces } from './draft-sizes.ts';
import { boxWidth } from './geometry.ts';
import { layOut, layOutOnSheets, type PlacedPiece } from './layout.ts';
import { recipes } from './recipes.ts';

const drafted = Object.entries(recipes).map(([id, recipe]) => ({ id, pieces: draftPieces(recipe) }));
const SHEET = { width: 821, height: 1169 };

function overlaps(pieces: PlacedPiece[]): string[] {
  return pieces.flatMap((one, index) =>
    pieces
      .slice(index + 1)
      .filter(
        (two) =>
          one.box.left < two.box.right &&
          two.box.left < one.box.right &&
          one.box.top < two.box.bottom &&
          two.box.top < one.box.bottom,
      )
      .map((two) => `${one.piece.title} on ${two.piece.title}`),
  );
}

describe.each(drafted)('$id', ({ pieces }) => {
  it('grows from size to size in its first piece', () => {
    const widths = pieces[0]?.sizes.map((size) => (size ? boxWidth(size.box) : 0)) ?? [];
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(new Set(widths).size).toBe(widths.length);
  });

  it('lays every piece on the tiles without overlap', () => {
    const layout = layOut(pieces, 760);
    expect(layout.pieces.map(({ piece }) => piece.number)).toEqual(pieces.map(({ number }) => number));
    expect(overlaps(layout.pieces)).toEqual([]);
  });

  it('lays every piece inside A0 sheets, beside the title', () => {
    const sheets = layOutOnSheets(pieces, SHEET, { width: 200, height: 100 });
    expect(sheets.flatMap((sheet) => sheet.pieces)).toHaveLength(pieces.length);
    for (const [index, sheet] of sheets.entries()) {
      expect(overlaps(sheet.pieces)).toEqual([]);
      for (const { box } of sheet.pieces) {
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.top).toBeGreaterThanOrEqual(0);
        expect(box.right).toBeLessThanOrEqual(SHEET.width);
        expect(box.bottom).toBeLessThanOrEqual(SHEET.height);
        expect(index === 0 && box.left < 200 && box.top < 100).toBe(false);
      }
    }
  });
});
