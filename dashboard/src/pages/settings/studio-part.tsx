import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, done, ifMatch } from '../../api/client.ts';
import { studioQuery } from '../../api/studio.ts';
import type { Answer } from '../../api/types.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWrite } from '../../ui/use-write.ts';
import css from './settings.module.css';

const say = texts.settings;

export function StudioPart() {
  const studio = useQuery(studioQuery);
  return (
    <Panel title={say.parts.studio} note={say.studioNote}>
      <Await query={studio}>{(one) => <StudioForm key={one.version} studio={one} />}</Await>
    </Panel>
  );
}

function StudioForm({ studio }: { studio: Answer<'studio.get'> }) {
  const [name, setName] = useState(studio.name);
  const [currency, setCurrency] = useState(studio.currency);
  const [timeZone, setTimeZone] = useState<string | null>(studio.timeZone);
  const save = useWrite({
    run: () =>
      done(
        api.PATCH('/studio', {
          body: { name, currency, timeZone: timeZone ?? studio.timeZone },
          ...ifMatch(studio.version),
        }),
      ),
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
        label={say.name}
        required
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={say.currency}
        description={say.currencyHelp}
        required
        pattern="[A-Z]{3}"
        maxLength={3}
        value={currency}
        onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())}
      />
      <Select
        label={say.timeZone}
        description={say.timeZoneHelp}
        searchable
        limit={50}
        allowDeselect={false}
        data={[...new Set([studio.timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])]}
        value={timeZone}
        onChange={setTimeZone}
      />
      <div>
        <Button type="submit" loading={save.isPending}>
          {texts.save}
        </Button>
      </div>
    </form>
  );
}
