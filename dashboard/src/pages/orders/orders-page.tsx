import { SegmentedControl } from '@mantine/core';
import { IconReceipt, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { orderNumbersQuery, ordersQuery } from '../../api/orders.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { OrderRow } from './order-row.tsx';
import css from './orders.module.css';

const say = texts.orders;

export default function OrdersPage() {
  const search = useSearch({ strict: false }) as { words?: string; show?: string };
  const navigate = useNavigate();
  const numbers = useQuery(orderNumbersQuery);
  const show = search.show === 'tests' || search.show === 'unknown' ? search.show : 'all';
  const list = useInfiniteQuery(
    ordersQuery({
      words: search.words || undefined,
      tests: show === 'tests' ? 'only' : 'with',
      unknownOnly: show === 'unknown' || undefined,
    }),
  );
  const change = (changes: Record<string, string | undefined>) =>
    void navigate({ to: '/orders', search: { ...search, ...changes }, replace: true });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead title={say.title} answer={numbers.data ? say.answer(numbers.data) : null} />
      <div className={css.filters}>
        <SearchField
          label={say.search}
          value={search.words ?? ''}
          onChange={(words) => change({ words: words || undefined })}
        />
        <SegmentedControl
          aria-label={say.filter}
          value={show}
          onChange={(value) => change({ show: value === 'all' ? undefined : value })}
          data={[
            { value: 'all', label: say.all },
            { value: 'unknown', label: say.unknown },
            { value: 'tests', label: say.tests },
          ]}
        />
      </div>
      <Await query={list}>
        {() =>
          items.length === 0 ? (
            search.words || show !== 'all' ? (
              <EmptyNote icon={IconSearch} title={say.nothing}>
                <p>{say.nothingWhat}</p>
              </EmptyNote>
            ) : (
              <EmptyNote icon={IconReceipt} title={say.empty}>
                <p>{say.emptyWhat}</p>
              </EmptyNote>
            )
          ) : (
            <VirtualList
              items={items}
              keyOf={(order) => order.id}
              rowHeight={68}
              label={say.title}
              hasMore={list.hasNextPage}
              onMore={() => void list.fetchNextPage()}
            >
              {(order) => <OrderRow order={order} />}
            </VirtualList>
          )
        }
      </Await>
    </>
  );
}
