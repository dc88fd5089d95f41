import { Button, Select, TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, done, live } from '../../api/client.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWrite } from '../../ui/use-write.ts';
import { OneTimeText } from './one-time-text.tsx';
import { type Role, roleOptions } from './people-part.tsx';
import css from './settings.module.css';

const say = texts.settings;

/** Keys for programs; a key's text is shown once. */
export function KeysPart() {
  const keys = useQuery(live(['hub'], ['api-keys'], () => done(api.GET('/api-keys'))));
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const create = useWrite({
    run: () => done(api.POST('/api-keys', { body: { name, role } })),
    topics: ['hub'],
    onDone: () => setName(''),
  });
  const revoke = useWrite({
    run: (apiKeyId: string) => done(api.DELETE('/api-keys/{apiKeyId}', { params: { path: { apiKeyId } } })),
    topics: ['hub'],
    done: say.revoked,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(undefined);
  };
  return (
    <Panel title={say.parts.keys} note={say.keysNote}>
      <Await query={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNote icon={IconKey} title={say.noKeys}>
              <p>{say.noKeysWhat}</p>
            </EmptyNote>
          ) : (
            <ul className={css.list}>
              {items.map((key) => (
                <li key={key.id} className={css.row}>
                  <span className={css.grow}>
                    <strong>{key.name}</strong>
                    <span className={css.quiet}>
                      {say.roles[key.role]} · {key.lastUsedAt ? say.used : say.neverUsed}{' '}
                      {key.lastUsedAt ? <Moment at={key.lastUsedAt} /> : null}
                    </span>
                  </span>
                  <Button
                    variant="subtle"
                    color="gray"
                    loading={revoke.isPending && revoke.variables === key.id}
                    onClick={() => revoke.mutate(key.id)}
                  >
                    {say.revoke}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Await>
      <form onSubmit={submit} className={css.form}>
        <TextInput
          label={say.keyName}
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
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
          <Button type="submit" loading={create.isPending}>
            {say.makeKey}
          </Button>
        </div>
      </form>
      {create.data ? <OneTimeText label={say.keyOnce} text={create.data.key} /> : null}
    </Panel>
  );
}
