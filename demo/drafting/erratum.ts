import type { Design } from './designs.ts';
import type { Mark, Piece } from './draft-sizes.ts';
import { shiftBox } from './geometry.ts';

/** How far the A4 file's first printing sets one notch or line from its right place, in mm. */
const SLIP_MM = 8;

/** What is wrong in the first printing of the A4 file, and right in the corrected one. */
export interface Erratum {
  piece: Piece;
  sizeIndex: number;
  note: string;
}

/** The first piece with a notch or a guide line in the middle size; the A0 file was always right. */
export function erratumOf(design: Design, pieces: readonly Piece[]): Erratum {
  const sizeIndex = Math.floor(design.sizes.length / 2);
  const size = design.sizes[sizeIndex];
  for (const piece of pieces) {
    const sized = piece.sizes[sizeIndex];
    if (!sized) continue;
    const what = sized.marks.length > 0 ? 'first notch' : sized.strokes.some(isGuide) ? 'guide line' : '';
    if (!what) continue;
    const note = `piece ${piece.number} (${piece.title.toLowerCase()}), ${sizeName(size)}: the ${what} has moved ${SLIP_MM} mm to its right place. All other lines are unchanged.`;
    return { piece, sizeIndex, note };
  }
  throw new Error(`${design.id} has no notch and no guide line to correct`);
}

const isGuide = (stroke: { kind: string }): boolean => stroke.kind === 'guide';
const sizeName = (size = ''): string => (size.startsWith('Size') ? size.toLowerCase() : `size ${size}`);

/** The pieces as first printed: the erratum's notch or line stands off its place in that one size. */
export function asFirstPrinted(pieces: readonly Piece[], erratum: Erratum): Piece[] {
  return pieces.map((piece) => {
    if (piece !== erratum.piece) return piece;
    const sizes = piece.sizes.map((sized, index) => {
      if (!sized || index !== erratum.sizeIndex) return sized;
      if (sized.marks.length > 0) {
        const lift = (mark: Mark, at: number): Mark => (at === 0 ? { ...mark, y: mark.y - SLIP_MM } : mark);
        return { ...sized, marks: sized.marks.map(lift) };
      }
      const wrong = sized.strokes.findIndex(isGuide);
      const strokes = sized.strokes.map((stroke, at) => {
        if (at !== wrong) return stroke;
        const ops = stroke.ops.map((op) =>
          op.kind === 'close'
            ? op
            : op.kind === 'curve'
              ? { ...op, y: op.y - SLIP_MM, y1: op.y1 - SLIP_MM, y2: op.y2 - SLIP_MM }
              : { ...op, y: op.y - SLIP_MM },
        );
        return { ...stroke, ops, box: shiftBox(stroke.box, 0, -SLIP_MM) };
      });
      return { ...sized, strokes };
    });
    return { ...piece, sizes };
  });
}
