import type { Mark, Piece, SizedPiece, Stroke } from './draft-sizes.ts';
import {
  type Box,
  boxesMeet,
  boxHeight,
  boxOf,
  boxWidth,
  circle,
  compose,
  type Op,
  type Place,
  placed,
  placedBox,
  rectangle,
  segment,
  shift,
} from './geometry.ts';
import type { PlacedPiece } from './layout.ts';
import type { Line, Pen } from './pen.ts';
import { type SizeStyle, sizeRange, styleOfSize } from './size-styles.ts';
import { walk } from './walk.ts';

const WIDTHS = { cut: 0.45, seam: 0.18, guide: 0.18 };
const GRAIN: Line = { colour: '#444444', widthMm: 0.3 };

/** What every drawing of pieces needs: where they lie, moved by `dx`/`dy` mm, and what part is to be seen. */
export interface View {
  pieces: PlacedPiece[];
  sizes: string[];
  dx: number;
  dy: number;
  /** On the page; what does not meet it is left out. */
  seen: Box;
}

/** Draws each size in its layer, then the labels and grain lines that all sizes share. */
export function drawPieces(pen: Pen, view: View): void {
  const onPage = view.pieces.map(({ piece, place }) => ({
    piece,
    place: compose(shift(view.dx, view.dy), place),
  }));
  for (const [index, size] of view.sizes.entries()) {
    pen.layer(index, () => {
      for (const { piece, place } of onPage) {
        const sized = piece.sizes[index];
        if (!sized || !boxesMeet(placedBox(place, sized.box), view.seen)) continue;
        drawSize(pen, sized, styleOfSize(index), place, view.seen);
        const tag = piece.tags[index];
        if (tag) drawTag(pen, size, styleOfSize(index), placed(place, ...tag), view.seen);
      }
    });
  }
  for (const { piece, place } of onPage) {
    if (!boxesMeet(placedBox(place, piece.box), view.seen)) continue;
    for (const ops of piece.grain) {
      if (boxesMeet(placedBox(place, boxOf(ops)), view.seen)) drawGrain(pen, ops, place);
    }
    drawLabel(pen, piece, place, view);
  }
}

function drawSize(pen: Pen, sized: SizedPiece, style: SizeStyle, place: Place, seen: Box): void {
  const hasCut = sized.strokes.some((stroke) => stroke.kind === 'cut');
  for (const stroke of sized.strokes) {
    if (!boxesMeet(placedBox(place, stroke.box), seen)) continue;
    pen.stroke(stroke.ops, lineOf(stroke, style, hasCut), place);
  }
  for (const mark of sized.marks) {
    if (boxesMeet(placedBox(place, markBox(mark)), seen)) drawMark(pen, mark, style.colour, place);
  }
}

function drawTag(pen: Pen, size: string, { colour }: SizeStyle, [x, y]: [number, number], seen: Box): void {
  const room = { left: x, top: y - 5, right: x + 20, bottom: y };
  if (boxesMeet(room, seen)) pen.text(size, x + 1.5, y - 1, { sizeMm: 3, font: 'bold', colour });
}

function lineOf(stroke: Stroke, style: SizeStyle, hasCut: boolean): Line {
  const isOutline = stroke.kind === 'cut' || (stroke.kind === 'seam' && !hasCut);
  if (isOutline) return { colour: style.colour, widthMm: WIDTHS.cut, dashMm: style.dashMm };
  if (stroke.kind === 'seam') return { colour: style.colour, widthMm: WIDTHS.seam };
  return { colour: style.colour, widthMm: WIDTHS.guide, dashMm: [1, 1] };
}

/** Half a buttonhole is the largest mark. */
const markBox = ({ x, y }: Mark): Box => ({ left: x - 6, top: y - 6, right: x + 6, bottom: y + 6 });

