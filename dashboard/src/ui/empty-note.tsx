import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import css from './notes.module.css';

/** An empty page teaches the first step. */
export function EmptyNote({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon: Icon;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <section className={css.empty}>
      <span className={css.mark}>
        <Icon size={32} stroke={1.5} aria-hidden />
      </span>
      <h2 className={css.noteTitle}>{title}</h2>
      <div className={css.emptyWords}>{children}</div>
      {action}
    </section>
  );
}
