import type { Design } from './designs.ts';
import type { Piece } from './draft-sizes.ts';
import { drawPieces } from './draw-pieces.ts';
import { type Box, type Op, rectangle, segment } from './geometry.ts';
import { drawOverview } from './overview.ts';
import type { Pen } from './pen.ts';
import { openSheet } from './sheet.ts';
import { A4, chooseGrid, type Grid, TILE, type Tile, tileLabel } from './tile-grid.ts';

const FRAME = { colour: '#9a9a9a', widthMm: 0.15 };
const JOIN = { colour: '#555555', widthMm: 0.25 };
const PRINTABLE: Box = {
  left: A4.margin,
  top: A4.margin,
  right: A4.width - A4.margin,
  bottom: A4.height - A4.margin,
};

/** The A4 file: an overview page, then one page a tile. `correction` is printed on the overview. */
export async function tilesPdf(
  design: Design,
  pieces: readonly Piece[],
  correction?: string,
): Promise<Uint8Array> {
  const grid = chooseGrid(pieces);
  const sheet = await openSheet({
    title: `${design.title} (A4)`,
    subject: `Sewing pattern, A4 sheets, ${design.sizes.join(', ')}`,
    keywords: design.tags,
    layers: design.sizes,
  });
  sheet.addPage(A4.width, A4.height, (pen) => drawOverview(pen, design, grid, correction));
  for (const tile of grid.tiles) {
    sheet.addPage(A4.width, A4.height, (pen) => drawTile(pen, design, grid, tile));
  }
  return sheet.bytes();
}

function drawTile(pen: Pen, design: Design, grid: Grid, tile: Tile): void {
  const { left, top } = PRINTABLE;
  pen.text(tile.label, left + 4, top + 12, { sizeMm: 10, font: 'bold', colour: '#b5b5b5' });
  pen.within(PRINTABLE, () => {
    drawPieces(pen, {
      pieces: grid.layout.pieces,
      sizes: design.sizes,
      dx: left - tile.column * TILE.width,
      dy: top - tile.row * TILE.height,
      seen: PRINTABLE,
    });
    drawJoins(pen, grid, tile);
  });
  pen.stroke(rectangle(left, top, TILE.width, TILE.height), FRAME);
  for (const [x, y] of [
    [PRINTABLE.left, PRINTABLE.top],
    [PRINTABLE.right, PRINTABLE.top],
    [PRINTABLE.left, PRINTABLE.bottom],
    [PRINTABLE.right, PRINTABLE.bottom],
  ] as const) {
    // Inwards only: the margin outside the frame may not print.
    pen.stroke(segment(x, y, x + (x === left ? 5 : -5), y), JOIN);
    pen.stroke(segment(x, y, x, y + (y === top ? 5 : -5)), JOIN);
  }
  pen.text(`${design.title} · ${tile.label}`, PRINTABLE.right - 4, PRINTABLE.bottom - 2, {
    sizeMm: 2.6,
    colour: '#777777',
    align: 'right',
  });
}

/** Half a diamond on each inner edge; with the neighbour's half it closes, and both carry one name. */
function drawJoins(pen: Pen, grid: Grid, tile: Tile): void {
  const { left, right, top, bottom } = PRINTABLE;
  const has = (column: number, row: number): boolean =>
    grid.tiles.some((other) => other.label === tileLabel(column, row));
  const { column, row } = tile;
  const [midX, midY] = [(left + right) / 2, (top + bottom) / 2];
  const edges: [boolean, number, number, string, number, number][] = [
    [has(column - 1, row), left, midY, `${tileLabel(column - 1, row)}-${tile.label}`, 1, 0],
    [has(column + 1, row), right, midY, `${tile.label}-${tileLabel(column + 1, row)}`, -1, 0],
    [has(column, row - 1), midX, top, `${tileLabel(column, row - 1)}-${tile.label}`, 0, 1],
    [has(column, row + 1), midX, bottom, `${tile.label}-${tileLabel(column, row + 1)}`, 0, -1],
  ];
  for (const [isJoined, x, y, name, inX, inY] of edges) {
    if (!isJoined) continue;
    pen.stroke(diamond(x, y, 6), JOIN);
    const words = { sizeMm: 2.6, colour: '#555555' };
    if (inX !== 0) pen.text(name, x + inX * 7.5, y + 1, { ...words, align: inX > 0 ? 'left' : 'right' });
    else pen.text(name, x + 7, y + (inY > 0 ? 4 : -2), words);
  }
}

const diamond = (x: number, y: number, radius: number): Op[] => [
  { kind: 'move', x: x - radius, y },
  { kind: 'line', x, y: y - radius },
  { kind: 'line', x: x + radius, y },
  { kind: 'line', x, y: y + radius },
  { kind: 'close' },
];
