import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { defineOperation } from '../../kit/operation.ts';
import { decodeCursor, PageInput, pageOf, toPage } from '../../kit/page.ts';
import { selectTasks } from './store.ts';
import { Task, TaskState, toTask } from './task.ts';

export const listTasks = defineOperation({
  name: 'tasks.list',
  kind: 'query',
  summary: 'List long works, newest first',
  route: { method: 'GET', path: '/tasks' },
  scope: 'tasks:read',
  paged: true,
  input: z.object({ ...PageInput, state: TaskState.optional() }),
  output: pageOf(Task),
  async run(ctx, { cursor, limit, state }) {
    const after = cursor ? z.uuid().safeParse(decodeCursor(cursor, 1)[0]) : null;
    if (after && !after.success)
      throw new HubError('invalid', 'That page cursor is not valid. Start again from the first page.');
    const rows = await selectTasks(ctx.tx, ctx.actor, state, after?.data ?? null, limit + 1);
    const page = toPage(rows, limit, (row) => [row.id]);
    return { items: page.items.map(toTask), nextCursor: page.nextCursor };
  },
});
