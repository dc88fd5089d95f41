import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, done, live } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWrite } from '../../ui/use-write.ts';
import { OneTimeText } from './one-time-text.tsx';
import css from './settings.module.css';

const say = texts.settings;
type Person = Answer<'accounts.listPeople'>['items'][number];
export const roles = ['owner', 'editor', 'support', 'accountant', 'viewer'] as const;
export type Role = (typeof roles)[number];
export const roleOptions = roles.map((role) => ({ value: role, label: say.roles[role] }));

/** Who may sign in, and what for. */
export function PeoplePart() {
  const people = useQuery(live(['hub'], ['people'], () => done(api.GET('/people'))));
  return (
    <>
      <Panel title={say.parts.people} note={say.peopleNote}>
        <Await query={people}>
          {({ items }) => (
            <ul className={css.list}>
              {items.map((person) => (
                <PersonRow key={person.id} person={person} />
              ))}
            </ul>
          )}
        </Await>
      </Panel>
      <Invite />
    </>
  );
}

function PersonRow({ person }: { person: Person }) {
  const params = { path: { personId: person.id } };
  const change = useWrite({
    run: (role: Role) => done(api.PATCH('/people/{personId}', { params, body: { role } })),
    topics: ['hub'],
    done: say.saved,
  });
  const remove = useWrite({
    run: () => done(api.DELETE('/people/{personId}', { params })),
    topics: ['hub'],
    done: say.removed,
  });
  return (
    <li className={css.row}>
      <span className={css.grow}>
        <strong>{person.name}</strong>
        <span className={css.quiet}>{person.email ?? say.noEmail}</span>
      </span>
      <Select
        aria-label={say.roleOf(person.name)}
        allowDeselect={false}
        data={roleOptions}
        value={person.role}
        onChange={(role) => role && change.mutate(role as Role)}
      />
      <Button
        variant="subtle"
        color="gray"
        loading={remove.isPending}
        onClick={() => remove.mutate(undefined)}
      >
        {say.remove}
      </Button>
    </li>
  );
}

function Invite() {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const invite = useWrite({
    run: () => done(api.POST('/people', { body: { name, email, role } })),
    topics: ['hub'],
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate(undefined);
  };
  return (
    <Panel title={say.invite} note={say.inviteNote}>
      <form onSubmit={submit} className={css.form}>
        <TextInput
          label={say.personName}
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          type="email"
          label={say.email}
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label={say.role}
          description={say.roleHelp[role]}
          allowDeselect={false}
          data={roleOptions}
          value={role}
          onChange={(value) => value && setRole(value as Role)}
        />
        <div>
          <Button type="submit" loading={invite.isPending}>
            {say.inviteDo}
          </Button>
        </div>
      </form>
      {invite.data ? <OneTimeText label={say.inviteLink} text={invite.data.signInUrl} /> : null}
    </Panel>
  );
}
