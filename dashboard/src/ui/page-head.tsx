import type { ReactNode } from 'react';
import { useEffect } from 'react';
import css from './page-head.module.css';

/** The top of every page: its name, the answer in one sentence, and the next steps. */
export function PageHead({
  title,
  answer,
  actions,
  above,
}: {
  title: string;
  answer?: ReactNode;
  actions?: ReactNode;
  above?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Spindle`;
  }, [title]);
  return (
    <header className={css.head}>
      <div className={css.words}>
        {above}
        <h1 className={css.title}>{title}</h1>
        {answer ? (
          <p className={css.answer} aria-live="polite">
            {answer}
          </p>
        ) : null}
      </div>
      {actions ? <div className={css.actions}>{actions}</div> : null}
    </header>
  );
}
