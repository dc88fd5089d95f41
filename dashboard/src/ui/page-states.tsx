import { IconCompass } from '@tabler/icons-react';
import { Link, useRouter } from '@tanstack/react-router';
import { texts } from '../texts/index.ts';
import { EmptyNote } from './empty-note.tsx';
import { ProblemNote } from './problem-note.tsx';
import { RowSkeletons } from './skeletons.tsx';

export const PageSkeleton = () => <RowSkeletons count={8} />;

export function PageProblem({ error }: { error: unknown }) {
  const router = useRouter();
  return <ProblemNote error={error} onRetry={() => void router.invalidate()} />;
}

export const NotFound = () => (
  <EmptyNote
    icon={IconCompass}
    title={texts.notFound.title}
    action={<Link to="/">{texts.notFound.back}</Link>}
  >
    <p>{texts.notFound.what}</p>
  </EmptyNote>
);
