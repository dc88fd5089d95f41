import type { Piece } from './draft-sizes.ts';
import { type Box, boxHeight, boxWidth, type Place, placedBox } from './geometry.ts';

/** White space kept round each piece, in mm. */
const GAP_MM = 12;

export interface PlacedPiece {
  piece: Piece;
  place: Place;
  /** The box of all sizes together, on the sheet. */
  box: Box;
}

export interface Layout {
  pieces: PlacedPiece[];
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

interface Item {
  piece: Piece;
  width: number;
  height: number;
}

interface Step {
  x: number;
  y: number;
  width: number;
}

const orders: ((a: Item, b: Item) => number)[] = [
  (a, b) => b.width * b.height - a.width * a.height,
  (a, b) => Math.max(b.width, b.height) - Math.max(a.width, a.height),
  (a, b) => b.height - a.height,
  (a, b) => b.width - a.width,
  (a, b) => b.width + b.height - a.width - a.height,
];

const itemsOf = (pieces: readonly Piece[]): Item[] =>
  pieces.map((piece) => ({
    piece,
    width: boxWidth(piece.box) + GAP_MM,
    height: boxHeight(piece.box) + GAP_MM,
  }));

/**
 * Lays the nested pieces on one endless sheet of the given width without overlap (skyline packing,
 * quarter turns where `canTurn`), as short as several orders of packing give.
 */
export function layOut(pieces: readonly Piece[], widthMm: number, canTurn = true): Layout {
  const layouts = orders.map((order) =>
    pack(itemsOf(pieces).sort(order), { width: widthMm, height: Infinity }, undefined, canTurn),
  );
  return shortest(layouts.map(({ layout }) => layout));
}

/**
 * Lays the nested pieces on as few sheets of the given size as several orders of packing give.
 * `corner` (mm) is kept free at the top left of the first sheet.
 * @throws RangeError when a piece is larger than a sheet
 */
export function layOutOnSheets(pieces: readonly Piece[], sheet: Size, corner: Size): Layout[] {
  const tries = orders.map((order) => {
    const sheets: Layout[] = [];
    let rest = itemsOf(pieces).sort(order);
    while (rest.length > 0) {
      const packed = pack(rest, sheet, sheets.length === 0 ? corner : undefined);
      if (packed.rest.length === rest.length && sheets.length > 0) {
        throw new RangeError(`a piece is larger than the sheet of ${sheet.width} x ${sheet.height} mm`);
      }
      sheets.push(packed.layout);
      rest = packed.rest;
    }
    return sheets;
  });
  return tries.reduce((best, sheets) => (sheets.length < best.length ? sheets : best));
}

const shortest = (layouts: Layout[]): Layout =>
  layouts.reduce((best, layout) => (layout.height < best.height ? layout : best));

function pack(items: Item[], sheet: Size, corner?: Size, canTurn = true): { layout: Layout; rest: Item[] } {
  const { width } = sheet;
  let skyline: Step[] = corner
    ? [
        { x: 0, y: corner.height, width: corner.width },
        { x: corner.width, y: 0, width: width - corner.width },
      ]
    : [{ x: 0, y: 0, width }];
  const pieces: PlacedPiece[] = [];
  const rest: Item[] = [];
  let height = corner?.height ?? 0;
  for (const item of items) {
    const spot = (canTurn ? [false, true] : [false])
      .map((isTurned) => ({ isTurned, ...lowestSpot(skyline, isTurned ? item.height : item.width, width) }))
      .map((found) => ({ ...found, bottom: found.y + (found.isTurned ? item.width : item.height) }))
      .filter((found) => Number.isFinite(found.y) && found.bottom <= sheet.height)
      .sort((a, b) => a.bottom - b.bottom || a.x - b.x)[0];
    if (!spot) {
      rest.push(item);
      continue;
    }
    skyline = raise(skyline, spot.x, spot.isTurned ? item.height : item.width, spot.bottom);
    height = Math.max(height, spot.bottom);
    const place = placeAt(item.piece.box, spot.x + GAP_MM / 2, spot.y + GAP_MM / 2, spot.isTurned);
    pieces.push({ piece: item.piece, place, box: placedBox(place, item.piece.box) });
  }
  pieces.sort((a, b) => a.piece.number - b.piece.number);
  return { layout: { pieces, width, height }, rest };
}

function lowestSpot(skyline: Step[], wanted: number, limit: number): { x: number; y: number } {
  let best = { x: 0, y: Infinity };
  for (const start of skyline) {
    if (start.x + wanted > limit + 1e-6) break;
    let y = 0;
    for (const step of skyline) {
      if (step.x < start.x + wanted - 1e-6 && step.x + step.width > start.x + 1e-6) y = Math.max(y, step.y);
    }
    if (y < best.y) best = { x: start.x, y };
  }
  return best;
}

function raise(skyline: Step[], x: number, width: number, y: number): Step[] {
  const next: Step[] = [];
  for (const step of skyline) {
    const end = step.x + step.width;
    if (end <= x + 1e-6 || step.x >= x + width - 1e-6) next.push(step);
    else {
      if (step.x < x - 1e-6) next.push({ ...step, width: x - step.x });
      if (end > x + width + 1e-6) next.push({ x: x + width, y: step.y, width: end - x - width });
    }
  }
  next.push({ x, y, width });
  return next.sort((a, b) => a.x - b.x);
}

function placeAt(box: Box, x: number, y: number, isTurned: boolean): Place {
  return isTurned ? [0, 1, -1, 0, x + box.bottom, y - box.left] : [1, 0, 0, 1, x - box.left, y - box.top];
}
