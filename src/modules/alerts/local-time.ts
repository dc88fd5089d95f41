/** Pure: calendar questions in a person's time zone. */
export interface LocalTime {
  /** `2026-03-01`. */
  day: string;
  /** 1 Monday … 7 Sunday. */
  weekday: number;
  /** Minutes since midnight. */
  minute: number;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export function localTime(at: Date, timeZone: string): LocalTime {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return {
    day: `${of('year')}-${of('month')}-${of('day')}`,
    weekday: weekdays.indexOf(of('weekday')) + 1,
    minute: Number(of('hour')) * 60 + Number(of('minute')),
  };
}

/** The last moment at or before `now` when the local clock showed this hour. */
export function lastHour(now: Date, timeZone: string, hour: number): Date {
  const { minute } = localTime(now, timeZone);
  const backMinutes = (minute - hour * 60 + 1440) % 1440;
  const whole = Math.floor(now.getTime() / 60_000) * 60_000;
  const found = new Date(whole - backMinutes * 60_000);
  // a day with a change of the clock is an hour longer or shorter
  const offMinutes = localTime(found, timeZone).minute - hour * 60;
  const moved = new Date(found.getTime() - (((offMinutes + 720) % 1440) - 720) * 60_000);
  return moved <= now ? moved : found;
}

/** The Monday of the week, as a date. */
export function mondayOf(now: Date, timeZone: string): string {
  const { day, weekday } = localTime(now, timeZone);
  return new Date(Date.parse(`${day}T12:00:00Z`) - (weekday - 1) * 86_400_000).toISOString().slice(0, 10);
}

/** Whether a time of day lies in a span that may pass midnight. */
export const isWithin = (minute: number, from: number, until: number): boolean =>
  from <= until ? minute >= from && minute < until : minute >= from || minute < until;
