import { Tabs } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { channelQuery } from '../../api/channels.ts';
import { type Listing, listingsQuery } from '../../api/listings.ts';
import { texts } from '../../texts/index.ts';
import { ActivityList } from '../../ui/activity-list.tsx';
import { Await } from '../../ui/await.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { ListingCard } from '../../ui/listing-card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RestoredShop } from '../../ui/restored.tsx';
import { type Status, statuses } from '../../ui/states.ts';
import { HealthBadge } from './health.tsx';
import { ListMore } from './list-more.tsx';
import { Quota } from './quota.tsx';
import { ShopActions } from './shop-actions.tsx';
import { ShopKey } from './shop-key.tsx';
import { ShopSettings } from './shop-settings.tsx';
import css from './shops.module.css';

const say = texts.shop;
const tabs = ['listings', 'settings', 'key', 'activity'] as const;

export default function ShopPage() {
  const { channelId } = useParams({ strict: false }) as { channelId: string };
  const search = useSearch({ strict: false }) as { part?: string; state?: string };
  const navigate = useNavigate();
  const channel = useQuery(channelQuery(channelId));
  const tab = tabs.find((one) => one === search.part) ?? 'listings';
  return (
    <Await query={channel}>
      {(one) => (
        <>
          <PageHead
            above={<Link to="/shops">{texts.nav.shops}</Link>}
            title={one.name}
            answer={one.sentence}
            actions={
              one.state === 'adopting' ? (
                <LinkButton to="/shops/$channelId/adopt" params={{ channelId }}>
                  {texts.shops.adopt}
                </LinkButton>
              ) : (
                <LinkButton to="/plan" search={{ channel: channelId }} variant="default">
                  {say.plan}
                </LinkButton>
              )
            }
          />
          <RestoredShop channelId={channelId} />
          <Panel title={say.health} actions={<ShopActions channel={one} />}>
            <div className={css.quota}>
              <div className={css.buttons}>
                <HealthBadge health={one.health} />
                {one.shopUrl ? (
                  <a href={one.shopUrl} target="_blank" rel="noreferrer">
                    {say.open} <IconExternalLink size={16} aria-hidden />
                  </a>
                ) : null}
              </div>
              <Quota quota={one.quota} />
            </div>
          </Panel>
          <Tabs
            value={tab}
            keepMounted={false}
            onChange={(value) =>
              void navigate({
                to: '/shops/$channelId',
                params: { channelId },
                search: { part: value === 'listings' ? undefined : (value ?? undefined) },
                replace: true,
              })
            }
          >
            <Tabs.List mb="lg">
              {tabs.map((name) => (
                <Tabs.Tab key={name} value={name}>
                  {say.tabs[name]}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="listings">
              <Listings channelId={channelId} status={statuses.find((state) => state === search.state)} />
            </Tabs.Panel>
            <Tabs.Panel value="settings">
              <ShopSettings key={one.version} channel={one} />
            </Tabs.Panel>
            <Tabs.Panel value="key">
              <ShopKey channel={one} />
            </Tabs.Panel>
            <Tabs.Panel value="activity">
              <ActivityList about={{ channelId }} />
            </Tabs.Panel>
          </Tabs>
        </>
      )}
    </Await>
  );
}

function Listings({ channelId, status }: { channelId: string; status: Status | undefined }) {
  const listings = useQuery(listingsQuery({ channelId, status }));
  return (
    <Await query={listings}>
      {({ items }) => (
        <>
          {status ? (
            <div className={css.only}>
              <p>{say.only(texts.states[status], items.length)}</p>
              <LinkButton to="/shops/$channelId" params={{ channelId }} variant="default">
                {say.all}
              </LinkButton>
            </div>
          ) : (
            <ListMore channelId={channelId} listed={items.map((one: Listing) => one.offerId)} />
          )}
          {items.length === 0 && !status ? <p className={css.quiet}>{say.noListings}</p> : null}
          {items.map((listing) => (
            <ListingCard key={listing.id} listing={listing} title={listing.title} />
          ))}
        </>
      )}
    </Await>
  );
}
