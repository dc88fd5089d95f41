import { IconCircleCheck, IconMail, IconPencil, IconProgress, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type NoticeSummary, noticesQuery } from '../../api/notices.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { WordBadge } from '../../ui/word-badge.tsx';
import css from '../orders/orders.module.css';

const say = texts.notices;

const looks = {
  draft: { icon: IconPencil, ink: 'needs' },
  approved: { icon: IconProgress, ink: 'moving' },
  sent: { icon: IconCircleCheck, ink: 'good' },
  discarded: { icon: IconTrash, ink: 'quiet' },
} as const;

export const NoticeStateBadge = ({ state }: { state: NoticeSummary['state'] }) => (
  <WordBadge {...looks[state]}>{say.states[state]}</WordBadge>
);

export default function NoticesPage() {
  const list = useInfiniteQuery(noticesQuery);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const drafts = items.filter((one) => one.state === 'draft').length;
  return (
    <>
      <PageHead
        title={say.title}
        answer={list.data ? say.answer(drafts) : null}
        actions={
          <LinkButton to="/outbox" variant="default">
            {say.outbox}
          </LinkButton>
        }
      />
      <Await query={list}>
        {() =>
          items.length === 0 ? (
            <EmptyNote icon={IconMail} title={say.empty}>
              <p>{say.emptyWhat}</p>
            </EmptyNote>
          ) : (
            <VirtualList
              items={items}
              keyOf={(notice) => notice.id}
              rowHeight={68}
              label={say.title}
              hasMore={list.hasNextPage}
              onMore={() => void list.fetchNextPage()}
            >
              {(notice) => (
                <Link
                  to="/notices/$noticeId"
                  params={{ noticeId: notice.id }}
                  className={css.row}
                  data-row-link
                >
                  <span className={css.rowMain}>
                    <strong>{notice.subject}</strong>
                    <span>
                      {notice.patternTitle} {notice.releaseNumber} ·{' '}
                      {say.counts(notice.counts.toSend + notice.counts.inOutbox, notice.counts.withheld)}
                    </span>
                  </span>
                  <span />
                  <span className={css.rowTime}>
                    <Moment at={notice.createdAt} />
                  </span>
                  <span className={css.rowState}>
                    <NoticeStateBadge state={notice.state} />
                  </span>
                </Link>
              )}
            </VirtualList>
          )
        }
      </Await>
    </>
  );
}
