import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDots, IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { actOnListing, type Listing, type ListingAction } from '../api/listings.ts';
import { texts } from '../texts/index.ts';
import { LinkButton } from './link-button.tsx';
import css from './listing-card.module.css';
import { ListingDetails } from './listing-details.tsx';
import { Moment } from './moment.tsx';
import { StateBadge } from './state-badge.tsx';
import { useWrite } from './use-write.ts';

const say = texts.listing;

/** One listing: its state in a sentence, the next step, and on demand the differences and every step taken. */
export function ListingCard({ listing, title }: { listing: Listing; title: string }) {
  const [isOpen, setOpen] = useState(false);
  const act = useWrite({
    run: (action: ListingAction) => actOnListing(listing, action),
    topics: ['listing', 'activity'],
    done: (_, action) => say.did[action],
  });
  return (
    <article className={css.card}>
      <div className={css.head}>
        <div className={css.words}>
          <h2>{title}</h2>
          <StateBadge status={listing.status} until={listing.problem?.until ?? null} />
        </div>
        <div className={css.buttons}>
          <NextSteps listing={listing} onAct={(action) => act.mutate(action)} isBusy={act.isPending} />
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" px="xs" aria-label={say.more}>
                <IconDots size={18} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => act.mutate('retry')}>{say.retry}</Menu.Item>
              {listing.wantedState === 'paused' ? (
                <Menu.Item onClick={() => act.mutate('resume')}>{say.resume}</Menu.Item>
              ) : (
                <Menu.Item onClick={() => act.mutate('pause')}>{say.pause}</Menu.Item>
              )}
              {listing.canPutBack ? (
                <Menu.Item onClick={() => act.mutate('put-back')}>{say.putBack}</Menu.Item>
              ) : null}
              <Menu.Item onClick={() => act.mutate('let-go')}>{say.letGo}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      <p className={css.sentence}>{listing.sentence}</p>
      <div className={css.foot}>
        {listing.remoteUrl ? (
          <a href={listing.remoteUrl} target="_blank" rel="noreferrer">
            {say.onShop} <IconExternalLink size={14} aria-hidden />
          </a>
        ) : null}
        {listing.appliedAt ? (
          <span>
            {say.applied} <Moment at={listing.appliedAt} />
          </span>
        ) : null}
        {listing.ownFields.length > 0 ? <span>{say.own(listing.ownFields.map(nameField))}</span> : null}
        <Button
          variant="subtle"
          size="compact-sm"
          rightSection={<IconChevronDown size={16} aria-hidden className={isOpen ? css.turned : undefined} />}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {say.details}
        </Button>
      </div>
      {isOpen ? <ListingDetails listingId={listing.id} /> : null}
    </article>
  );
}

const nameField = (field: string): string =>
  (texts.fields as Record<string, string>)[field]?.toLowerCase() ?? field;

function NextSteps({
  listing,
  onAct,
  isBusy,
}: {
  listing: Listing;
  onAct: (action: ListingAction) => void;
  isBusy: boolean;
}) {
  if (listing.drift.length > 0)
    return (
      <>
        <Button disabled={isBusy} onClick={() => onAct('accept-drift')}>
          {say.acceptDrift}
        </Button>
        <Button variant="default" disabled={isBusy} onClick={() => onAct('overwrite-drift')}>
          {say.overwriteDrift}
        </Button>
      </>
    );
  if (listing.status !== 'needs-you') return null;
  if (listing.planHash)
    return (
      <LinkButton to="/plan" search={{ channel: listing.channelId }}>
        {say.review}
      </LinkButton>
    );
  if (listing.problem?.kind === 'gone')
    return (
      <Button disabled={isBusy} onClick={() => onAct('recreate')}>
        {say.recreate}
      </Button>
    );
  return (
    <Button disabled={isBusy} onClick={() => onAct('retry')}>
      {say.retry}
    </Button>
  );
}
