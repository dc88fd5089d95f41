import { HubError } from '../../kit/errors.ts';

/** Runs so many at once; the others wait in line. Past `mostWaiting` they are asked to come again: HubError `unavailable`. */
export type Turnstile = <T>(work: () => Promise<T>) => Promise<T>;

export function createTurnstile(limits: { atOnce: number; mostWaiting: number }): Turnstile {
  const line: (() => void)[] = [];
  let inside = 0;
  return async (work) => {
    if (inside >= limits.atOnce) {
      if (line.length >= limits.mostWaiting)
        throw new HubError('unavailable', 'Very many people come just now. Please try again in a minute.', {
          retryAfterMs: 10_000,
        });
      // whoever leaves hands the place over
      await new Promise<void>((resolve) => line.push(resolve));
    } else inside += 1;
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next();
      else inside -= 1;
    }
  };
}
