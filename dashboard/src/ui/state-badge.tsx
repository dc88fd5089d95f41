import { texts } from '../texts/index.ts';
import { formatClock } from './format.ts';
import css from './state-badge.module.css';
import { type Status, stateLooks } from './states.ts';

/** A state as word, icon and ink; `until` says when it goes on by itself. */
export function StateBadge({
  status,
  until,
  isBare = false,
}: {
  status: Status;
  until?: string | null;
  isBare?: boolean;
}) {
  const { icon: Icon, ink } = stateLooks[status];
  return (
    <span className={css.badge} data-ink={ink} data-bare={isBare || undefined}>
      <Icon size={16} stroke={2} aria-hidden />
      {texts.states[status]}
      {until ? ` · ${formatClock(until)}` : ''}
    </span>
  );
}
