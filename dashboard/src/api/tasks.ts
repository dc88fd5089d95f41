import { api, done, live } from './client.ts';

export const runningTasksQuery = live(['task'], ['tasks', 'running'], () =>
  done(api.GET('/tasks', { params: { query: { state: 'running', limit: 50 } } })),
);

export const tasksQuery = live(['task'], ['tasks', 'all'], () =>
  done(api.GET('/tasks', { params: { query: { limit: 50 } } })),
);

export const taskQuery = (taskId: string) =>
  live(['task'], ['tasks', taskId], () => done(api.GET('/tasks/{taskId}', { params: { path: { taskId } } })));

export const cancelTask = (taskId: string) =>
  done(api.POST('/tasks/{taskId}/cancel', { params: { path: { taskId } } }));
