import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemNote } from './problem-note.tsx';
import { RowSkeletons } from './skeletons.tsx';

/** The three states of a reading: skeletons, the problem in words, or the thing. Old data stays while it is read again. */
export function Await<T>({
  query,
  children,
  placeholder = <RowSkeletons />,
}: {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>;
  children: (data: T) => ReactNode;
  placeholder?: ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  return placeholder;
}
