/** The shop's own time: real time plus an offset that only the test moves. */
export interface ShopClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Whole seconds since the epoch. */
  seconds(): number;
  advance(ms: number): void;
}

export function createShopClock(startMs = Date.now()): ShopClock {
  let offsetMs = startMs - Date.now();
  const now = () => Date.now() + offsetMs;
  return {
    now,
    seconds: () => Math.floor(now() / 1000),
    advance: (ms) => {
      offsetMs += ms;
    },
  };
}

/** `from` plus calendar months in UTC, in milliseconds. */
export function addMonths(fromMs: number, months: number): number {
  const date = new Date(fromMs);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.getTime();
}
