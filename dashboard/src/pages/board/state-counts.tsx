import { UnstyledButton } from '@mantine/core';
import type { Board } from '../../api/listings.ts';
import { texts } from '../../texts/index.ts';
import { formatNumber } from '../../ui/format.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { type Status, statuses } from '../../ui/states.ts';
import css from './board.module.css';

/** How many listings are in each state; a click shows only those. */
export function StateCounts({
  counts,
  chosen,
  onChoose,
}: {
  counts: Board['counts'];
  chosen: Status | undefined;
  onChoose: (status: Status | undefined) => void;
}) {
  const shown = statuses.filter((status) => (counts[status] ?? 0) > 0 || status === chosen);
  if (shown.length === 0) return null;
  return (
    <fieldset className={css.counts} aria-label={texts.board.filter}>
      {shown.map((status) => (
        <UnstyledButton
          key={status}
          className={css.count}
          aria-pressed={status === chosen}
          onClick={() => onChoose(status === chosen ? undefined : status)}
        >
          <span className={css.number}>{formatNumber(counts[status] ?? 0)}</span>
          <StateBadge status={status} isBare />
        </UnstyledButton>
      ))}
    </fieldset>
  );
}
