import { useHotkeys } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import css from './virtual-list.module.css';

/**
 * A long list: only what can be seen is in the page. `j` and `k` move the focus from row to row; each row holds one link
 * (`data-row-link`), which Enter then opens.
 */
export function VirtualList<T>({
  items,
  keyOf,
  rowHeight,
  label,
  hasMore = false,
  onMore,
  head,
  children,
}: {
  items: readonly T[];
  keyOf: (item: T) => string;
  rowHeight: number;
  label: string;
  hasMore?: boolean;
  onMore?: () => void;
  head?: ReactNode;
  children: (item: T) => ReactNode;
}) {
  const frame = useRef<HTMLUListElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    setOffset((frame.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, []);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: offset,
    getItemKey: (index) => keyOf(items[index] as T),
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= items.length - 20) onMore?.();
  }, [hasMore, last, items.length, onMore]);

  const move = (by: number) => {
    const now = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row;
    const next = Math.min(items.length - 1, Math.max(0, now === undefined ? 0 : Number(now) + by));
    rows.scrollToIndex(next, { align: 'auto' });
    requestAnimationFrame(() => {
      frame.current?.querySelector<HTMLElement>(`[data-row="${next}"] [data-row-link]`)?.focus();
    });
  };
  useHotkeys([
    ['j', () => move(1)],
    ['k', () => move(-1)],
  ]);

  return (
    <div className={css.list}>
      {head}
      <ul ref={frame} className={css.frame} style={{ height: rows.getTotalSize() }} aria-label={label}>
        {shown.map((row) => (
          <li
            key={row.key}
            ref={rows.measureElement}
            data-index={row.index}
            data-row={row.index}
            aria-setsize={hasMore ? -1 : items.length}
            aria-posinset={row.index + 1}
            className={css.row}
            style={{ transform: `translateY(${row.start - offset}px)` }}
          >
            {children(items[row.index] as T)}
          </li>
        ))}
      </ul>
    </div>
  );
}
