import type { CutOrder, Draft, DraftPart, DraftPath } from '@freesewing/core';
import { type Box, boxHeight, boxOf, boxWidth, emptyBox, joinBoxes, type Op, shiftBox } from './geometry.ts';
import type { Recipe } from './recipes.ts';
import { tagSpots } from './size-tags.ts';

type StrokeKind = 'cut' | 'seam' | 'guide';

export interface Stroke {
  kind: StrokeKind;
  ops: Op[];
  box: Box;
}

export interface Mark {
  shape: 'notch' | 'back notch' | 'button' | 'buttonhole';
  x: number;
  y: number;
}

/** One piece in one size, already moved to the place where its sizes nest. */
export interface SizedPiece {
  strokes: Stroke[];
  marks: Mark[];
  box: Box;
}

export interface Piece {
  number: number;
  title: string;
  cutNote: string;
  /** In the order of the recipe's sizes; a size that lacks the piece is undefined. */
  sizes: (SizedPiece | undefined)[];
  /** Where each size's name stands. */
  tags: ([x: number, y: number] | undefined)[];
  /** Grain line or fold bracket of the middle size: the same for every size, so outside the layers. */
  grain: Op[][];
  isOnFold: boolean;
  box: Box;
}

/** Seam allowance in every piece, in mm. */
const SEAM_ALLOWANCE_MM = 10;

/**
 * Drafts every size of one design with the same settings and nests them piece by piece.
 * @throws Error when FreeSewing reports an error for a size
 */
export function draftPieces(recipe: Recipe): Piece[] {
  const drafts = recipe.bodies.map(({ size, measurements }) => {
    const draft = new recipe.maker({ measurements, sa: SEAM_ALLOWANCE_MM, complete: true, paperless: false });
    draft.draft();
    const logs = draft.getLogs();
    const errors = [...logs.pattern.error, ...logs.sets.flatMap((set) => set.error)];
    if (errors.length > 0) throw new Error(`size ${size} did not draft: ${String(errors[0])}`);
    return draft;
  });
  const middle = Math.floor(drafts.length / 2);
  const names = new Set(drafts.flatMap(visibleParts));
  const pieces: Piece[] = [];
  for (const name of names) {
    const sizes = drafts.map((draft) => sizedPiece(draft.parts[0]?.[name]));
    if (sizes.every((size) => size === undefined)) continue;
    const offsets = nestingOffsets(sizes);
    const nested = sizes.map((size, index) => size && movePiece(size, offsets[index]));
    const base = drafts[middle]?.parts[0]?.[name];
    const cutList = drafts[middle]?.setStores[0]?.cutlist?.[name]?.materials ?? {};
    pieces.push({
      number: pieces.length + 1,
      title: pieceTitle(name),
      cutNote: cutNote(cutList),
      sizes: nested,
      tags: tagSpots(nested),
      grain: base ? grainOf(base, offsets[middle]) : [],
      isOnFold: Object.values(cutList)
        .flat()
        .some((order) => Boolean(order.onFold)),
      box: nested.reduce((box, size) => (size ? joinBoxes(box, size.box) : box), emptyBox()),
    });
  }
  return pieces;
}

function visibleParts(draft: Draft): string[] {
  return Object.entries(draft.parts[0] ?? {})
    .filter(([name, part]) => !part.hidden && !draft.config.parts[name]?.hidden)
    .map(([name]) => name);
}

function sizedPiece(part: DraftPart | undefined): SizedPiece | undefined {
  if (!part) return undefined;
  const strokes: Stroke[] = [];
  for (const [name, path] of Object.entries(part.paths)) {
    if (!isDrawn(name, path)) continue;
    const ops = opsOf(path);
    strokes.push({ kind: kindOf(name, path), ops, box: boxOf(ops) });
  }
  if (strokes.length === 0) return undefined;
  const marks: Mark[] = [];
  for (const snippet of Object.values(part.snippets)) {
    const shape = MARKS[snippet.def];
    if (shape) marks.push({ shape, x: snippet.anchor.x, y: snippet.anchor.y });
  }
  return { strokes, marks, box: strokes.reduce((box, s) => joinBoxes(box, s.box), emptyBox()) };
}

const MARKS: Record<string, Mark['shape'] | undefined> = {
  notch: 'notch',
  bnotch: 'back notch',
  button: 'button',
  snap: 'button',
  buttonhole: 'buttonhole',
  'buttonhole-start': 'buttonhole',
  'buttonhole-end': 'buttonhole',
};

