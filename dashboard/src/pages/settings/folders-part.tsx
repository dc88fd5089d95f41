import { Button, Switch, TextInput } from '@mantine/core';
import { IconCircleCheck, IconFolder, IconFolderOff, IconPlayerPause } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, done, live } from '../../api/client.ts';
import { studioQuery } from '../../api/studio.ts';
import type { Answer } from '../../api/types.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { parsePrice } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';
import { useWrite } from '../../ui/use-write.ts';
import { WordBadge } from '../../ui/word-badge.tsx';
import css from './settings.module.css';

const say = texts.folders;
type Folder = Answer<'files.listFolders'>['items'][number];

const looks = {
  watching: { icon: IconCircleCheck, ink: 'good' },
  missing: { icon: IconFolderOff, ink: 'needs' },
  paused: { icon: IconPlayerPause, ink: 'quiet' },
} as const;

/** Folders on the hub's computer: what is put there is taken in. */
export function FoldersPart() {
  const folders = useQuery(live(['pattern', 'release', 'hub'], ['folders'], () => done(api.GET('/folders'))));
  return (
    <>
      <Panel title={say.title} note={say.note}>
        <Await query={folders}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyNote icon={IconFolder} title={say.empty}>
                <p>{say.emptyWhat}</p>
              </EmptyNote>
            ) : (
              <ul className={css.list}>
                {items.map((folder) => (
                  <FolderRow key={folder.id} folder={folder} />
                ))}
              </ul>
            )
          }
        </Await>
      </Panel>
      <AddFolder />
    </>
  );
}

function FolderRow({ folder }: { folder: Folder }) {
  const params = { path: { folderId: folder.id } };
  const refused = useQuery({
    ...live(['pattern'], ['folders', folder.id, 'refused'], () =>
      done(
        api.GET('/folders/{folderId}/files', {
          params: { path: { folderId: folder.id }, query: { state: 'refused', limit: 20 } },
        }),
      ),
    ),
    enabled: folder.counts.refused > 0,
  });
  const rescan = useWrite({
    run: () => done(api.POST('/folders/{folderId}/rescan', { params })),
    topics: ['pattern', 'release', 'hub'],
    done: say.looked,
  });
  const remove = useWrite({
    run: () => done(api.DELETE('/folders/{folderId}', { params })),
    topics: ['hub'],
    done: say.removed,
  });
  return (
    <li>
      <div className={css.row}>
        <span className={css.grow}>
          <strong translate="no">{folder.path}</strong>
          <span className={css.quiet}>
            {folder.message ?? say.counts(folder.counts.taken, folder.counts.waiting, folder.counts.refused)}
          </span>
        </span>
        <WordBadge {...looks[folder.state]}>{say.states[folder.state]}</WordBadge>
        <Button variant="default" loading={rescan.isPending} onClick={() => rescan.mutate(undefined)}>
          {say.look}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          loading={remove.isPending}
          onClick={() => remove.mutate(undefined)}
        >
          {say.remove}
        </Button>
      </div>
      {refused.data && refused.data.items.length > 0 ? (
        <ul>
          {refused.data.items.map((file) => (
            <li key={file.path}>
              <strong translate="no">{file.path}</strong> {file.message}
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

function AddFolder() {
  const studio = useQuery(studioQuery);
  const currency = studio.data?.currency ?? 'EUR';
  const [path, setPath] = useState('');
  const [price, setPrice] = useState('');
  const [craft, setCraft] = useState('sewing');
  const [isAutoPublish, setAutoPublish] = useState(false);
  const priceMinor = price === '' ? null : parsePrice(price, currency);
  const add = useWrite({
    run: () =>
      done(
        api.POST('/folders', {
          body: {
            path,
            isAutoPublish,
            defaultCraft: craft,
            ...(priceMinor === null ? {} : { defaultPriceMinor: priceMinor, defaultCurrency: currency }),
          },
        }),
      ),
    topics: ['hub', 'pattern'],
    done: say.added,
    onDone: () => setPath(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (price === '' || priceMinor !== null) add.mutate(undefined);
  };
  return (
    <Panel title={say.add} note={say.addNote}>
      <form onSubmit={submit} className={css.form}>
        <TextInput
          label={say.path}
          description={say.pathHelp}
          required
          spellCheck={false}
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        <TextInput
          label={say.craft}
          required
          maxLength={40}
          value={craft}
          onChange={(event) => setCraft(event.currentTarget.value)}
        />
        <TextInput
          label={say.price(currency)}
          description={say.priceHelp}
          inputMode="decimal"
          value={price}
          error={price !== '' && priceMinor === null ? texts.priceWrong : undefined}
          onChange={(event) => setPrice(event.currentTarget.value)}
        />
        <Switch
          label={say.autoPublish}
          description={say.autoPublishHelp}
          checked={isAutoPublish}
          onChange={(event) => setAutoPublish(event.currentTarget.checked)}
        />
        <div>
          <Button type="submit" loading={add.isPending}>
            {say.addDo}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
