import type { Scene } from '../stories/story.ts';

/** Jobs that were given up, and tasks that failed although no shop was at fault for so long. */
export async function judgeJobs({ lab }: Scene): Promise<string[]> {
  const failed = await lab.query<{ name: string; n: number; output: string }>(
    `select name, count(*)::int as n, min(output::text) as output from pgboss.job where state = 'failed' group by name`,
  );
  const tasks = await lab.query<{ title: string; message: string }>(
    `select title, message from task where state = 'failed'`,
  );
  return [
    ...failed.map((one) => `${one.n} jobs ${one.name} were given up: ${one.output}`),
    ...tasks.map((one) => `The task “${one.title}” failed: ${one.message}`),
  ];
}
