const firstWaitMs = 1000;
const longestWaitMs = 5 * 60_000;

/** Full jitter over a doubling wait: listings that failed together do not come back together. */
export function backoffMs(attempts: number, random: number): number {
  const ceiling = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempts - 1, 10));
  return Math.round(ceiling / 2 + (random * ceiling) / 2);
}
