import { Button, Drawer, UnstyledButton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClockHour4,
  IconHandStop,
  IconInbox,
  IconMail,
} from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { messageQuery, messagesQuery } from '../../api/notices.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { WordBadge } from '../../ui/word-badge.tsx';
import css from '../orders/orders.module.css';

const say = texts.outbox;

const looks = {
  outbox: { icon: IconInbox, ink: 'quiet' },
  waiting: { icon: IconClockHour4, ink: 'waiting' },
  held: { icon: IconHandStop, ink: 'needs' },
  sent: { icon: IconCircleCheck, ink: 'good' },
  failed: { icon: IconAlertTriangle, ink: 'needs' },
} as const;

/** Every message to a buyer; without a mail server they are kept here to be read. */
export default function OutboxPage() {
  const search = useSearch({ strict: false }) as { message?: string; state?: string };
  const navigate = useNavigate();
  const isHeld = search.state === 'held';
  const list = useInfiniteQuery(messagesQuery(isHeld ? 'held' : undefined));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const open = (message: string | undefined) =>
    void navigate({ to: '/outbox', search: { ...search, message }, replace: true });
  return (
    <>
      <PageHead
        above={<Link to="/notices">{texts.nav.notices}</Link>}
        title={say.title}
        answer={isHeld ? say.heldLead : say.lead}
        actions={
          isHeld ? (
            <LinkButton to="/outbox" variant="default">
              {say.showAll}
            </LinkButton>
          ) : null
        }
      />
      <Await query={list}>
        {() =>
          items.length === 0 ? (
            <EmptyNote icon={IconMail} title={isHeld ? say.noneHeld : say.empty}>
              <p>{isHeld ? say.noneHeldWhat : say.emptyWhat}</p>
            </EmptyNote>
          ) : (
            <VirtualList
              items={items}
              keyOf={(message) => message.id}
              rowHeight={68}
              label={say.title}
              hasMore={list.hasNextPage}
              onMore={() => void list.fetchNextPage()}
            >
              {(message) => (
                <UnstyledButton className={css.row} data-row-link onClick={() => open(message.id)}>
                  <span className={css.rowMain}>
                    <strong>{message.subject}</strong>
                    <span>
                      {message.recipient}
                      {message.error ? ` · ${message.error}` : ''}
                    </span>
                  </span>
                  <span />
                  <span className={css.rowTime}>
                    <Moment at={message.createdAt} />
                  </span>
                  <span className={css.rowState}>
                    <WordBadge {...looks[message.state]}>{say.states[message.state]}</WordBadge>
                  </span>
                </UnstyledButton>
              )}
            </VirtualList>
          )
        }
      </Await>
      {search.message ? <Reader messageId={search.message} onClose={() => open(undefined)} /> : null}
    </>
  );
}

function Reader({ messageId, onClose }: { messageId: string; onClose: () => void }) {
  const message = useQuery(messageQuery(messageId));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={message.data?.subject ?? say.title}
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      <Await query={message}>
        {(one) => (
          <>
            <p className={css.quiet}>{say.to(one.recipient)}</p>
            <pre style={{ whiteSpace: 'pre-wrap', font: 'inherit' }}>{one.textBody}</pre>
            <Button variant="default" onClick={onClose}>
              {texts.close}
            </Button>
          </>
        )}
      </Await>
    </Drawer>
  );
}
