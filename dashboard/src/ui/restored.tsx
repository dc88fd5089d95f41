import { Button, Progress } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHistory,
  IconPlayerPlay,
  IconProgress,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useId } from 'react';
import { mayDo, meQuery } from '../api/account.ts';
import { backupsQuery, type HeldShop } from '../api/backups.ts';
import { api, done } from '../api/client.ts';
import { texts } from '../texts/index.ts';
import { focusMain } from './focus-main.ts';
import { HeldLetters } from './held-letters.tsx';
import { LinkButton } from './link-button.tsx';
import { Moment } from './moment.tsx';
import css from './restored.module.css';
import { useWrite } from './use-write.ts';
import { WordBadge } from './word-badge.tsx';

const say = texts.restored;

/** On the board of a hub that was put back from a backup: what it holds back, and how it goes on. Gone when nothing is held. */
export function RestoredCard() {
  const { data } = useQuery(backupsQuery);
  const restored = data?.restored;
  if (!restored) return null;
  return (
    <Frame takenAt={restored.takenAt} what={restored.shops.length > 0 ? say.what : say.whatLetters}>
      {restored.shops.length > 0 ? (
        <div>
          <h3>{say.shops}</h3>
          <p>{say.shopsDo}</p>
          <ul className={css.rows}>
            {restored.shops.map((shop) => (
              <li key={shop.channelId}>
                <Shop shop={shop} />
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {restored.heldMessages > 0 ? (
        <HeldLetters number={restored.heldMessages} canSend={restored.canSend} />
      ) : null}
      <p className={css.quiet}>
        {say.also}{' '}
        <Link to="/settings" search={{ part: 'keys' }}>
          {say.alsoKeys}
        </Link>
        {', '}
        <Link to="/settings" search={{ part: 'people' }}>
          {say.alsoPeople}
        </Link>
        {'. '}
        {say.alsoWhat}
      </p>
    </Frame>
  );
}

/** The same on the page of one shop that is held. */
export function RestoredShop({ channelId }: { channelId: string }) {
  const { data } = useQuery(backupsQuery);
  const shop = data?.restored?.shops.find((one) => one.channelId === channelId);
  if (!data?.restored || !shop) return null;
  return (
    <Frame takenAt={data.restored.takenAt} what={say.what}>
      <Shop shop={shop} isItsPage />
      <p className={css.quiet}>
        <Link to="/">{say.allOfIt}</Link>
      </p>
    </Frame>
  );
}

function Frame({ takenAt, what, children }: { takenAt: string; what: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={css.card} aria-labelledby={id}>
      <header className={css.head}>
        <IconHistory size={28} stroke={1.6} aria-hidden />
        <div>
          <h2 id={id}>{say.title}</h2>
          <p>
            {say.as} <Moment at={takenAt} isExact />. {what}
          </p>
        </div>
      </header>
      {children}
    </section>
  );
}

function Shop({ shop, isItsPage = false }: { shop: HeldShop; isItsPage?: boolean }) {
  const { channelId, name, isRead, problem } = shop;
  const reason = useId();
  const me = useQuery(meQuery);
  const letGo = useWrite({
    run: () => done(api.POST('/channels/{channelId}/resume', { params: { path: { channelId } } })),
    topics: ['hub', 'channel', 'listing'],
    done: say.didLetGo(name),
    onDone: focusMain,
  });
  return (
    <div className={css.row}>
      <div className={css.words}>
        <div className={css.name}>
          {isItsPage ? (
            <strong>{name}</strong>
          ) : (
            <Link to="/shops/$channelId" params={{ channelId }}>
              {name}
            </Link>
          )}
          <StateOf shop={shop} />
        </div>
        {isRead ? <Differences shop={shop} /> : <HowFar shop={shop} />}
      </div>
      <div className={css.act}>
        {shop.needsKey ? (
          <LinkButton to="/shops/$channelId" params={{ channelId }} search={{ part: 'key' }}>
            {say.reconnect}
          </LinkButton>
        ) : mayDo(me.data?.scopes, 'channels:write') ? (
          <>
            <Button
              leftSection={<IconPlayerPlay size={18} aria-hidden />}
              disabled={!isRead}
              aria-describedby={isRead ? undefined : reason}
              loading={letGo.isPending}
              onClick={() => letGo.mutate(undefined)}
            >
              {say.letGo(name)}
            </Button>
            {isRead ? null : (
              <span id={reason} className={css.quiet}>
                {problem ? say.again : say.waitsForReading(name)}
              </span>
            )}
          </>
        ) : (
          <span className={css.quiet}>{say.ownerOnly}</span>
        )}
      </div>
    </div>
  );
}

function StateOf({ shop: { isRead, problem } }: { shop: HeldShop }) {
  if (isRead)
    return (
      <WordBadge icon={IconCircleCheck} ink="good">
        {say.read}
      </WordBadge>
    );
  return problem ? (
    <WordBadge icon={IconAlertTriangle} ink="needs">
      {say.stuck}
    </WordBadge>
  ) : (
    <WordBadge icon={IconProgress} ink="moving">
      {say.reading}
    </WordBadge>
  );
}

function HowFar({ shop: { problem, listings, unread } }: { shop: HeldShop }) {
  if (problem) return <p>{problem}</p>;
  const seen = listings - unread;
  const words = seen > 0 ? say.readingWhat(seen, listings) : say.readingNone;
  return (
    <>
      <p>{words}</p>
      <Progress
        className={css.progress}
        value={seen > 0 ? (seen / listings) * 100 : 100}
        striped={seen === 0}
        animated={seen === 0}
        aria-label={say.reading}
      />
    </>
  );
}

function Differences({ shop: { channelId, listings, different, gone } }: { shop: HeldShop }) {
  if (different + gone === 0) return <p>{say.same(listings)}</p>;
  return (
    <>
      {different > 0 ? (
        <p>
          {say.different(different, listings)}{' '}
          <Link to="/shops/$channelId" params={{ channelId }} search={{ state: 'drifted' }}>
            {say.seeDifferent}
          </Link>
        </p>
      ) : null}
      {gone > 0 ? (
        <p>
          {say.gone(gone)}{' '}
          <Link to="/shops/$channelId" params={{ channelId }} search={{ state: 'needs-you' }}>
            {say.seeGone}
          </Link>
        </p>
      ) : null}
    </>
  );
}
