import { useSyncExternalStore } from 'react';

/** One value that several parts of the page look at. */
export function create<T>(initial: T) {
  let value = initial;
  const readers = new Set<() => void>();
  return {
    get: () => value,
    set(next: T) {
      if (Object.is(next, value)) return;
      value = next;
      for (const reader of readers) reader();
    },
    subscribe(reader: () => void) {
      readers.add(reader);
      return () => void readers.delete(reader);
    },
  };
}

export const useValue = <T>(store: { get(): T; subscribe(reader: () => void): () => void }): T =>
  useSyncExternalStore(store.subscribe, store.get);
