import type { Ports } from '../../kit/ctx.ts';

/** More marks than this in one window are a rush: somebody's program works through the catalogue. */
const rushPerWindow = 4;
const windowMs = 250;
/** From one look of the engine to the next, while a rush lasts. */
const restMs = 250;
/** Whoever marks something urgent commits within this time. */
const urgentMs = 2000;

interface Rush {
  windowStart: number;
  count: number;
  lastAt: number;
  urgentAt: number;
}

const never = Number.NEGATIVE_INFINITY;
const rushes = new WeakMap<Ports, Rush>();

function rushOf(ports: Ports): Rush {
  let rush = rushes.get(ports);
  if (!rush) {
    rush = { windowStart: never, count: 0, lastAt: never, urgentAt: never };
    rushes.set(ports, rush);
  }
  return rush;
}

/** Something was marked in this process. `isUrgent`: a recall or an erratum. */
export function countMark(ports: Ports, nowMs: number, isUrgent: boolean): void {
  const rush = rushOf(ports);
  if (nowMs - rush.windowStart > windowMs) Object.assign(rush, { windowStart: nowMs, count: 0 });
  rush.count += 1;
  if (rush.count > rushPerWindow) rush.lastAt = nowMs;
  if (isUrgent) rush.urgentAt = nowMs;
}

/**
 * Whether the engine rests now because marks pour in: whoever makes them waits for answers on the same thread, and what is marked
 * meanwhile is worked together. Not while something urgent may wait, nor long after it last looked (`lookedMs`).
 */
export function isRestInRush(ports: Ports, nowMs: number, lookedMs: number): boolean {
  const { lastAt, urgentAt } = rushOf(ports);
  return nowMs - lastAt <= windowMs && nowMs - urgentAt >= urgentMs && nowMs - lookedMs < restMs;
}
