import { Button } from '@mantine/core';
import { IconMailForward, IconMailOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { mayDo, meQuery } from '../api/account.ts';
import { heldLettersQuery } from '../api/backups.ts';
import { api, done } from '../api/client.ts';
import { texts } from '../texts/index.ts';
import { Confirm } from './confirm.tsx';
import { focusMain } from './focus-main.ts';
import css from './restored.module.css';
import { useWrite } from './use-write.ts';

const say = texts.restored;

/** Letters that a restored hub holds back: which, and whether they are sent. */
export function HeldLetters({ number, canSend }: { number: number; canSend: boolean }) {
  const me = useQuery(meQuery);
  const mayRead = me.data !== undefined && mayDo(me.data.scopes, 'buyers:read');
  return (
    <div>
      <h3>{say.letters}</h3>
      <p>
        {say.lettersHeld(number)} {say.lettersWhat}
      </p>
      {mayRead ? <Which number={number} /> : null}
      {mayDo(me.data?.scopes, 'notices:approve') ? <Choices number={number} canSend={canSend} /> : null}
    </div>
  );
}

function Which({ number }: { number: number }) {
  const { data } = useQuery(heldLettersQuery);
  const items = data?.items ?? [];
  return (
    <ul className={css.letters}>
      {items.map(({ id, subject, recipient }) => (
        <li key={id}>
          <Link to="/outbox" search={{ state: 'held', message: id }}>
            {subject}
          </Link>{' '}
          <span className={css.quiet}>{recipient}</span>
        </li>
      ))}
      {number > items.length ? (
        <li>
          <Link to="/outbox" search={{ state: 'held' }}>
            {say.more(number)}
          </Link>
        </li>
      ) : null}
    </ul>
  );
}

function Choices({ number, canSend }: { number: number; canSend: boolean }) {
  const reason = useId();
  const [asked, ask] = useState<'send' | 'leave' | null>(null);
  const release = useWrite({
    run: (send: boolean) => done(api.POST('/messages/held', { body: { send } })),
    topics: ['hub', 'order', 'notice'],
    done: ({ messages }, send) => (send ? say.sent(messages) : say.left(messages)),
    onDone: () => {
      ask(null);
      focusMain();
    },
  });
  const isSend = asked === 'send';
  return (
    <div className={css.buttons}>
      <Button
        variant="default"
        leftSection={<IconMailForward size={18} aria-hidden />}
        disabled={!canSend}
        aria-describedby={canSend ? undefined : reason}
        onClick={() => ask('send')}
      >
        {say.send}
      </Button>
      <Button
        variant="default"
        leftSection={<IconMailOff size={18} aria-hidden />}
        onClick={() => ask('leave')}
      >
        {say.leave}
      </Button>
      {canSend ? null : (
        <span id={reason} className={css.quiet}>
          {say.sendNot}
        </span>
      )}
      <Confirm
        isOpen={asked !== null}
        onClose={() => ask(null)}
        title={isSend ? say.sendAsk(number) : say.leaveAsk(number)}
        action={isSend ? say.send : say.leave}
        isBusy={release.isPending}
        onConfirm={() => release.mutate(isSend)}
      >
        <p>{isSend ? say.sendWhat : say.leaveWhat}</p>
      </Confirm>
    </div>
  );
}
