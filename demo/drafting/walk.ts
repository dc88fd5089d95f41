import { type Op, type Place, placed } from './geometry.ts';

/** Points at most a few mm apart along the line. */
export function* walk(ops: readonly Op[], place: Place): Generator<[number, number]> {
  let x = 0;
  let y = 0;
  for (const op of closed(ops)) {
    const steps = op.kind === 'move' ? 1 : Math.ceil(Math.hypot(op.x - x, op.y - y) / 3) + 1;
    for (let step = 1; step <= steps; step++) yield placed(place, ...pointAt(op, x, y, step / steps));
    x = op.x;
    y = op.y;
  }
}

type Drawn = Exclude<Op, { kind: 'close' }>;

function closed(ops: readonly Op[]): Drawn[] {
  const drawn: Drawn[] = [];
  let start: Drawn | undefined;
  for (const op of ops) {
    if (op.kind === 'close') {
      if (start) drawn.push({ kind: 'line', x: start.x, y: start.y });
    } else {
      if (op.kind === 'move') start = op;
      drawn.push(op);
    }
  }
  return drawn;
}

function pointAt(op: Drawn, x: number, y: number, t: number): [number, number] {
  if (op.kind === 'move') return [op.x, op.y];
  const u = 1 - t;
  if (op.kind === 'line') return [u * x + t * op.x, u * y + t * op.y];
  return [
    u * u * u * x + 3 * u * u * t * op.x1 + 3 * u * t * t * op.x2 + t * t * t * op.x,
    u * u * u * y + 3 * u * u * t * op.y1 + 3 * u * t * t * op.y2 + t * t * t * op.y,
  ];
}
