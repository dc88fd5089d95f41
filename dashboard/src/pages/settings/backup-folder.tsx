import { Button, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconFolder } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { archivesQuery, type Backups } from '../../api/backups.ts';
import { api, done } from '../../api/client.ts';
import { isProblem } from '../../api/problem.ts';
import { texts } from '../../texts/index.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWrite } from '../../ui/use-write.ts';
import css from './backups.module.css';
import { LineToSet } from './line-to-set.tsx';
import parts from './settings.module.css';

const say = texts.backups;

/** Where backups go: chosen here, or told where the hub is started. */
export function BackupFolder({ status: { folder, folderFrom, mayChoose } }: { status: Backups }) {
  const { data } = useQuery(archivesQuery);
  return (
    <Panel title={say.folder} note={say.folderNote}>
      <div className={css.last}>
        {folder === null ? (
          <EmptyNote icon={IconFolder} title={say.noFolder}>
            <p>{mayChoose ? say.noFolderWhat : say.byStartOnly}</p>
          </EmptyNote>
        ) : (
          <strong className={css.path} translate="no">
            {folder}
          </strong>
        )}
        {folder !== null && data && !data.isThere ? (
          <Warning title={say.away} what={say.awayWhat} />
        ) : data?.isOnHubsDisk ? (
          <Warning title={say.sameDisk} what={say.sameDiskWhat} />
        ) : null}
        {folderFrom === 'start' ? (
          <p className={parts.quiet}>
            {say.byStart} <code>SPINDLE_BACKUP_DIR</code>.
          </p>
        ) : null}
        {mayChoose ? <Choose isFirst={folder === null} /> : null}
        {!mayChoose && folder === null ? <LineToSet line="SPINDLE_BACKUP_DIR=/media/disk/spindle" /> : null}
      </div>
    </Panel>
  );
}

const Warning = ({ title, what }: { title: string; what: string }) => (
  <div className={css.warning}>
    <IconAlertTriangle size={24} stroke={1.6} aria-hidden />
    <div>
      <strong>{title}</strong>
      <p>{what}</p>
    </div>
  </div>
);

function Choose({ isFirst }: { isFirst: boolean }) {
  const [path, setPath] = useState('');
  const [isOpen, setOpen] = useState(isFirst);
  const choose = useWrite({
    run: () => done(api.PUT('/backups/folder', { body: { path } })),
    topics: ['hub'],
    isQuiet: true,
    done: ({ folder }) => say.chosen(folder ?? path),
    onDone: () => {
      setPath('');
      setOpen(false);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    choose.mutate(undefined);
  };
  if (!isOpen)
    return (
      <div>
        <Button variant="default" onClick={() => setOpen(true)}>
          {say.change}
        </Button>
      </div>
    );
  const wrong = choose.error
    ? isProblem(choose.error)
      ? choose.error.message
      : texts.problem.unreachableWhat
    : undefined;
  return (
    <form onSubmit={submit} className={parts.form}>
      <TextInput
        label={say.path}
        description={say.pathHelp}
        required
        autoFocus={!isFirst}
        spellCheck={false}
        value={path}
        error={wrong}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" loading={choose.isPending}>
          {say.choose}
        </Button>
      </div>
    </form>
  );
}
