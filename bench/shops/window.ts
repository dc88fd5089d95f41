/** Ways in which shops count calls. `take` answers whether one more is let in at `nowMs`, and how many are left. */
export type WindowKind = 'fixed' | 'sliding' | 'leaky';

export interface Window {
  take(nowMs: number): { isAllowed: boolean; left: number };
  set(perSecond: number): void;
}

export function openWindow(kind: WindowKind, first: number): Window {
  let perSecond = first;
  let times: number[] = [];
  let level = 0;
  let atMs = 0;
  let second = Number.NaN;
  let used = 0;
  const takes: Record<WindowKind, (nowMs: number) => { isAllowed: boolean; left: number }> = {
    fixed: (nowMs) => {
      const now = Math.floor(nowMs / 1000);
      if (now !== second) used = 0;
      second = now;
      const isAllowed = used < perSecond;
      if (isAllowed) used += 1;
      return { isAllowed, left: Math.max(0, perSecond - used) };
    },
    sliding: (nowMs) => {
      const from = times.findIndex((at) => at > nowMs - 1000);
      times = from < 0 ? [] : times.slice(from);
      const isAllowed = times.length < perSecond;
      if (isAllowed) times.push(nowMs);
      return { isAllowed, left: Math.max(0, perSecond - times.length) };
    },
    // A tenth of a second's calls fits in; it runs out at the limit.
    leaky: (nowMs) => {
      level = Math.max(0, level - ((nowMs - atMs) * perSecond) / 1000);
      atMs = nowMs;
      const isAllowed = level + 1 <= Math.max(1, perSecond / 10);
      if (isAllowed) level += 1;
      return { isAllowed, left: Math.max(0, Math.floor(perSecond / 10 - level)) };
    },
  };
  return {
    take: takes[kind],
    set: (next) => {
      perSecond = next;
    },
  };
}
