import { Timeline } from '@mantine/core';
import { IconCircleCheck, IconFileOff, IconHistory, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Pattern } from '../../api/patterns.ts';
import { type Release, releasesQuery } from '../../api/releases.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { WordBadge } from '../../ui/word-badge.tsx';
import { DraftRelease } from './draft-release.tsx';
import { FileDrop } from './file-drop.tsx';
import css from './files.module.css';
import { ReleaseFiles } from './release-files.tsx';

const say = texts.files;

const looks = {
  draft: { icon: IconPencil, ink: 'waiting' },
  published: { icon: IconCircleCheck, ink: 'good' },
  superseded: { icon: IconHistory, ink: 'quiet' },
  withdrawn: { icon: IconFileOff, ink: 'needs' },
} as const;

/** Drop files, look at the draft, publish; below, every release with what changed and what was found. */
export function FilesTab({ pattern }: { pattern: Pattern }) {
  const releases = useQuery(releasesQuery(pattern.id));
  return (
    <>
      <FileDrop patternId={pattern.id} />
      <Await query={releases}>
        {({ items }) => {
          const draft = items.find((release) => release.state === 'draft');
          const others = items.filter((release) => release !== draft);
          return (
            <>
              {draft ? <DraftRelease key={`${draft.id}:${draft.version}`} release={draft} /> : null}
              <Panel title={say.history}>
                {others.length === 0 ? (
                  <p className={css.quiet}>{say.noHistory}</p>
                ) : (
                  <Timeline active={others.length} bulletSize={20} lineWidth={2}>
                    {others.map((release) => (
                      <Timeline.Item key={release.id} title={<ReleaseTitle release={release} />}>
                        <p className={css.quiet}>
                          {release.publishedAt ? <Moment at={release.publishedAt} isExact /> : null}
                          {release.publishedBy ? ` · ${say.by(release.publishedBy)}` : ''}
                        </p>
                        {release.notes ? <p className={css.notes}>{release.notes}</p> : null}
                        {release.overruleReason ? (
                          <p className={css.notes}>
                            <strong>{say.overruled}</strong> {release.overruleReason}
                          </p>
                        ) : null}
                        <details className={css.more}>
                          <summary>{say.filesOf(release.files.length)}</summary>
                          <ReleaseFiles release={release} />
                        </details>
                      </Timeline.Item>
                    ))}
                  </Timeline>
                )}
              </Panel>
            </>
          );
        }}
      </Await>
    </>
  );
}

function ReleaseTitle({ release }: { release: Release }) {
  return (
    <span className={css.title}>
      <strong>{release.number}</strong>
      <span>{say.kinds[release.changeKind]}</span>
      <WordBadge {...looks[release.state]}>{say.states[release.state]}</WordBadge>
    </span>
  );
}
