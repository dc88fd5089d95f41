import { Skeleton, VisuallyHidden } from '@mantine/core';
import { texts } from '../texts/index.ts';
import css from './skeletons.module.css';

const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

export function RowSkeletons({ count = 6 }: { count?: number }) {
  return (
    <div className={css.rows} role="status">
      <VisuallyHidden>{texts.loading}</VisuallyHidden>
      {rows.slice(0, count).map((row) => (
        <Skeleton key={row} height={56} radius="md" />
      ))}
    </div>
  );
}
