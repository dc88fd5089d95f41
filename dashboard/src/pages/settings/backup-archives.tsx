import { IconKey, IconKeyOff, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { archivesQuery } from '../../api/backups.ts';
import type { Answer } from '../../api/types.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { WordBadge } from '../../ui/word-badge.tsx';
import { LineToSet } from './line-to-set.tsx';
import parts from './settings.module.css';

const say = texts.backups;
type Archives = Answer<'backups.listArchives'>;

/** What lies in the folder, what it lacks, and how one is put back. */
export function BackupArchives() {
  const archives = useQuery(archivesQuery);
  return (
    <Await query={archives}>
      {(all) =>
        all.folder === null ? null : (
          <>
            {all.items[0]?.hasKeys === false ? <KeysLeftOut keyFile={all.keyFile} /> : null}
            <Panel title={say.archives} note={say.archivesNote}>
              {all.items.length === 0 ? <p className={parts.quiet}>{say.noArchives}</p> : <List all={all} />}
            </Panel>
            {all.items.length > 0 ? (
              <Panel title={say.putBack} note={say.putBackWhat}>
                <LineToSet line={`npx spindle restore ${quoted(all.folder)}`} />
                <p className={parts.quiet}>
                  {say.putBackOver} <code>--replace</code>. {say.putBackOverWhat}
                </p>
              </Panel>
            ) : null}
          </>
        )
      }
    </Await>
  );
}

/** As a shell takes it, for folders with blanks in their names. */
const quoted = (path: string): string => (/^[\w/.:\\-]+$/.test(path) ? path : `"${path}"`);

const List = ({ all }: { all: Archives }) => (
  <ul className={parts.list}>
    {all.items.map((one) => (
      <li key={one.name} className={parts.row}>
        <span className={parts.grow}>
          <span>
            <Moment at={one.takenAt} isExact />
          </span>
          <span className={parts.quiet} translate="no">
            {one.name}
          </span>
          <span className={parts.quiet}>{say.archiveSize(formatBytes(one.bytes))}</span>
        </span>
        {one.isEncrypted ? (
          <WordBadge icon={IconLock} ink="good">
            {say.sealed}
          </WordBadge>
        ) : null}
        {one.hasKeys ? (
          <WordBadge icon={IconKey} ink="good">
            {say.withKeys}
          </WordBadge>
        ) : (
          <WordBadge icon={IconKeyOff} ink="waiting">
            {say.withoutKeys}
          </WordBadge>
        )}
      </li>
    ))}
  </ul>
);

const KeysLeftOut = ({ keyFile }: { keyFile: string | null }) => (
  <Panel title={say.keys} note={keyFile ? say.keysWhat : say.keysSet}>
    {keyFile ? <LineToSet line={keyFile} /> : null}
    <p>{say.keysOr}</p>
    <LineToSet line="SPINDLE_BACKUP_PASSPHRASE_FILE=/path/to/the/file" />
  </Panel>
);
