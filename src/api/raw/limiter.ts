import { HubError } from '../../kit/errors.ts';

/** So many calls a window and key, in this process; throws HubError `rate-limited` past it. Forgets everything with each window. */
export function createLimiter(options: { max: number; windowMs: number }): (key: string) => void {
  let windowEndsAt = 0;
  const seen = new Map<string, number>();
  return (key) => {
    const now = performance.now();
    if (now > windowEndsAt) {
      seen.clear();
      windowEndsAt = now + options.windowMs;
    }
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    if (count > options.max)
      throw new HubError('rate-limited', 'This was asked for very often. Please wait a few minutes.', {
        retryAfterMs: windowEndsAt - now,
      });
  };
}
