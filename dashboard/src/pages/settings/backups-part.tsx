import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClockHour4,
  IconDatabaseExport,
  IconHandStop,
  IconProgress,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { mayDo, meQuery } from '../../api/account.ts';
import { type Backups, backupsQuery } from '../../api/backups.ts';
import { api, done } from '../../api/client.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { formatBytes, formatDuration, formatMoment } from '../../ui/format.ts';
import { Moment, useNow } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWrite } from '../../ui/use-write.ts';
import { WordBadge } from '../../ui/word-badge.tsx';
import { BackupArchives } from './backup-archives.tsx';
import { BackupFolder } from './backup-folder.tsx';
import { BackupProgress } from './backup-progress.tsx';
import css from './backups.module.css';
import parts from './settings.module.css';

const say = texts.backups;

/** How the last backup went, when the next one comes, and where they are. */
export function BackupsPart() {
  const backups = useQuery(backupsQuery);
  const me = useQuery(meQuery);
  const isOwner = me.data !== undefined && mayDo(me.data.scopes, 'studio:write');
  return (
    <Await query={backups}>
      {(status) => (
        <>
          <LastBackup status={status} isOwner={isOwner} />
          {isOwner ? (
            <>
              <BackupFolder status={status} />
              <BackupArchives />
            </>
          ) : null}
        </>
      )}
    </Await>
  );
}

const looks = {
  done: { icon: IconCircleCheck, ink: 'good' },
  failed: { icon: IconAlertTriangle, ink: 'needs' },
  overdue: { icon: IconClockHour4, ink: 'needs' },
  none: { icon: IconHandStop, ink: 'needs' },
  working: { icon: IconProgress, ink: 'moving' },
} as const;

function stateOf({ underWay, last, lastDone, isOverdue }: Backups): keyof typeof looks {
  if (underWay) return 'working';
  if (last?.state === 'failed') return 'failed';
  if (isOverdue) return 'overdue';
  return lastDone ? 'done' : 'none';
}

function LastBackup({ status, isOwner }: { status: Backups; isOwner: boolean }) {
  const start = useWrite({
    run: () => done(api.POST('/backups')),
    topics: ['hub'],
    done: say.asked,
  });
  const state = stateOf(status);
  const { last, lastDone, underWay } = status;
  return (
    <Panel
      title={say.title}
      note={say.note}
      actions={
        isOwner && status.isScheduled ? (
          <Button
            leftSection={<IconDatabaseExport size={18} aria-hidden />}
            loading={start.isPending}
            disabled={underWay !== null}
            onClick={() => start.mutate(undefined)}
          >
            {say.now}
          </Button>
        ) : null
      }
    >
      <div className={css.last}>
        <div role="status">
          <WordBadge {...looks[state]}>{say.states[state]}</WordBadge>
        </div>
        {underWay ? <BackupProgress underWay={underWay} /> : null}
        {!underWay && last?.state === 'failed' ? <Failed status={status} /> : null}
        {lastDone ? (
          <Facts status={status} run={lastDone} />
        ) : underWay ? null : (
          <div>
            <strong>{say.none}</strong>
            <p className={parts.quiet}>{say.noneWhat}</p>
          </div>
        )}
        {isOwner ? null : <p className={parts.quiet}>{say.ownerOnly}</p>}
      </div>
    </Panel>
  );
}

function Failed({ status: { last, lastDone, nextAt } }: { status: Backups }) {
  return (
    <div className={css.failed}>
      <IconAlertTriangle size={24} stroke={1.6} aria-hidden />
      <div>
        <strong>{say.failed}</strong> {last ? <Moment at={last.startedAt} /> : null}
        <p>{last?.sentence}</p>
        <p>
          {say.failedDo(lastDone ? formatMoment(lastDone.startedAt) : null)}
          {nextAt ? (
            <>
              {' '}
              {say.again} <Moment at={nextAt} />.
            </>
          ) : null}
        </p>
      </div>
    </div>
  );
}

function Facts({ status, run }: { status: Backups; run: NonNullable<Backups['lastDone']> }) {
  const now = useNow();
  const { nextAt, keep } = status;
  const seconds = run.finishedAt ? (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000 : null;
  return (
    <dl className={css.facts}>
      <dt>{say.ofMoment}</dt>
      <dd>
        <Moment at={run.startedAt} isExact />. {run.sentence ?? say.read}
      </dd>
      {seconds === null ? null : (
        <>
          <dt>{say.took}</dt>
          <dd>{formatDuration(Math.max(1, seconds))}</dd>
        </>
      )}
      {run.size ? (
        <>
          <dt>{say.size}</dt>
          <dd>{say.sizeOf(formatBytes(run.size.bytes), run.size.files, formatBytes(run.size.addedBytes))}</dd>
        </>
      ) : null}
      <dt>{say.place}</dt>
      <dd translate="no">{run.place}</dd>
      <dt>{say.next}</dt>
      <dd>
        {nextAt === null ? (
          say.nextNone
        ) : Date.parse(nextAt) <= now ? (
          say.nextNow
        ) : (
          <Moment at={nextAt} isExact />
        )}
      </dd>
      {keep ? (
        <>
          <dt>{say.kept}</dt>
          <dd>{say.keptOf(keep.daily, keep.weekly)}</dd>
        </>
      ) : null}
    </dl>
  );
}
