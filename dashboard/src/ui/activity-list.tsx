import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHandStop,
  IconHistory,
  IconPoint,
} from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Activity, type ActivityAbout, activityQuery } from '../api/activity.ts';
import { texts } from '../texts/index.ts';
import css from './activity-list.module.css';
import { Await } from './await.tsx';
import { EmptyNote } from './empty-note.tsx';
import { formatClock, formatDay } from './format.ts';

const looks = {
  info: { icon: IconPoint, ink: 'quiet' },
  good: { icon: IconCircleCheck, ink: 'good' },
  'needs-you': { icon: IconHandStop, ink: 'needs' },
  problem: { icon: IconAlertTriangle, ink: 'needs' },
} as const;

/** What happened, newest first, a heading per day; each sentence leads to what it is about. */
export function ActivityList({ about, tone }: { about: ActivityAbout; tone?: string | undefined }) {
  const list = useInfiniteQuery(activityQuery(about));
  const all = list.data?.pages.flatMap((page) => page.items) ?? [];
  const items = tone ? all.filter((one) => one.tone === tone) : all;
  const days = [...Map.groupBy(items, (one) => formatDay(one.at))];
  return (
    <Await query={list}>
      {() =>
        items.length === 0 ? (
          <EmptyNote icon={IconHistory} title={texts.activity.empty}>
            <p>{texts.activity.emptyWhat}</p>
          </EmptyNote>
        ) : (
          <div className={css.days}>
            {days.map(([day, rows]) => (
              <section key={day}>
                <h2 className={css.day}>{day}</h2>
                <ul className={css.list}>
                  {rows.map((row) => (
                    <Row key={row.id} row={row} />
                  ))}
                </ul>
              </section>
            ))}
            {list.hasNextPage ? (
              <Button
                variant="default"
                loading={list.isFetchingNextPage}
                onClick={() => void list.fetchNextPage()}
              >
                {texts.activity.more}
              </Button>
            ) : null}
          </div>
        )
      }
    </Await>
  );
}

function Row({ row }: { row: Activity }) {
  const { icon: Icon, ink } = looks[row.tone];
  return (
    <li className={css.row}>
      <span className={css.icon} data-ink={ink}>
        <Icon size={18} aria-hidden />
      </span>
      <time dateTime={row.at}>{formatClock(row.at)}</time>
      <span>
        {row.sentence} <About row={row} />
      </span>
    </li>
  );
}

function About({ row }: { row: Activity }) {
  const say = texts.activity;
  if (row.orderId)
    return (
      <Link to="/orders/$orderId" params={{ orderId: row.orderId }}>
        {say.toOrder}
      </Link>
    );
  if (row.patternId)
    return (
      <Link to="/patterns/$patternId" params={{ patternId: row.patternId }}>
        {say.toPattern}
      </Link>
    );
  if (row.channelId)
    return (
      <Link to="/shops/$channelId" params={{ channelId: row.channelId }}>
        {say.toShop}
      </Link>
    );
  return null;
}
