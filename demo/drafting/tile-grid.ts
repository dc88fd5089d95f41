import type { Piece } from './draft-sizes.ts';
import type { Box } from './geometry.ts';
import { type Layout, layOut } from './layout.ts';
import { walk } from './walk.ts';

/** A4 portrait with a margin that every home printer can keep; tiles meet edge to edge. */
export const A4 = { width: 210, height: 297, margin: 10 };
export const TILE = { width: A4.width - 2 * A4.margin, height: A4.height - 2 * A4.margin };

export interface Tile {
  column: number;
  row: number;
  /** Column letter and row number, such as B3. */
  label: string;
}

export interface Grid {
  layout: Layout;
  columns: number;
  rows: number;
  /** Row by row; tiles that nothing is drawn on are left out. */
  tiles: Tile[];
}

export const tileLabel = (column: number, row: number): string =>
  `${String.fromCharCode(65 + column)}${row + 1}`;

/** The grid of three to six columns with the fewest sheets of paper, unless it is a long narrow strip. */
export function chooseGrid(pieces: readonly Piece[]): Grid {
  let best: { grid: Grid; cost: number } | undefined;
  for (const columns of [3, 4, 5, 6]) {
    const layout = layOut(pieces, columns * TILE.width);
    const rows = Math.ceil(layout.height / TILE.height);
    const used = usedTiles(layout);
    const tiles: Tile[] = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const label = tileLabel(column, row);
        if (used.has(label)) tiles.push({ column, row, label });
      }
    }
    // Two rows more than seven weigh as much as one sheet and a half: a strip is hard to lay on a floor.
    const cost = tiles.length + Math.max(0, rows - 7) * 0.75;
    if (!best || cost < best.cost) best = { grid: { layout, columns, rows, tiles }, cost };
  }
  if (!best) throw new RangeError('no grid');
  return best.grid;
}

export const tileBox = ({ column, row }: Tile): Box => ({
  left: column * TILE.width,
  top: row * TILE.height,
  right: (column + 1) * TILE.width,
  bottom: (row + 1) * TILE.height,
});

function usedTiles(layout: Layout): Set<string> {
  const used = new Set<string>();
  for (const { piece, place } of layout.pieces) {
    for (const sized of piece.sizes) {
      for (const { ops } of sized?.strokes ?? []) {
        for (const [x, y] of walk(ops, place)) markTile(used, x, y);
      }
    }
  }
  return used;
}

function markTile(used: Set<string>, x: number, y: number): void {
  // A line within 1 mm of the edge needs the neighbouring tile too.
  for (const dx of [-1, 1]) {
    for (const dy of [-1, 1]) {
      const column = Math.floor((x + dx) / TILE.width);
      const row = Math.floor((y + dy) / TILE.height);
      used.add(tileLabel(column, row));
    }
  }
}
