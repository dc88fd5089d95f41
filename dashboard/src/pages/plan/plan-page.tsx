import { Button, Checkbox } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, done } from '../../api/client.ts';
import { type Plan, planQuery } from '../../api/listings.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatDuration, formatMoney } from '../../ui/format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWrite } from '../../ui/use-write.ts';
import css from './plan.module.css';
import { PlanListing } from './plan-listing.tsx';

const say = texts.plan;
type Shop = Plan['channels'][number];

/** What would be done, where, what it costs and how long it takes; nothing happens before the click. */
export default function PlanPage() {
  const search = useSearch({ strict: false }) as { channel?: string };
  const plan = useQuery(planQuery(search.channel));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const all = plan.data?.channels.flatMap((shop) => shop.listings) ?? [];
  const chosen = all.filter((listing) => !left.has(listing.id) && listing.planHash);
  const approve = useWrite({
    run: () =>
      done(
        api.POST('/plan/approve', {
          body: { plans: chosen.map((one) => ({ listingId: one.id, planHash: one.planHash ?? '' })) },
        }),
      ),
    topics: ['listing', 'channel', 'activity'],
    done: ({ approved, changed }) => say.approved(approved, changed.length),
  });
  const leave = (ids: readonly string[], isLeft: boolean) =>
    setLeft((before) => {
      const next = new Set(before);
      for (const id of ids) isLeft ? next.add(id) : next.delete(id);
      return next;
    });
  return (
    <>
      <PageHead
        above={<Link to="/">{texts.nav.board}</Link>}
        title={say.title}
        answer={plan.data?.sentence}
      />
      <Await query={plan}>
        {({ channels }) =>
          all.length === 0 ? (
            <EmptyNote
              icon={IconCircleCheck}
              title={channels.some((shop) => shop.pending > 0) ? say.working : say.empty}
              action={
                <LinkButton to="/" variant="default">
                  {say.toBoard}
                </LinkButton>
              }
            >
              <p>{say.emptyWhat}</p>
            </EmptyNote>
          ) : (
            <>
              {channels
                .filter((shop) => shop.listings.length > 0)
                .map((shop) => (
                  <ShopPlan key={shop.channelId} shop={shop} left={left} onLeave={leave} />
                ))}
              <div className={css.foot}>
                <span>{say.chosen(chosen.length, all.length)}</span>
                <Button
                  size="md"
                  disabled={chosen.length === 0}
                  loading={approve.isPending}
                  onClick={() => approve.mutate(undefined)}
                >
                  {say.approve(chosen.length)}
                </Button>
              </div>
            </>
          )
        }
      </Await>
    </>
  );
}

function ShopPlan({
  shop,
  left,
  onLeave,
}: {
  shop: Shop;
  left: ReadonlySet<string>;
  onLeave: (ids: readonly string[], isLeft: boolean) => void;
}) {
  const ids = shop.listings.map((listing) => listing.id);
  const taken = ids.filter((id) => !left.has(id));
  const cost = shop.fees.map((fee) => formatMoney(fee.amountMinor, fee.currency)).join(' + ') || say.free;
  return (
    <Panel
      title={shop.channelName}
      note={say.sums(shop.steps, shop.calls, formatDuration(shop.estimatedSeconds), cost)}
      actions={
        <Checkbox
          label={say.all}
          checked={taken.length === ids.length}
          indeterminate={taken.length > 0 && taken.length < ids.length}
          onChange={(event) => onLeave(ids, !event.currentTarget.checked)}
        />
      }
    >
      <ul className={css.listings}>
        {shop.listings.map((listing) => (
          <PlanListing
            key={listing.id}
            listing={listing}
            isTaken={!left.has(listing.id)}
            onTake={(isTaken) => onLeave([listing.id], !isTaken)}
          />
        ))}
      </ul>
    </Panel>
  );
}
