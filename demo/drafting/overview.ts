import type { Design } from './designs.ts';
import { drawLegend, drawTestSquares } from './fittings.ts';
import { compose, rectangle, shift } from './geometry.ts';
import type { Pen } from './pen.ts';
import { sizeRange } from './size-styles.ts';
import { type Grid, TILE, tileBox } from './tile-grid.ts';

const LEFT = 15;
const WIDTH = 180;

/** The first page: what it is, the test squares, the sizes, how to join the tiles, and the page map. */
export function drawOverview(pen: Pen, design: Design, grid: Grid, correction?: string): void {
  pen.text(design.title, LEFT, 26, { sizeMm: 11, font: 'bold' });
  pen.text(
    `Sewing pattern · ${sizeRange(design.sizes)} · ${grid.tiles.length} tiles on A4, true scale`,
    LEFT,
    34,
    {
      sizeMm: 4,
      colour: '#555555',
    },
  );
  drawTestSquares(pen, LEFT, 42);
  drawLegend(pen, design, 138, 45);
  let y = 104;
  pen.text('Putting the tiles together', LEFT, y, { sizeMm: 4, font: 'bold' });
  y = pen.paragraph(
    'Print at 100 % on A4 and check both squares above. Trim the right and lower edge of each tile on the thin frame, lay it on the frame of the next one so that the half diamonds close, and tape. Each tile carries its column letter and row number; both halves of a diamond carry the same name. Seam allowance of 1 cm is included: cut on the heavy line of your size (on the thin one where an edge is bound and has no allowance).',
    LEFT,
    y + 6,
    WIDTH,
    { sizeMm: 3.3 },
  );
  if (correction) {
    pen.text('Corrected printing', LEFT, y + 3, { sizeMm: 3.6, font: 'bold', colour: '#b3261e' });
    pen.paragraph(`Corrected: ${correction}`, LEFT, y + 8, WIDTH, { sizeMm: 3.3, colour: '#b3261e' });
  }
  drawMap(pen, grid, 150);
}

function drawMap(pen: Pen, grid: Grid, top: number): void {
  pen.text('Page map', LEFT, top, { sizeMm: 4, font: 'bold' });
  const [width, height] = [grid.columns * TILE.width, grid.rows * TILE.height];
  const scale = Math.min(WIDTH / width, (280 - top - 5) / height);
  const toMap = compose(shift(LEFT + (WIDTH - width * scale) / 2, top + 5), [scale, 0, 0, scale, 0, 0]);
  for (const [index, tile] of grid.tiles.entries()) {
    const box = tileBox(tile);
    const [x, y] = [toMap[4] + box.left * scale, toMap[5] + box.top * scale];
    pen.stroke(rectangle(x, y, TILE.width * scale, TILE.height * scale), {
      colour: '#9a9a9a',
      widthMm: 0.15,
    });
    pen.text(tile.label, x + 1.2, y + 4, {
      sizeMm: TILE.width * scale < 16 ? 2.4 : 3.2,
      font: 'bold',
      colour: '#888888',
    });
    if (TILE.width * scale < 16) continue;
    const page = `p. ${index + 2}`;
    pen.text(page, x + TILE.width * scale - 1.2, y + TILE.height * scale - 1.4, {
      sizeMm: 2,
      colour: '#888888',
      align: 'right',
    });
  }
  for (const { piece, place, box } of grid.layout.pieces) {
    const largest = piece.sizes.findLast((size) => size !== undefined);
    const outline = largest?.strokes.filter((stroke) => stroke.kind !== 'guide') ?? [];
    for (const { ops } of outline) {
      pen.stroke(ops, { colour: '#222222', widthMm: 0.2 }, compose(toMap, place));
    }
    const [cx, cy] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    pen.text(String(piece.number), toMap[4] + cx * scale, toMap[5] + cy * scale + 1.2, {
      sizeMm: 3.6,
      font: 'bold',
      align: 'centre',
    });
  }
}
