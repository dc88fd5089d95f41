import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { selectTask, updateOpenTask } from './store.ts';
import { Task, toTask } from './task.ts';

export const cancelTask = defineOperation({
  name: 'tasks.cancel',
  kind: 'command',
  summary: 'Ask a long work to stop at its next safe point',
  route: { method: 'POST', path: '/tasks/{taskId}/cancel' },
  scope: 'tasks:write',
  input: z.object({ taskId: Id }),
  output: Task,
  subject: ({ taskId }) => ({ kind: 'task', id: taskId }),
  async run(ctx, { taskId }) {
    const before = await selectTask(ctx.tx, taskId, ctx.actor);
    if (!before) throw new HubError('not-found', 'There is no such task. It may be from another hub.');
    const isOpen = await updateOpenTask(ctx.tx, taskId, { isCancelWanted: true });
    const row = (await selectTask(ctx.tx, taskId, null)) ?? before;
    if (!isOpen)
      throw new HubError('conflict', `“${row.title}” has ended already. There is nothing to cancel.`);
    ctx.announce({ topic: 'task', id: taskId });
    return toTask(row);
  },
});
