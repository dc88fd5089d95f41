import { Progress } from '@mantine/core';
import type { Backups } from '../../api/backups.ts';
import { texts } from '../../texts/index.ts';
import css from './backups.module.css';
import parts from './settings.module.css';

const say = texts.backups;

/** Where each part of the work begins and ends on the bar: copying files is most of it. */
const spans = { data: [0, 10], files: [10, 90], check: [90, 100] } as const;

export function BackupProgress({ underWay: { progress } }: { underWay: NonNullable<Backups['underWay']> }) {
  const share = progress && progress.total > 0 ? progress.done / progress.total : 0;
  const [from, to] = progress ? spans[progress.phase] : [0, 0];
  const isKnown = progress !== null && progress.total > 0;
  const files =
    progress?.phase === 'files' && isKnown ? ` · ${say.ofFiles(progress.done, progress.total)}` : '';
  return (
    <div className={css.progress}>
      <Progress
        value={isKnown ? from + (to - from) * share : 100}
        striped={!isKnown}
        animated={!isKnown}
        aria-label={say.states.working}
      />
      <p>
        {progress ? `${say.phases[progress.phase]}${files}` : say.begins}{' '}
        <span className={parts.quiet}>{say.mayLeave}</span>
      </p>
    </div>
  );
}
