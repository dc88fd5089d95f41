import { Button, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api, done } from '../../api/client.ts';
import { type Notice, noticeQuery } from '../../api/notices.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWrite } from '../../ui/use-write.ts';
import css from '../orders/orders.module.css';
import { NoticeStateBadge } from './notices-page.tsx';

const say = texts.notices;

export default function NoticePage() {
  const { noticeId } = useParams({ strict: false }) as { noticeId: string };
  const notice = useQuery(noticeQuery(noticeId));
  return (
    <Await query={notice}>
      {(one) => (
        <>
          <PageHead
            above={<Link to="/notices">{texts.nav.notices}</Link>}
            title={say.about(one.patternTitle, one.releaseNumber)}
            answer={say.counts(one.counts.toSend + one.counts.inOutbox, one.counts.withheld)}
          />
          <div className={css.columns}>
            <Words key={one.id} notice={one} />
            <Panel title={say.who}>
              <p>
                <NoticeStateBadge state={one.state} />
              </p>
              <dl className={css.facts}>
                <dt>{say.gets}</dt>
                <dd>{one.counts.toSend + one.counts.inOutbox}</dd>
                <dt>{say.withheld}</dt>
                <dd>{one.counts.withheld}</dd>
              </dl>
              <ul>
                {one.withheld.map((group) => (
                  <li key={group.reason}>
                    {say.withheldGroup(group.buyers)} {group.reason}
                  </li>
                ))}
              </ul>
            </Panel>
          </div>
        </>
      )}
    </Await>
  );
}

function Words({ notice }: { notice: Notice }) {
  const [subject, setSubject] = useState(notice.subject);
  const [body, setBody] = useState(notice.body);
  const [isOpen, state] = useDisclosure();
  const params = { path: { noticeId: notice.id } };
  const isChanged = subject !== notice.subject || body !== notice.body;
  const keep = () => done(api.PATCH('/notices/{noticeId}', { params, body: { subject, body } }));
  const save = useWrite({ run: keep, topics: ['notice'], done: say.saved });
  const approve = useWrite({
    run: async () => {
      if (isChanged) await keep();
      return done(api.POST('/notices/{noticeId}/approve', { params }));
    },
    topics: ['notice', 'activity'],
    done: say.approved,
    onDone: state.close,
  });
  const discard = useWrite({
    run: () => done(api.POST('/notices/{noticeId}/discard', { params })),
    topics: ['notice'],
    done: say.discarded,
  });
  const isDraft = notice.state === 'draft';
  return (
    <Panel title={say.words} note={isDraft ? say.wordsNote : undefined}>
      <div className={css.list}>
        <TextInput
          label={say.subject}
          readOnly={!isDraft}
          maxLength={200}
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
        <Textarea
          label={say.body}
          readOnly={!isDraft}
          autosize
          minRows={8}
          maxLength={10_000}
          value={body}
          onChange={(event) => setBody(event.currentTarget.value)}
        />
        {isDraft ? (
          <div className={css.buttons}>
            <Button leftSection={<IconSend size={18} aria-hidden />} onClick={state.open}>
              {say.send(notice.counts.toSend)}
            </Button>
            <Button
              variant="default"
              disabled={!isChanged}
              loading={save.isPending}
              onClick={() => save.mutate(undefined)}
            >
              {texts.save}
            </Button>
            <Button
              variant="subtle"
              color="gray"
              loading={discard.isPending}
              onClick={() => discard.mutate(undefined)}
            >
              {say.discard}
            </Button>
          </div>
        ) : null}
      </div>
      <Confirm
        isOpen={isOpen}
        onClose={state.close}
        title={say.ask}
        action={say.send(notice.counts.toSend)}
        isBusy={approve.isPending}
        onConfirm={() => approve.mutate(undefined)}
      >
        <p>{say.askWhat(notice.counts.toSend, notice.counts.withheld)}</p>
      </Confirm>
    </Panel>
  );
}