function drawMark(pen: Pen, mark: Mark, colour: string, place: Place): void {
  const line: Line = { colour, widthMm: 0.3 };
  const { x, y } = mark;
  if (mark.shape === 'buttonhole') {
    pen.stroke(segment(x, y - 5, x, y + 5), line, place);
    pen.stroke(segment(x - 1.2, y - 5, x + 1.2, y - 5), line, place);
    pen.stroke(segment(x - 1.2, y + 5, x + 1.2, y + 5), line, place);
    return;
  }
  const radius = mark.shape === 'button' ? 2.5 : 1.8;
  pen.stroke(circle(x, y, radius), line, place);
  if (mark.shape === 'notch') pen.fill(circle(x, y, 0.8), colour, place);
  else {
    pen.stroke(segment(x - radius, y, x + radius, y), line, place);
    pen.stroke(segment(x, y - radius, x, y + radius), line, place);
  }
}

function drawGrain(pen: Pen, ops: Op[], place: Place): void {
  pen.stroke(ops, GRAIN, place);
  const ends = [ops[0], ops.at(-1)].filter(
    (op): op is Exclude<Op, { kind: 'close' }> => op?.kind !== 'close',
  );
  const [first, last] = ends;
  if (!first || !last || ops.length !== 2) return;
  for (const [tip, from] of [
    [first, last],
    [last, first],
  ] as const) {
    const angle = Math.atan2(from.y - tip.y, from.x - tip.x);
    for (const turn of [-0.35, 0.35]) {
      const [x, y] = [tip.x + 7 * Math.cos(angle + turn), tip.y + 7 * Math.sin(angle + turn)];
      pen.stroke(segment(tip.x, tip.y, x, y), GRAIN, place);
    }
  }
}

/** The label stands in the middle of the smallest size, so that it lies inside every size. */
function drawLabel(pen: Pen, piece: Piece, place: Place, { sizes, seen }: View): void {
  const smallest = piece.sizes.find((size) => size !== undefined);
  if (!smallest) return;
  const box = placedBox(place, smallest.box);
  const isTurned = boxHeight(box) > boxWidth(box) * 1.6;
  const [along, across] = isTurned ? [boxHeight(box), boxWidth(box)] : [boxWidth(box), boxHeight(box)];
  const lines = [
    `${piece.number}  ${piece.title}`,
    piece.cutNote,
    `${sizeRange(sizes)} · 1 cm seam allowance included`,
  ];
  const widest = Math.max(
    pen.widthOf(lines[0] ?? '', { sizeMm: 1.7, font: 'bold' }),
    ...lines.slice(1).map((line) => pen.widthOf(line, { sizeMm: 1 })),
  );
  const sizeMm = Math.max(1.6, Math.min(5, (along * 0.7) / widest, (across - 16) / 5));
  const [cx, cy] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const room = { along: widest * sizeMm + 4, across: sizeMm * 5.4 };
  const ground = isTurned
    ? rectangle(cx - sizeMm * 3, cy - room.along / 2, room.across, room.along)
    : rectangle(cx - room.along / 2, cy - sizeMm * 2.4, room.along, room.across);
  if (!boxesMeet(boxOf(ground), seen)) return;
  if (isClear(piece, place, boxOf(ground))) pen.fill(ground, '#ffffff');
  let step = -0.6 * sizeMm;
  for (const [index, line] of lines.entries()) {
    const words = {
      sizeMm: index === 0 ? sizeMm * 1.7 : sizeMm,
      font: index === 0 ? ('bold' as const) : ('regular' as const),
      align: 'centre' as const,
      isTurned,
    };
    // A turned line starts at its top, and the next line lies to the left of it.
    if (isTurned) pen.text(line, cx - step, cy, words);
    else pen.text(line, cx, cy + step, words);
    step += sizeMm * 1.5;
  }
}

/** White may lie behind the words where it hides nothing but the grain line and straight help lines. */
function isClear(piece: Piece, place: Place, ground: Box): boolean {
  for (const sized of piece.sizes) {
    for (const { kind, ops } of sized?.strokes ?? []) {
      if (kind === 'guide' && ops.length === 2) continue;
      for (const [x, y] of walk(ops, place)) {
        if (x > ground.left && x < ground.right && y > ground.top && y < ground.bottom) return false;
      }
    }
  }
  return true;
}
