import type { ShopClock } from './clock.ts';

export interface RateLimits {
  perSecond: number;
  /** In any 24 hours. */
  perDay: number;
  /** Limits per second that take turns, to imitate a vendor who changes them without notice. */
  drift?: { perSecond: number[]; everyCalls: number };
}

export interface RateVerdict {
  isAllowed: boolean;
  limitPerSecond: number;
  remainingThisSecond: number;
  limitPerDay: number;
  remainingToday: number;
  /** Whole seconds until a call is allowed again; 0 when allowed. */
  retryAfterSeconds: number;
}

export interface RateMeter {
  take(): RateVerdict;
  set(limits: Partial<RateLimits>): void;
}

const dayMs = 86_400_000;

/** Sliding windows over the shop's own clock; a refused call does not count. */
export function createRateMeter(clock: ShopClock, initial: RateLimits): RateMeter {
  let limits = { ...initial };
  let taken: number[] = [];
  let calls = 0;
  return {
    set: (change) => {
      limits = { ...limits, ...change };
    },
    take: () => {
      const now = clock.now();
      calls += 1;
      const { drift } = limits;
      const perSecond = drift
        ? (drift.perSecond[Math.floor((calls - 1) / drift.everyCalls) % drift.perSecond.length] ?? 1)
        : limits.perSecond;
      let first = 0;
      while (first < taken.length && (taken[first] as number) <= now - dayMs) first += 1;
      if (first > 0) taken = taken.slice(first);
      let inSecond = 0;
      for (let i = taken.length - 1; i >= 0 && (taken[i] as number) > now - 1000; i -= 1) inSecond += 1;
      const dayFull = taken.length >= limits.perDay;
      const isAllowed = !dayFull && inSecond < perSecond;
      if (isAllowed) taken.push(now);
      const used = isAllowed ? 1 : 0;
      const untilDayFrees = dayFull ? Math.ceil(((taken[0] ?? now) + dayMs - now) / 1000) : 1;
      return {
        isAllowed,
        limitPerSecond: perSecond,
        remainingThisSecond: Math.max(0, perSecond - inSecond - used),
        limitPerDay: limits.perDay,
        remainingToday: Math.max(0, limits.perDay - taken.length),
        retryAfterSeconds: isAllowed ? 0 : Math.max(1, untilDayFrees),
      };
    },
  };
}
