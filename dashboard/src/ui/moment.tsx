import { useSyncExternalStore } from 'react';
import { formatMoment, formatRelative } from './format.ts';

let now = Date.now();
const readers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(reader: () => void) {
  readers.add(reader);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of readers) one();
  }, 30_000);
  return () => {
    readers.delete(reader);
    if (readers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present, in steps of half a minute. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);

/** A time in the studio's zone, or how long ago with the time on hover. */
export function Moment({ at, isExact = false }: { at: string; isExact?: boolean }) {
  const present = useNow();
  const exact = formatMoment(at);
  return (
    <time dateTime={at} title={isExact ? undefined : exact}>
      {isExact ? `${exact} (${formatRelative(at, present)})` : formatRelative(at, present)}
    </time>
  );
}
