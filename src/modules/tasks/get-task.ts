import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { selectTask } from './store.ts';
import { Task, toTask } from './task.ts';

export const getTask = defineOperation({
  name: 'tasks.get',
  kind: 'query',
  summary: 'Show a long work with its progress',
  route: { method: 'GET', path: '/tasks/{taskId}' },
  scope: 'tasks:read',
  input: z.object({ taskId: Id }),
  output: Task,
  async run(ctx, { taskId }) {
    const row = await selectTask(ctx.tx, taskId, ctx.actor);
    if (!row) throw new HubError('not-found', 'There is no such task. It may be from another hub.');
    return toTask(row);
  },
});
