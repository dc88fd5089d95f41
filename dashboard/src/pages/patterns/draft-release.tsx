import { Alert, Button, SegmentedControl, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, done, ifMatch } from '../../api/client.ts';
import { findingsQuery, type Release, type ReleaseChanges } from '../../api/releases.ts';
import { texts } from '../../texts/index.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Panel } from '../../ui/panel.tsx';
import { tellProblem, useWrite } from '../../ui/use-write.ts';
import css from './files.module.css';
import { ReleaseFiles } from './release-files.tsx';

const say = texts.draft;
const kinds = ['erratum', 'addition', 'redraft'] as const;

/** The release that is being made: what changed, in whose words, and the click that gives it to shops and buyers. */
export function DraftRelease({ release }: { release: Release }) {
  const reports = useQuery(findingsQuery(release.id));
  const [notes, setNotes] = useState(release.notes);
  const [reason, setReason] = useState('');
  const [isOpen, state] = useDisclosure();
  const params = { path: { releaseId: release.id } };
  const files = reports.data?.files ?? [];
  const isChecking = files.some((file) => file.verdict === null);
  const isBlocked = files.some((file) => file.verdict === 'block');
  const save = useWrite({
    run: (body: ReleaseChanges) =>
      done(api.PATCH('/releases/{releaseId}', { params, body, ...ifMatch(release.version) })),
    topics: ['release'],
  });
  const publish = useWrite({
    run: async () => {
      const fresh =
        notes === release.notes
          ? release
          : await done(
              api.PATCH('/releases/{releaseId}', { params, body: { notes }, ...ifMatch(release.version) }),
            );
      return done(
        api.POST('/releases/{releaseId}/publish', {
          params,
          body: isBlocked ? { overruleReason: reason } : {},
          ...ifMatch(fresh.version),
        }),
      );
    },
    topics: ['release', 'pattern', 'listing', 'notice', 'activity'],
    done: (one) => say.published(one.number),
    onDone: state.close,
  });
  const discard = useWrite({
    run: () => done(api.DELETE('/releases/{releaseId}', { params })).catch(tellProblem),
    topics: ['release', 'pattern'],
    done: say.discarded,
  });
  return (
    <Panel
      title={say.title(release.number)}
      note={say.note}
      actions={
        <>
          <Button
            variant="subtle"
            color="gray"
            loading={discard.isPending}
            onClick={() => discard.mutate(undefined)}
          >
            {say.discard}
          </Button>
          <Button
            leftSection={<IconSend size={18} aria-hidden />}
            disabled={isChecking || files.length === 0}
            onClick={state.open}
          >
            {isChecking ? say.checking : say.publish}
          </Button>
        </>
      }
    >
      <div className={css.draft}>
        {release.changeKind === 'first' ? null : (
          <SegmentedControl
            aria-label={say.kind}
            value={release.changeKind}
            onChange={(changeKind) => save.mutate({ changeKind: changeKind as (typeof kinds)[number] })}
            data={kinds.map((kind) => ({ value: kind, label: texts.files.kinds[kind] }))}
          />
        )}
        {reports.data && reports.data.differences.length > 0 ? (
          <ul>
            {reports.data.differences.map((difference) => (
              <li key={difference}>{difference}</li>
            ))}
          </ul>
        ) : null}
        <Textarea
          label={say.notes}
          description={say.notesHelp}
          autosize
          minRows={2}
          value={notes}
          onChange={(event) => setNotes(event.currentTarget.value)}
          onBlur={() => {
            if (notes !== release.notes) save.mutate({ notes });
          }}
        />
        <ReleaseFiles release={release} />
      </div>
      <Confirm
        isOpen={isOpen}
        onClose={state.close}
        title={say.ask(release.number)}
        action={isBlocked ? say.publishAnyway : say.publish}
        isDangerous={isBlocked}
        isBusy={publish.isPending}
        onConfirm={() => publish.mutate(undefined)}
      >
        <p>{say.what}</p>
        {isBlocked ? (
          <>
            <Alert color="red" icon={<IconAlertTriangle size={20} aria-hidden />} title={say.blocked}>
              {say.blockedWhat}
            </Alert>
            <Textarea
              mt="md"
              label={say.reason}
              required
              minLength={5}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          </>
        ) : null}
      </Confirm>
    </Panel>
  );
}
