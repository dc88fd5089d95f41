import type { Ports } from './ctx.ts';

const underWay = new WeakMap<Ports, { count: number; waiting: Set<() => void> }>();

function ofHub(ports: Ports) {
  let state = underWay.get(ports);
  if (!state) {
    state = { count: 0, waiting: new Set() };
    underWay.set(ports, state);
  }
  return state;
}

/** Runs a command that may change something, and counts it as under way until it has ended. */
export async function countUnderWay<T>(ports: Ports, run: () => Promise<T>): Promise<T> {
  const state = ofHub(ports);
  state.count += 1;
  try {
    return await run();
  } finally {
    state.count -= 1;
    if (state.count === 0) for (const resolve of state.waiting) resolve();
  }
}

/** Resolves when no command is under way in this process, at once where none is, after `mostMs` at the latest. */
export async function commandsEnded(ports: Ports, mostMs: number): Promise<void> {
  const state = ofHub(ports);
  if (state.count === 0) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      state.waiting.delete(end);
      resolve();
    };
    const timer = setTimeout(end, mostMs);
    state.waiting.add(end);
  });
}
