import { IconBuildingStore, IconScissors, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { backupsQuery } from '../../api/backups.ts';
import { boardQuery } from '../../api/listings.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { RestoredCard } from '../../ui/restored.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { type Status, statuses } from '../../ui/states.ts';
import css from './board.module.css';
import { Matrix } from './matrix.tsx';
import { NeedsYou } from './needs-you.tsx';
import { StateCounts } from './state-counts.tsx';

const say = texts.board;

/** Home: the answer in one sentence, what needs the seller, then every offer on every shop. */
export default function BoardPage() {
  const search = useSearch({ strict: false }) as { search?: string; state?: string };
  const navigate = useNavigate();
  const status = statuses.find((one) => one === search.state) as Status | undefined;
  const board = useInfiniteQuery(boardQuery({ search: search.search || undefined, status }));
  const isHeld = useQuery(backupsQuery).data?.restored?.isStopped;
  const first = board.data?.pages[0];
  const items = board.data?.pages.flatMap((page) => page.items) ?? [];
  const change = (changes: Record<string, string | undefined>) =>
    void navigate({ to: '/', search: { ...search, ...changes }, replace: true });

  return (
    <>
      <PageHead title={say.title} answer={isHeld ? texts.restored.answer : first?.sentence} />
      <RestoredCard />
      <Await query={board}>
        {() =>
          first && (first.channels.length > 0 || items.length > 0 || search.search) ? (
            <>
              <NeedsYou />
              <StateCounts counts={first.counts} chosen={status} onChoose={(one) => change({ state: one })} />
              <div className={css.filters}>
                <SearchField
                  label={say.search}
                  value={search.search ?? ''}
                  onChange={(words) => change({ search: words || undefined })}
                />
              </div>
              {items.length > 0 ? (
                <Matrix
                  channels={first.channels}
                  items={items}
                  hasMore={board.hasNextPage}
                  onMore={() => void board.fetchNextPage()}
                />
              ) : (
                <EmptyNote icon={IconSearch} title={say.nothing}>
                  <p>{say.nothingWhat}</p>
                </EmptyNote>
              )}
              {first.channels.length === 0 ? <ConnectFirst /> : null}
            </>
          ) : (
            <EmptyNote
              icon={IconScissors}
              title={say.empty}
              action={
                <LinkButton to="/settings" search={{ part: 'folders' }}>
                  {texts.patterns.emptyDo}
                </LinkButton>
              }
            >
              <p>{say.emptyWhat}</p>
            </EmptyNote>
          )
        }
      </Await>
    </>
  );
}

const ConnectFirst = () => (
  <div className={css.connect}>
    <EmptyNote
      icon={IconBuildingStore}
      title={say.noShops}
      action={<LinkButton to="/shops/connect">{texts.shops.connect}</LinkButton>}
    >
      <p>{say.noShopsWhat}</p>
    </EmptyNote>
  </div>
);
