import type { PgBoss, Queue } from 'pg-boss';
import type { Job } from '../kit/module.ts';

/** Where jobs go whose tries are used up, whoever found out: their own worker, or another after theirs had died. */
export const givenUpQueue = 'jobs.givenUp';

/** A worker says this often that it lives; after three times in silence its jobs are anybody's. pg-boss takes no less. */
export const heartbeatSeconds = 10;
export const heartbeatRefreshSeconds = 2.5;

const common = {
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 300,
  expireInSeconds: 900,
  heartbeatSeconds,
  notify: true,
} as const;

/** Makes what is missing and brings what is there to these settings: most starts change nothing. */
export async function ensureQueues(boss: PgBoss, jobs: readonly Job[]): Promise<void> {
  const there = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  const wanted: [string, Omit<Queue, 'name'>][] = [
    // first: the others point to it
    [givenUpQueue, { ...common, retryLimit: 8 }],
    ...jobs.map((job): [string, Omit<Queue, 'name'>] => [
      job.name,
      { ...common, retryLimit: job.retries ?? 3, deadLetter: givenUpQueue },
    ]),
  ];
  for (const [name, settings] of wanted) {
    const queue = there.get(name);
    if (!queue) await boss.createQueue(name, settings);
    else if (Object.entries(settings).some(([key, value]) => queue[key as keyof typeof queue] !== value))
      await boss.updateQueue(name, settings);
  }
}