function isDrawn(name: string, path: DraftPath): boolean {
  const classes = String(path.attributes.get('class') || '');
  // Jaeger leaves two construction lines visible (`saBase`, `hemBase`); macros draw logo, scale box and text.
  return !(path.hidden || classes.includes('hidden') || name.startsWith('__macro') || name.endsWith('Base'));
}

function kindOf(name: string, path: DraftPath): StrokeKind {
  const classes = String(path.attributes.get('class') || '').split(/\s+/);
  if (classes.includes('sa')) return 'cut';
  if (classes.includes('help') || classes.includes('dashed') || classes.includes('dotted')) return 'guide';
  return name.startsWith('seam') ? 'seam' : 'guide';
}

function opsOf(path: DraftPath): Op[] {
  const ops: Op[] = [];
  for (const op of path.ops) {
    if (op.type === 'close') ops.push({ kind: 'close' });
    else if (op.type === 'curve') {
      const { cp1, cp2, to } = op;
      ops.push({ kind: 'curve', x1: cp1.x, y1: cp1.y, x2: cp2.x, y2: cp2.y, x: to.x, y: to.y });
    } else if (op.type !== 'noop') ops.push({ kind: op.type, x: op.to.x, y: op.to.y });
  }
  return ops;
}

type Offset = { dx: number; dy: number };

/**
 * FreeSewing drafts most pieces from one fixed point, which nests them; pieces cut out of another (pockets,
 * facings) wander with the size. Those nest by a corner or the centre: whichever needs clearly less room.
 */
function nestingOffsets(sizes: (SizedPiece | undefined)[]): Offset[] {
  const anchors: ((box: Box) => Offset)[] = [
    () => ({ dx: 0, dy: 0 }),
    (box) => ({ dx: -box.left, dy: -box.top }),
    (box) => ({ dx: -(box.left + box.right) / 2, dy: -box.top }),
    (box) => ({ dx: -box.left, dy: -box.bottom }),
  ];
  let best: { area: number; offsets: Offset[] } | undefined;
  for (const anchor of anchors) {
    const offsets = sizes.map((size) => (size ? anchor(size.box) : { dx: 0, dy: 0 }));
    const union = sizes.reduce((box, size, index) => {
      const offset = offsets[index];
      return size && offset ? joinBoxes(box, shiftBox(size.box, offset.dx, offset.dy)) : box;
    }, emptyBox());
    const area = boxWidth(union) * boxHeight(union);
    if (!best || area < best.area * 0.92) best = { area, offsets };
  }
  return best?.offsets ?? [];
}

function moveOps(ops: Op[], { dx, dy }: Offset): Op[] {
  return ops.map((op) => {
    if (op.kind === 'close') return op;
    const moved = { ...op, x: op.x + dx, y: op.y + dy };
    if (moved.kind === 'curve') {
      moved.x1 += dx;
      moved.y1 += dy;
      moved.x2 += dx;
      moved.y2 += dy;
    }
    return moved;
  });
}

function movePiece(piece: SizedPiece, offset: Offset = { dx: 0, dy: 0 }): SizedPiece {
  return {
    strokes: piece.strokes.map((stroke) => ({
      ...stroke,
      ops: moveOps(stroke.ops, offset),
      box: shiftBox(stroke.box, offset.dx, offset.dy),
    })),
    marks: piece.marks.map((mark) => ({ ...mark, x: mark.x + offset.dx, y: mark.y + offset.dy })),
    box: shiftBox(piece.box, offset.dx, offset.dy),
  };
}

function grainOf(part: DraftPart, offset: Offset = { dx: 0, dy: 0 }): Op[][] {
  return Object.entries(part.paths)
    .filter(([name]) => name.startsWith('__macro_grainline') || name.startsWith('__macro_cutonfold'))
    .map(([, path]) => moveOps(opsOf(path), offset));
}

function pieceTitle(name: string): string {
  const words = name
    .slice(name.indexOf('.') + 1)
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function cutNote(materials: Record<string, CutOrder[]>): string {
  const counts = new Map<string, number>();
  for (const [material, orders] of Object.entries(materials)) {
    for (const order of orders) {
      const how = order.onFold ? ' on the fold' : order.cut > 1 && !order.identical ? ' mirrored' : '';
      const rest = `from ${material}${how}${order.onBias ? ' on the bias' : ''}`;
      counts.set(rest, (counts.get(rest) ?? 0) + order.cut);
    }
  }
  const parts = [...counts].map(([rest, count]) => `${count} ${rest}`);
  return parts.length > 0 ? `Cut ${parts.join(', ')}` : 'Cut as the instructions say';
}
