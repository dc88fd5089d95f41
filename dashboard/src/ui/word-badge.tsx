import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import css from './state-badge.module.css';

export type Ink = 'good' | 'moving' | 'waiting' | 'needs' | 'drift' | 'quiet';

/** A word with an icon in one of the state inks, for what is no listing's state. */
export function WordBadge({ icon: Icon, ink, children }: { icon: Icon; ink: Ink; children: ReactNode }) {
  return (
    <span className={css.badge} data-ink={ink}>
      <Icon size={16} stroke={2} aria-hidden />
      {children}
    </span>
  );
}
