import { IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { buyersQuery } from '../../api/orders.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import css from '../orders/orders.module.css';

const say = texts.buyers;

export default function BuyersPage() {
  const search = useSearch({ strict: false }) as { words?: string };
  const navigate = useNavigate();
  const list = useInfiniteQuery(buyersQuery(search.words || undefined));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead title={say.title} answer={say.lead} />
      <div className={css.filters}>
        <SearchField
          label={say.search}
          value={search.words ?? ''}
          onChange={(words) =>
            void navigate({ to: '/buyers', search: { words: words || undefined }, replace: true })
          }
        />
      </div>
      <Await query={list}>
        {() =>
          items.length === 0 ? (
            <EmptyNote icon={IconUsers} title={search.words ? say.nothing : say.empty}>
              <p>{search.words ? say.nothingWhat : say.emptyWhat}</p>
            </EmptyNote>
          ) : (
            <VirtualList
              items={items}
              keyOf={(buyer) => buyer.id}
              rowHeight={68}
              label={say.title}
              hasMore={list.hasNextPage}
              onMore={() => void list.fetchNextPage()}
            >
              {(buyer) => (
                <Link to="/buyers/$buyerId" params={{ buyerId: buyer.id }} className={css.row} data-row-link>
                  <span className={css.rowMain}>
                    <strong>{buyer.name ?? texts.orders.unknownBuyer}</strong>
                    <span>{buyer.email ?? texts.order.noEmail}</span>
                  </span>
                  <span className={css.rowMoney}>{say.orders(buyer.orders)}</span>
                  <span className={css.rowTime}>
                    {buyer.lastOrderAt ? <Moment at={buyer.lastOrderAt} /> : null}
                  </span>
                  <span />
                </Link>
              )}
            </VirtualList>
          )
        }
      </Await>
    </>
  );
}
