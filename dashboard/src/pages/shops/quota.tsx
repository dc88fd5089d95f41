import { Progress } from '@mantine/core';
import type { Channel } from '../../api/channels.ts';
import { texts } from '../../texts/index.ts';
import { formatClock, formatNumber } from '../../ui/format.ts';
import css from './shops.module.css';

const say = texts.shops;

/** What is left of the shop's allowance today, drawn and in words. */
export function Quota({ quota }: { quota: Channel['quota'] }) {
  if (!quota) return null;
  const { perDay, usedToday, perSecond, blockedUntil } = quota;
  return (
    <div className={css.quota}>
      <span className={css.quiet}>
        {perDay === null
          ? say.quotaFree(formatNumber(usedToday), formatNumber(perSecond))
          : say.quota(formatNumber(usedToday), formatNumber(perDay))}
        {blockedUntil ? ` ${say.blocked(formatClock(blockedUntil))}` : ''}
      </span>
      {perDay === null ? null : (
        <Progress value={(usedToday / perDay) * 100} size="sm" aria-label={say.quotaLabel} />
      )}
    </div>
  );
}
