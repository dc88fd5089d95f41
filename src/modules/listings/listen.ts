import type { Host } from '../../kit/run-operation.ts';
import type { dirtyTopic } from './work-store.ts';

/**
 * Wakes a loop when something was marked. Only a hint: when the connection is lost, the poll goes on alone. `next` answers
 * whether it was woken.
 */
export function listen(
  host: Host,
  topic: typeof dirtyTopic,
): { next(patienceMs: number): Promise<boolean>; poke(): void; close(): void } {
  let wake = () => {};
  let isMarked = false;
  const mark = () => {
    isMarked = true;
    wake();
  };
  const leave = host.ports.listener.on(topic, mark);
  return {
    next: (patienceMs) =>
      new Promise((resolve) => {
        const go = () => {
          clearTimeout(timer);
          const isWoken = isMarked;
          isMarked = false;
          wake = () => {};
          resolve(isWoken);
        };
        const timer = setTimeout(go, patienceMs);
        if (isMarked) go();
        else wake = go;
      }),
    poke: mark,
    close: () => {
      leave();
      mark();
    },
  };
}
