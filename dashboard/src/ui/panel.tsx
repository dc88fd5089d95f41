import type { ReactNode } from 'react';
import { useId } from 'react';
import css from './panel.module.css';

/** A part of a page with a heading. */
export function Panel({
  title,
  note,
  actions,
  children,
}: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={css.panel} aria-labelledby={id}>
      <div className={css.head}>
        <div>
          <h2 className={css.title} id={id}>
            {title}
          </h2>
          {note ? <p className={css.note}>{note}</p> : null}
        </div>
        {actions ? <div className={css.actions}>{actions}</div> : null}
      </div>
      {children}
    </section>
  );
}
