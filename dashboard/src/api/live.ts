import type { QueryClient } from '@tanstack/react-query';
import { create } from './store.ts';

/** Whether the hub can be heard: `lost` shows the banner. */
export const connection = create<'connecting' | 'open' | 'lost'>('connecting');

const settleMs = 250;

/** Listens to the hub's events and reads again what changed. Answers how to stop. */
export function listen(queries: QueryClient): () => void {
  const changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasLost = false;

  const readAgain = () => {
    timer = undefined;
    const topics = new Set(changed);
    changed.clear();
    void queries.invalidateQueries({
      predicate: (query) => {
        const wanted = (query.meta as { topics?: readonly string[] } | undefined)?.topics;
        return wanted?.some((topic) => topics.has(topic)) ?? false;
      },
    });
  };
  const heard = (event: MessageEvent<string>) => {
    try {
      changed.add((JSON.parse(event.data) as { topic: string }).topic);
    } catch {
      return;
    }
    timer ??= setTimeout(readAgain, settleMs);
  };

  const source = new EventSource('/api/events', { withCredentials: true });
  source.addEventListener('change', heard);
  source.addEventListener('resync', () => void queries.invalidateQueries());
  source.addEventListener('open', () => {
    connection.set('open');
    // What happened while nothing could be heard is not told again.
    if (wasLost) void queries.invalidateQueries();
    wasLost = false;
  });
  source.addEventListener('error', () => {
    wasLost = true;
    connection.set('lost');
  });
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
