/** Geometry in millimetres, x to the right, y downwards, as FreeSewing drafts. */

export type Op =
  | { kind: 'move'; x: number; y: number }
  | { kind: 'line'; x: number; y: number }
  | { kind: 'curve'; x1: number; y1: number; x2: number; y2: number; x: number; y: number }
  | { kind: 'close' };

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Place = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const emptyBox = (): Box => ({ left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity });

export const boxWidth = (box: Box): number => box.right - box.left;
export const boxHeight = (box: Box): number => box.bottom - box.top;

export const joinBoxes = (one: Box, two: Box): Box => ({
  left: Math.min(one.left, two.left),
  top: Math.min(one.top, two.top),
  right: Math.max(one.right, two.right),
  bottom: Math.max(one.bottom, two.bottom),
});

export const shiftBox = (box: Box, dx: number, dy: number): Box => ({
  left: box.left + dx,
  top: box.top + dy,
  right: box.right + dx,
  bottom: box.bottom + dy,
});

export const boxesMeet = (one: Box, two: Box): boolean =>
  one.left <= two.right && two.left <= one.right && one.top <= two.bottom && two.top <= one.bottom;

export const placed = (place: Place, x: number, y: number): [number, number] => [
  place[0] * x + place[2] * y + place[4],
  place[1] * x + place[3] * y + place[5],
];

export const shift = (dx: number, dy: number): Place => [1, 0, 0, 1, dx, dy];

/** First `inner`, then `outer`. */
export function compose(outer: Place, inner: Place): Place {
  const [e, f] = placed(outer, inner[4], inner[5]);
  return [
    outer[0] * inner[0] + outer[2] * inner[1],
    outer[1] * inner[0] + outer[3] * inner[1],
    outer[0] * inner[2] + outer[2] * inner[3],
    outer[1] * inner[2] + outer[3] * inner[3],
    e,
    f,
  ];
}

export function placedBox(place: Place, box: Box): Box {
  const [x1, y1] = placed(place, box.left, box.top);
  const [x2, y2] = placed(place, box.right, box.bottom);
  return { left: Math.min(x1, x2), top: Math.min(y1, y2), right: Math.max(x1, x2), bottom: Math.max(y1, y2) };
}

/** The box of the drawn line: curves are walked in 24 steps, so control points do not widen it. */
export function boxOf(ops: readonly Op[]): Box {
  const box = emptyBox();
  let x = 0;
  let y = 0;
  const see = (px: number, py: number): void => {
    box.left = Math.min(box.left, px);
    box.right = Math.max(box.right, px);
    box.top = Math.min(box.top, py);
    box.bottom = Math.max(box.bottom, py);
  };
  for (const op of ops) {
    if (op.kind === 'close') continue;
    if (op.kind === 'curve') {
      for (let step = 1; step < 24; step++) {
        const t = step / 24;
        const u = 1 - t;
        see(
          u * u * u * x + 3 * u * u * t * op.x1 + 3 * u * t * t * op.x2 + t * t * t * op.x,
          u * u * u * y + 3 * u * u * t * op.y1 + 3 * u * t * t * op.y2 + t * t * t * op.y,
        );
      }
    }
    see(op.x, op.y);
    x = op.x;
    y = op.y;
  }
  return box;
}

export const rectangle = (x: number, y: number, width: number, height: number): Op[] => [
  { kind: 'move', x, y },
  { kind: 'line', x: x + width, y },
  { kind: 'line', x: x + width, y: y + height },
  { kind: 'line', x, y: y + height },
  { kind: 'close' },
];

export const segment = (x1: number, y1: number, x2: number, y2: number): Op[] => [
  { kind: 'move', x: x1, y: y1 },
  { kind: 'line', x: x2, y: y2 },
];

const ROUND = 0.5522847498;

export function circle(x: number, y: number, r: number): Op[] {
  const k = r * ROUND;
  return [
    { kind: 'move', x: x + r, y },
    { kind: 'curve', x1: x + r, y1: y + k, x2: x + k, y2: y + r, x, y: y + r },
    { kind: 'curve', x1: x - k, y1: y + r, x2: x - r, y2: y + k, x: x - r, y },
    { kind: 'curve', x1: x - r, y1: y - k, x2: x - k, y2: y - r, x, y: y - r },
    { kind: 'curve', x1: x + k, y1: y - r, x2: x + r, y2: y - k, x: x + r, y },
    { kind: 'close' },
  ];
}
