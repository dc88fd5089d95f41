import { Button } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconRefresh } from '@tabler/icons-react';
import { isProblem } from '../api/problem.ts';
import { texts } from '../texts/index.ts';
import css from './notes.module.css';

const say = texts.problem;

/** What happened, what is safe, what to do, and a code to quote. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = isProblem(error) ? error : null;
  const isForbidden = problem?.status === 403;
  const Icon = isForbidden ? IconLock : IconAlertTriangle;
  const isUnreachable = problem === null && error instanceof TypeError;
  return (
    <section className={css.note} role="alert" data-tone={isForbidden ? 'quiet' : 'bad'}>
      <Icon size={28} stroke={1.6} aria-hidden />
      <div>
        <h2 className={css.noteTitle}>
          {isUnreachable ? say.unreachable : problem?.title || (isForbidden ? say.forbidden : say.title)}
        </h2>
        <p>{problem?.message || (isUnreachable ? say.unreachableWhat : say.what)}</p>
        <p>{isForbidden ? say.forbiddenDo : say.safe}</p>
        {problem ? (
          <p className={css.code}>
            {say.quote} <code>{[problem.code, problem.reference].filter(Boolean).join(' · ')}</code>
          </p>
        ) : null}
        {onRetry && !isForbidden ? (
          <Button variant="default" leftSection={<IconRefresh size={18} aria-hidden />} onClick={onRetry}>
            {say.retry}
          </Button>
        ) : null}
      </div>
    </section>
  );
}
