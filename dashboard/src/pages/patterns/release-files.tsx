import { ActionIcon } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconFile,
  IconInfoCircle,
  IconProgress,
  IconTrash,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api, done } from '../../api/client.ts';
import { type FileReport, findingsQuery, type Release } from '../../api/releases.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { formatBytes } from '../../ui/format.ts';
import { useWrite } from '../../ui/use-write.ts';
import { WordBadge } from '../../ui/word-badge.tsx';
import css from './files.module.css';

const say = texts.files;

const verdicts = {
  pass: { icon: IconCircleCheck, ink: 'good' },
  warn: { icon: IconAlertTriangle, ink: 'waiting' },
  block: { icon: IconCircleX, ink: 'needs' },
} as const;
const severities = { block: IconCircleX, warn: IconAlertTriangle, note: IconInfoCircle };

/** The files of a release with their verdict, and each finding as a sentence. */
export function ReleaseFiles({ release }: { release: Release }) {
  const reports = useQuery(findingsQuery(release.id));
  const remove = useWrite({
    run: (releaseFileId: string) =>
      done(
        api.DELETE('/releases/{releaseId}/files/{releaseFileId}', {
          params: { path: { releaseId: release.id, releaseFileId } },
        }),
      ),
    topics: ['release'],
  });
  return (
    <Await query={reports}>
      {({ files }) => (
        <ul className={css.files}>
          {release.files.map((file) => {
            const report = files.find((one) => one.releaseFileId === file.id);
            return (
              <li key={file.id}>
                <div className={css.file}>
                  <IconFile size={22} stroke={1.5} aria-hidden />
                  <span className={css.fileName}>
                    <strong>{file.name}</strong>
                    <span className={css.quiet}>
                      {[file.role, file.language, formatBytes(file.sizeBytes), factsInWords(report)]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </span>
                  {report?.verdict ? (
                    <WordBadge {...verdicts[report.verdict]}>{say.verdicts[report.verdict]}</WordBadge>
                  ) : (
                    <WordBadge icon={IconProgress} ink="moving">
                      {say.checking}
                    </WordBadge>
                  )}
                  {release.state === 'draft' ? (
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={say.remove(file.name)}
                      loading={remove.isPending && remove.variables === file.id}
                      onClick={() => remove.mutate(file.id)}
                    >
                      <IconTrash size={18} aria-hidden />
                    </ActionIcon>
                  ) : null}
                </div>
                <Findings report={report} />
              </li>
            );
          })}
        </ul>
      )}
    </Await>
  );
}

function Findings({ report }: { report: FileReport | undefined }) {
  if (!report || report.findings.length === 0) return null;
  return (
    <ul className={css.findings}>
      {report.findings.map((finding) => {
        const Icon = severities[finding.severity];
        return (
          <li key={`${finding.checkId}:${finding.page}:${finding.message}`} data-severity={finding.severity}>
            <Icon size={18} aria-label={say.severities[finding.severity]} />
            <span>
              {finding.page ? <strong>{say.page(finding.page)} </strong> : null}
              {finding.message}
              {finding.measured ? (
                <span className={css.quiet}> {say.measured(finding.measured, finding.expected)}</span>
              ) : null}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function factsInWords(report: FileReport | undefined): string | null {
  const pages = report?.facts.pages;
  const count = Array.isArray(pages) ? pages.length : typeof pages === 'number' ? pages : null;
  return count === null ? null : say.pages(count);
}
