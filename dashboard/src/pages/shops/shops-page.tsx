import { IconBuildingStore, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Channel, channelsQuery } from '../../api/channels.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { HealthBadge } from './health.tsx';
import { Quota } from './quota.tsx';
import css from './shops.module.css';

const say = texts.shops;

export default function ShopsPage() {
  const channels = useQuery(channelsQuery);
  const items = channels.data?.items ?? [];
  return (
    <>
      <PageHead
        title={say.title}
        answer={
          channels.data
            ? say.answer(items.length, items.filter((one) => one.health === 'needs-you').length)
            : null
        }
        actions={
          items.length > 0 ? (
            <LinkButton to="/shops/connect" leftSection={<IconPlus size={18} aria-hidden />}>
              {say.connect}
            </LinkButton>
          ) : null
        }
      />
      <Await query={channels}>
        {() =>
          items.length === 0 ? (
            <EmptyNote
              icon={IconBuildingStore}
              title={say.empty}
              action={
                <LinkButton to="/shops/connect" leftSection={<IconPlus size={18} aria-hidden />}>
                  {say.connect}
                </LinkButton>
              }
            >
              <p>{say.emptyWhat}</p>
            </EmptyNote>
          ) : (
            <ul className={css.cards}>
              {items.map((channel) => (
                <li key={channel.id}>
                  <ShopCard channel={channel} />
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </>
  );
}

function ShopCard({ channel }: { channel: Channel }) {
  return (
    <article className={css.card}>
      <header className={css.cardHead}>
        <h2>
          <Link to="/shops/$channelId" params={{ channelId: channel.id }}>
            {channel.name}
          </Link>
        </h2>
        <HealthBadge health={channel.health} />
      </header>
      <p>{channel.sentence}</p>
      <Quota quota={channel.quota} />
      <p className={css.quiet}>
        {channel.readAt ? (
          <>
            {say.lastRead} <Moment at={channel.readAt} />
          </>
        ) : (
          say.neverRead
        )}
      </p>
      <NextStep channel={channel} />
    </article>
  );
}

/** Every state that is not fine has one button that is the next step. */
export function NextStep({ channel }: { channel: Channel }) {
  const params = { channelId: channel.id };
  if (channel.state === 'adopting')
    return (
      <LinkButton to="/shops/$channelId/adopt" params={params}>
        {say.adopt}
      </LinkButton>
    );
  if (channel.pauseCause === 'unauthorised' || channel.state === 'connecting')
    return (
      <LinkButton to="/shops/$channelId" params={params} search={{ part: 'key' }}>
        {channel.state === 'connecting' ? say.consent : say.reconnect}
      </LinkButton>
    );
  if (channel.pauseCause === 'restored')
    return (
      <LinkButton to="/shops/$channelId" params={params}>
        {texts.board.look}
      </LinkButton>
    );
  return null;
}
