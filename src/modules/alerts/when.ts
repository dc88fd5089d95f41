import { isWithin, lastHour, localTime } from './local-time.ts';

/** How one person wants to be told, and what was told. */
export interface Reader {
  rhythm: 'soon' | 'daily';
  digestHour: number;
  quietFrom: number | null;
  quietUntil: number | null;
  timeZone: string;
  toldAt: Date | null;
  /** Messages since the person looked last. */
  unseen: number;
}

const minuteMs = 60_000;
/** What happens together is told together. */
export const gatherMs = minuteMs;
/** Whoever looks is told soon, whoever does not is left in peace more and more. */
const waits: readonly { unseen: number; ms: number }[] = [
  { unseen: 1, ms: 15 * minuteMs },
  { unseen: 4, ms: 60 * minuteMs },
  { unseen: Number.POSITIVE_INFINITY, ms: 24 * 60 * minuteMs },
];

/** Pure: at most one message within this time. */
export const windowMs = (unseen: number): number => waits.find((wait) => unseen < wait.unseen)?.ms ?? 0;

export const isQuiet = (reader: Reader, now: Date): boolean =>
  reader.quietFrom !== null &&
  reader.quietUntil !== null &&
  isWithin(localTime(now, reader.timeZone).minute, reader.quietFrom, reader.quietUntil);

/** Pure: whether a message about news that began at `newsAt` may go now. */
export function mayTell(reader: Reader, newsAt: Date, now: Date): boolean {
  if (isQuiet(reader, now)) return false;
  if (reader.rhythm === 'daily') {
    const digestAt = lastHour(now, reader.timeZone, reader.digestHour);
    return newsAt <= digestAt && (!reader.toldAt || reader.toldAt < digestAt);
  }
  if (now.getTime() - newsAt.getTime() < gatherMs) return false;
  const sinceMs = reader.toldAt ? now.getTime() - reader.toldAt.getTime() : Number.POSITIVE_INFINITY;
  // a clock that was set back must not silence anybody for long
  return sinceMs < 0 || sinceMs >= windowMs(reader.unseen);
}
