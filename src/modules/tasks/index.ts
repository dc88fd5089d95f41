import type { HubModule } from '../../kit/module.ts';
import { cancelTask } from './cancel-task.ts';
import { getTask } from './get-task.ts';
import { listTasks } from './list-tasks.ts';
import { sweepTasksJob } from './sweep-tasks.ts';

export { giveUpTask } from './give-up-task.ts';
export { startTask, type TaskStart } from './start-task.ts';
export { type TaskProgress, taskProgress } from './task-progress.ts';

export const tasksModule: HubModule = {
  name: 'tasks',
  operations: [listTasks, getTask, cancelTask],
  jobs: [sweepTasksJob],
};
