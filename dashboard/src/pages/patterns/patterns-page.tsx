import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus, IconScissors, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type Pattern, type PatternState, patternsQuery } from '../../api/patterns.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { Cover } from '../../ui/cover.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatMoney } from '../../ui/format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { NewPattern } from './new-pattern.tsx';
import { PatternStateBadge } from './pattern-state.tsx';
import css from './patterns.module.css';

const say = texts.patterns;
const states = ['all', 'active', 'draft', 'archived'] as const;

export default function PatternsPage() {
  const search = useSearch({ strict: false }) as { search?: string; state?: string; new?: string };
  const navigate = useNavigate();
  const state = states.find((one) => one === search.state) ?? 'all';
  const change = (changes: Record<string, string | undefined>) =>
    void navigate({ to: '/patterns', search: { ...search, ...changes }, replace: true });
  const list = useInfiniteQuery(
    patternsQuery({
      search: search.search || undefined,
      state: state === 'all' ? undefined : (state as PatternState),
    }),
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = Boolean(search.search) || state !== 'all';

  return (
    <>
      <PageHead
        title={say.title}
        answer={list.data && !isFiltered ? say.answer(items.length, list.hasNextPage) : say.lead}
        actions={
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => change({ new: 'yes' })}>
            {say.add}
          </Button>
        }
      />
      <div className={css.filters}>
        <SearchField
          label={say.search}
          value={search.search ?? ''}
          onChange={(words) => change({ search: words || undefined })}
        />
        <SegmentedControl
          aria-label={say.stateFilter}
          value={state}
          onChange={(value) => change({ state: value === 'all' ? undefined : value })}
          data={states.map((one) => ({ value: one, label: say.states[one] }))}
        />
      </div>
      <Await query={list}>
        {() =>
          items.length === 0 ? (
            isFiltered ? (
              <EmptyNote icon={IconSearch} title={say.nothing}>
                <p>{say.nothingWhat}</p>
              </EmptyNote>
            ) : (
              <EmptyNote
                icon={IconScissors}
                title={say.empty}
                action={
                  <LinkButton to="/settings" search={{ part: 'folders' }}>
                    {say.emptyDo}
                  </LinkButton>
                }
              >
                <p>{say.emptyWhat}</p>
              </EmptyNote>
            )
          ) : (
            <VirtualList
              items={items}
              keyOf={(pattern) => pattern.id}
              rowHeight={72}
              label={say.title}
              hasMore={list.hasNextPage}
              onMore={() => void list.fetchNextPage()}
            >
              {(pattern) => <PatternRow pattern={pattern} />}
            </VirtualList>
          )
        }
      </Await>
      <NewPattern isOpen={search.new === 'yes'} onClose={() => change({ new: undefined })} />
    </>
  );
}

function PatternRow({ pattern }: { pattern: Pattern }) {
  const whole = pattern.offers.find((offer) => offer.kind === 'whole') ?? pattern.offers[0];
  return (
    <Link to="/patterns/$patternId" params={{ patternId: pattern.id }} className={css.row} data-row-link>
      <Cover patternId={pattern.id} sha256={pattern.images[0]?.sha256} />
      <span className={css.rowTitle}>
        <strong>{pattern.title}</strong>
        <span>{[pattern.craft, say.sizes(pattern.sizes.length)].filter(Boolean).join(' · ')}</span>
      </span>
      <span className={css.rowPrice}>
        {whole ? formatMoney(whole.price.amountMinor, whole.price.currency) : null}
      </span>
      <span className={css.rowState}>
        <PatternStateBadge state={pattern.state} />
      </span>
    </Link>
  );
}
