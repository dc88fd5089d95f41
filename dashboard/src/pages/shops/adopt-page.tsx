import { Button, Progress } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBuildingStore } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { channelQuery } from '../../api/channels.ts';
import { api, done } from '../../api/client.ts';
import { adoptionQuery, type Remote } from '../../api/listings.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWrite } from '../../ui/use-write.ts';
import { AdoptRow } from './adopt-row.tsx';
import css from './shops.module.css';

const say = texts.adopt;

/** What is there, and which pattern each listing is: certain, doubtful, the rest. Nothing is written until it is finished. */
export default function AdoptPage() {
  const { channelId } = useParams({ strict: false }) as { channelId: string };
  const channel = useQuery(channelQuery(channelId));
  const list = useInfiniteQuery(adoptionQuery(channelId));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const of = (...states: Remote['state'][]) => items.filter((one) => states.includes(one.state));
  const certain = of('matched');
  const doubtful = of('asked');
  const rest = of('open');
  const decided = of('adopted', 'set-aside');
  const open = certain.length + doubtful.length + rest.length;
  const adoptAll = useWrite({
    run: () => done(api.POST('/channels/{channelId}/adopt-certain', { params: { path: { channelId } } })),
    topics: ['channel', 'listing'],
    done: ({ adopted }) => say.adoptedAll(adopted),
  });
  const group = (title: string, note: string, rows: Remote[], actions?: React.ReactNode) =>
    rows.length === 0 ? null : (
      <Panel title={title} note={note} actions={actions}>
        <ul className={css.list}>
          {rows.map((remote) => (
            <li key={remote.remoteId}>
              <AdoptRow channelId={channelId} remote={remote} />
            </li>
          ))}
        </ul>
      </Panel>
    );
  return (
    <>
      <PageHead
        above={
          <Link to="/shops/$channelId" params={{ channelId }}>
            {channel.data?.name ?? texts.nav.shops}
          </Link>
        }
        title={say.title}
        answer={list.data ? say.answer(items.length, open) : null}
        actions={channel.data?.state === 'adopting' ? <Finish channelId={channelId} open={open} /> : null}
      />
      <Await query={list}>
        {() =>
          items.length === 0 ? (
            <EmptyNote icon={IconBuildingStore} title={say.empty}>
              <p>{say.emptyWhat}</p>
            </EmptyNote>
          ) : (
            <>
              <Progress
                value={((items.length - open) / items.length) * 100}
                mb="lg"
                aria-label={say.progress}
              />
              {group(
                say.certain,
                say.certainNote,
                certain,
                <Button loading={adoptAll.isPending} onClick={() => adoptAll.mutate(undefined)}>
                  {say.adoptAll(certain.length)}
                </Button>,
              )}
              {group(say.doubtful, say.doubtfulNote, doubtful)}
              {group(say.rest, say.restNote, rest)}
              {group(say.decided, say.decidedNote, decided)}
            </>
          )
        }
      </Await>
    </>
  );
}

function Finish({ channelId, open }: { channelId: string; open: number }) {
  const navigate = useNavigate();
  const [isOpen, state] = useDisclosure();
  const finish = useWrite({
    run: () => done(api.POST('/channels/{channelId}/finish-adoption', { params: { path: { channelId } } })),
    topics: ['channel', 'listing', 'activity'],
    done: say.finished,
    onDone: () => void navigate({ to: '/plan', search: { channel: channelId } }),
  });
  return (
    <>
      <Button onClick={state.open}>{say.finish}</Button>
      <Confirm
        isOpen={isOpen}
        onClose={state.close}
        title={say.finish}
        action={say.finishDo}
        isBusy={finish.isPending}
        onConfirm={() => finish.mutate(undefined)}
      >
        <p>{say.finishWhat}</p>
        {open > 0 ? <p>{say.finishOpen(open)}</p> : null}
      </Confirm>
    </>
  );
}
