import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Topic } from '../api/client.ts';
import { isProblem } from '../api/problem.ts';
import { texts } from '../texts/index.ts';

/** Says in a passing note why something could not be done. */
export function tellProblem(error: unknown): void {
  const problem = isProblem(error) ? error : null;
  notifications.show({
    color: 'red',
    title: problem?.title || texts.problem.title,
    message: `${problem?.message || texts.problem.unreachableWhat}${problem?.reference ? ` (${problem.reference})` : ''}`,
    autoClose: 10_000,
  });
}

/**
 * A change of the hub: afterwards everything about these topics is read again. `done` is said in a passing note; a problem
 * is said too, unless the form shows it itself (`isQuiet`).
 */
export function useWrite<V, T>(options: {
  run: (values: V) => Promise<T>;
  topics: readonly Topic[];
  done?: string | ((result: T, values: V) => string | null);
  onDone?: (result: T, values: V) => void;
  isQuiet?: boolean;
}) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: options.run,
    onError: options.isQuiet ? undefined : tellProblem,
    onSuccess: async (result, values) => {
      const message = typeof options.done === 'function' ? options.done(result, values) : options.done;
      if (message) notifications.show({ message });
      await queries.invalidateQueries({
        predicate: (query) => {
          const wanted = (query.meta as { topics?: readonly Topic[] } | undefined)?.topics;
          return wanted?.some((topic) => options.topics.includes(topic)) ?? false;
        },
      });
      options.onDone?.(result, values);
    },
  });
}
