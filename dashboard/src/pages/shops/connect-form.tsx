import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Channel, Spoke } from '../../api/channels.ts';
import { api, done } from '../../api/client.ts';
import { isProblem } from '../../api/problem.ts';
import { texts } from '../../texts/index.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useWrite } from '../../ui/use-write.ts';
import css from './shops.module.css';

const say = texts.connect;

export interface Connected {
  channel: Channel;
  authorizeUrl: string | null;
  taskId: string | null;
}

/** The fields that this kind of shop asks for; with `channelId` it gives a connected shop a new key. */
export function ConnectForm({
  spoke,
  channelId,
  onConnected,
}: {
  spoke: Spoke;
  channelId?: string;
  onConnected: (connected: Connected) => void;
}) {
  const [name, setName] = useState(spoke.name);
  const [address, setAddress] = useState('');
  const [values, setValues] = useState<Record<string, string>>({});
  const given = (fields: Spoke['fields']) =>
    Object.fromEntries(
      fields.map((field) => [field.name, values[field.name] ?? '']).filter(([, value]) => value),
    );
  const connect = useWrite({
    run: async (): Promise<Connected> =>
      channelId
        ? done(
            api.POST('/channels/{channelId}/reconnect', {
              params: { path: { channelId } },
              body: { keys: given(spoke.fields) },
            }),
          )
        : done(
            api.POST('/channels', {
              body: {
                kind: spoke.kind,
                name,
                keys: given(spoke.fields),
                settings: given(spoke.settings),
                ...(address ? { baseUrl: address } : {}),
              },
            }),
          ),
    topics: ['channel'],
    isQuiet: true,
    onDone: onConnected,
  });
  const problem = isProblem(connect.error) ? connect.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className={css.form}>
      {connect.error ? <ProblemNote error={connect.error} /> : null}
      {channelId ? null : (
        <TextInput
          label={say.name}
          description={say.nameHelp}
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      {[...(channelId ? [] : spoke.settings), ...spoke.fields].map((field) => {
        const Field = field.isSecret ? PasswordInput : TextInput;
        return (
          <Field
            key={field.name}
            label={field.label}
            description={field.help}
            autoComplete="off"
            spellCheck={false}
            required={spoke.fields.includes(field)}
            value={values[field.name] ?? ''}
            error={problem?.fieldMessage(field.name)}
            onChange={(event) => setValues({ ...values, [field.name]: event.currentTarget.value })}
          />
        );
      })}
      {spoke.callbackUrl ? (
        <TextInput
          readOnly
          label={say.callback(spoke.name)}
          description={say.callbackHelp}
          value={spoke.callbackUrl}
          onFocus={(event) => event.currentTarget.select()}
        />
      ) : null}
      {channelId ? null : (
        <details>
          <summary>{say.other}</summary>
          <TextInput
            mt="sm"
            type="url"
            label={say.address}
            description={say.addressHelp}
            placeholder={spoke.baseUrl}
            value={address}
            error={problem?.fieldMessage('baseUrl')}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
        </details>
      )}
      <div className={css.buttons}>
        <Button type="submit" loading={connect.isPending}>
          {spoke.auth === 'oauth2' ? say.toConsent(spoke.name) : channelId ? say.reconnect : say.connect}
        </Button>
      </div>
    </form>
  );
}
