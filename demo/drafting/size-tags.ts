import type { SizedPiece } from './draft-sizes.ts';

const DIRECTIONS = [
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
  [0.2, 1],
  [-0.2, 1],
  [1, 0.2],
  [-1, 0.2],
] as const;

type Spot = [x: number, y: number];

/**
 * Where each size's name stands: the corner of its outline that lies furthest in one direction, in the
 * direction in which the sizes lie furthest apart, so that the names do not cover each other.
 */
export function tagSpots(sizes: readonly (SizedPiece | undefined)[]): (Spot | undefined)[] {
  let best: { gap: number; spots: (Spot | undefined)[] } | undefined;
  for (const direction of DIRECTIONS) {
    const spots = sizes.map((sized) => sized && furthest(sized, direction));
    const present = spots.filter((spot) => spot !== undefined);
    let gap = Infinity;
    for (const [index, spot] of present.entries()) {
      const next = present[index + 1];
      if (next) gap = Math.min(gap, Math.hypot(next[0] - spot[0], next[1] - spot[1]));
    }
    if (!best || gap > best.gap + 0.5) best = { gap, spots };
  }
  return best?.spots ?? [];
}

function furthest(sized: SizedPiece, [dx, dy]: readonly [number, number]): Spot | undefined {
  let best: Spot | undefined;
  const outline = sized.strokes.some((stroke) => stroke.kind === 'cut') ? 'cut' : 'seam';
  for (const { kind, ops } of sized.strokes) {
    if (kind !== outline) continue;
    for (const op of ops) {
      if (op.kind === 'close') continue;
      if (!best || op.x * dx + op.y * dy > best[0] * dx + best[1] * dy) best = [op.x, op.y];
    }
  }
  return best;
}
