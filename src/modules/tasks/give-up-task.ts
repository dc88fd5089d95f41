import type { Host } from '../../kit/run-operation.ts';
import { taskProgress } from './task-progress.ts';

/** Ends a task whose job was given up, for `onGivenUp`; one that has ended stays as it is. */
export const giveUpTask = (host: Host, taskId: string, why: string | null): Promise<void> =>
  taskProgress(host, taskId).fail(
    `${why ?? 'Something broke on our side.'} It was tried several times. Start it again when the shop answers.`,
  );
