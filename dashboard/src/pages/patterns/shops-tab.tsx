import { Button } from '@mantine/core';
import { IconBuildingStore } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { channelsQuery } from '../../api/channels.ts';
import { api, done } from '../../api/client.ts';
import { listingsQuery } from '../../api/listings.ts';
import type { Pattern } from '../../api/patterns.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { ListingCard } from '../../ui/listing-card.tsx';
import { useWrite } from '../../ui/use-write.ts';
import css from './patterns.module.css';

const say = texts.pattern;

/** This pattern on each shop, and the shops where it is not yet. */
export function ShopsTab({ pattern }: { pattern: Pattern }) {
  const listings = useQuery(listingsQuery({ patternId: pattern.id }));
  const channels = useQuery(channelsQuery);
  const whole = pattern.offers.find((offer) => offer.kind === 'whole') ?? pattern.offers[0];
  const list = useWrite({
    run: (channelId: string) =>
      done(
        api.POST('/channels/{channelId}/listings', {
          params: { path: { channelId } },
          body: { offerIds: whole ? [whole.id] : [] },
        }),
      ),
    topics: ['listing'],
    done: say.listed,
  });
  return (
    <Await query={listings}>
      {({ items }) => {
        const absent = (channels.data?.items ?? []).filter(
          (channel) =>
            !items.some((listing) => listing.channelId === channel.id && listing.offerId === whole?.id),
        );
        return (
          <>
            {items.map((listing) => (
              <ListingCard
                key={listing.id}
                listing={listing}
                title={
                  listing.language ? `${listing.channelName} (${listing.language})` : listing.channelName
                }
              />
            ))}
            {absent.length > 0 && whole ? (
              <div className={css.formFoot}>
                <span className={css.quiet}>{say.notOn}</span>
                {absent.map((channel) => (
                  <Button
                    key={channel.id}
                    variant="default"
                    loading={list.isPending && list.variables === channel.id}
                    onClick={() => list.mutate(channel.id)}
                  >
                    {say.listOn(channel.name)}
                  </Button>
                ))}
              </div>
            ) : null}
            {channels.data?.items.length === 0 ? (
              <EmptyNote
                icon={IconBuildingStore}
                title={texts.board.noShops}
                action={<LinkButton to="/shops/connect">{texts.shops.connect}</LinkButton>}
              >
                <p>{texts.board.noShopsWhat}</p>
              </EmptyNote>
            ) : null}
          </>
        );
      }}
    </Await>
  );
}
