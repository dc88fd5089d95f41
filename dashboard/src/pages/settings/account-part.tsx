import { Button, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { addPasskey, canUsePasskey, meQuery } from '../../api/account.ts';
import { api, done } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWrite } from '../../ui/use-write.ts';
import css from './settings.module.css';

const say = texts.settings;

/** One's own name and address, a passkey, and signing out everywhere. */
export function AccountPart() {
  const me = useQuery(meQuery);
  const passkey = useWrite({
    run: () => addPasskey(navigator.platform || 'Passkey'),
    topics: [],
    done: say.passkeyAdded,
  });
  const out = useWrite({
    run: () => done(api.POST('/me/sign-out-everywhere')),
    topics: [],
    onDone: () => window.location.assign('/sign-in'),
  });
  return (
    <>
      <Panel title={say.parts.account} note={say.accountNote}>
        <Await query={me}>
          {(one) => (one.person ? <MeForm key={one.id} person={one.person} /> : <p>{one.name}</p>)}
        </Await>
      </Panel>
      <Panel title={say.signingIn} note={say.passkeyNote}>
        <div className={css.buttons}>
          {canUsePasskey() ? (
            <Button
              variant="default"
              leftSection={<IconFingerprint size={18} aria-hidden />}
              loading={passkey.isPending}
              onClick={() => passkey.mutate(undefined)}
            >
              {say.addPasskey}
            </Button>
          ) : null}
          <Button variant="default" loading={out.isPending} onClick={() => out.mutate(undefined)}>
            {say.signOutEverywhere}
          </Button>
        </div>
      </Panel>
    </>
  );
}

function MeForm({ person }: { person: NonNullable<Answer<'accounts.me'>['person']> }) {
  const [name, setName] = useState(person.name);
  const [email, setEmail] = useState(person.email ?? '');
  const save = useWrite({
    run: () => done(api.PATCH('/me', { body: { name, ...(email ? { email } : {}) } })),
    topics: ['hub'],
    done: say.saved,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className={css.form}>
      <TextInput
        label={say.personName}
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        type="email"
        label={say.email}
        description={say.emailHelp}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" loading={save.isPending}>
          {texts.save}
        </Button>
      </div>
    </form>
  );
}
