import { Button } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { alertsQuery, markSeen } from '../../api/alerts.ts';
import { channelsQuery } from '../../api/channels.ts';
import { type Listing, needsYouQuery } from '../../api/listings.ts';
import { noticesQuery } from '../../api/notices.ts';
import type { Answer } from '../../api/types.ts';
import { texts } from '../../texts/index.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import css from './board.module.css';

const say = texts.board;

/** What waits for the seller, each with the one button that is the next step. */
export function NeedsYou() {
  const listings = useQuery(needsYouQuery);
  const channels = useQuery(channelsQuery);
  const notices = useInfiniteQuery(noticesQuery);
  const alerts = useQuery(alertsQuery);
  const told = (alerts.data?.items ?? []).flatMap((alert) => alert.toldAt ?? []);
  const lastTold = told.sort().at(-1);
  useEffect(() => noteSeen(lastTold), [lastTold]);
  const more = (alerts.data?.items ?? []).filter((alert) => !shownOtherwise.has(alert.kind));
  const shops = (channels.data?.items ?? []).filter(
    (shop) => shop.health === 'needs-you' && shop.pauseCause !== 'restored',
  );
  const items = listings.data?.items ?? [];
  const planned = Map.groupBy(
    items.filter((one) => one.planHash),
    (one) => one.channelId,
  );
  const others = Map.groupBy(
    items.filter((one) => !one.planHash),
    (one) => `${one.channelId} ${one.sentence}`,
  );
  const drafts =
    notices.data?.pages.flatMap((page) => page.items).filter((notice) => notice.state === 'draft') ?? [];
  const [draft] = drafts;
  if (shops.length + items.length + drafts.length + more.length === 0) return null;
  return (
    <section className={css.needs} aria-label={say.needs}>
      {shops.map((shop) => (
        <Need key={shop.id} sentence={shop.sentence} where={shop.name}>
          <LinkButton to="/shops/$channelId" params={{ channelId: shop.id }}>
            {say.toShop}
          </LinkButton>
        </Need>
      ))}
      {[...planned].map(([channelId, group]) => (
        <Need key={channelId} sentence={say.plans(group.length, group[0]?.channelName ?? '')}>
          <LinkButton to="/plan" search={{ channel: channelId }}>
            {say.review}
          </LinkButton>
        </Need>
      ))}
      {[...others].map(([key, group]) => (
        <OtherNeed key={key} group={group} />
      ))}
      {draft ? (
        <Need sentence={say.notices(drafts.length)}>
          {drafts.length === 1 ? (
            <LinkButton to="/notices/$noticeId" params={{ noticeId: draft.id }}>
              {say.readNotice}
            </LinkButton>
          ) : (
            <LinkButton to="/notices">{say.readNotice}</LinkButton>
          )}
        </Need>
      ) : null}
      {more.map((alert) => (
        <Need key={alert.sentence} sentence={alert.sentence}>
          <AlertButton alert={alert} />
        </Need>
      ))}
    </section>
  );
}

/** Stand above already, read from their own pages' data and so never late. */
const shownOtherwise = new Set([
  'plan-waits',
  'listing-refused',
  'key-refused',
  'notice-waits',
  'restored-waits',
]);

/** Whoever looks at the board has seen what was told: news come soon again. Said once for each message. */
let seenUpTo: string | undefined;
function noteSeen(lastTold: string | undefined): void {
  if (!lastTold || (seenUpTo && lastTold <= seenUpTo)) return;
  seenUpTo = lastTold;
  markSeen().catch(() => {
    seenUpTo = undefined;
  });
}

function AlertButton({ alert }: { alert: Answer<'alerts.list'>['items'][number] }) {
  const router = useRouter();
  return (
    <Button
      component="a"
      href={alert.path}
      onClick={(event) => {
        event.preventDefault();
        router.history.push(alert.path);
      }}
    >
      {alert.button}
    </Button>
  );
}

/** One listing leads to its pattern; many with the same reason lead to their shop. */
function OtherNeed({ group }: { group: readonly Listing[] }) {
  const [first] = group;
  if (!first) return null;
  return (
    <Need
      sentence={first.sentence}
      where={
        group.length === 1 ? `${first.title}, ${first.channelName}` : say.on(group.length, first.channelName)
      }
    >
      {group.length === 1 && first.patternId ? (
        <LinkButton
          to="/patterns/$patternId"
          params={{ patternId: first.patternId }}
          search={{ tab: 'shops' }}
        >
          {say.look}
        </LinkButton>
      ) : (
        <LinkButton to="/shops/$channelId" params={{ channelId: first.channelId }}>
          {say.look}
        </LinkButton>
      )}
    </Need>
  );
}

function Need({ sentence, where, children }: { sentence: string; where?: string; children: ReactNode }) {
  return (
    <div className={css.need}>
      <IconHandStop size={22} aria-hidden />
      <p>
        {sentence}
        {where ? <span>{where}</span> : null}
      </p>
      {children}
    </div>
  );
}
