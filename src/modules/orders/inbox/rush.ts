/** More webhooks than this in one window are a rush: taking them in comes first. */
const rushPerWindow = 250;
const windowMs = 250;
/** Work waits this long at most, whatever comes. */
const mostWaitMs = 5000;

let [windowStart, count, lastRushAt] = [0, 0, Number.NEGATIVE_INFINITY];

/** A webhook was taken in by this process. */
export function countArrival(): void {
  const now = performance.now();
  if (now - windowStart > windowMs) [windowStart, count] = [now, 0];
  count += 1;
  if (count > rushPerWindow) lastRushAt = now;
}

/**
 * Waits while webhooks pour in: both share one thread, and what is not taken in may be lost, while what is stored can be
 * worked a few seconds later. Answers at once when there is no rush.
 */
export async function passRush(isStopped: () => boolean): Promise<void> {
  const until = performance.now() + mostWaitMs;
  while (!isStopped() && performance.now() - lastRushAt < windowMs && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, windowMs / 2));
}
