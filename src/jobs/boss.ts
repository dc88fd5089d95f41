import { sql } from 'drizzle-orm';
import { fromDrizzle, type JobResult, PgBoss, type WorkWithMetadataHandler } from 'pg-boss';
import { patience } from '../db/patience.ts';
import type { Tx } from '../kit/ctx.ts';
import type { Log } from '../kit/log.ts';
import { defineCounter } from '../kit/metrics.ts';
import type { Job } from '../kit/module.ts';
import type { Host } from '../kit/run-operation.ts';
import { tellStory } from '../kit/story.ts';
import { withSpan } from '../kit/trace.ts';
import { asOutput, tellGivenUp } from './given-up.ts';
import type { Queue } from './queue.ts';
import { ensureQueues, givenUpQueue, heartbeatRefreshSeconds } from './queues.ts';
import { watchQueues } from './watch-queues.ts';

// biome-ignore lint/suspicious/noExplicitAny: a list holds jobs of every payload
type AnyJob = Job<any>;

export interface BossOptions {
  url: string;
  jobs: readonly AnyJob[];
  log: Log;
  /** False in processes that only enqueue. */
  isWorker: boolean;
}

const runs = defineCounter('spindle_job_runs_total', 'Runs of background jobs by how they ended.', [
  'job',
  'outcome',
]);

/** `watchQueues` looks for all queues at once: two dozen that are each asked every few seconds never let a hub rest. */
const seldomSeconds = 300;

// Jobs sent in one transaction give one NOTIFY: a full batch must lead to another fetch at once.
const working = {
  batchSize: 4,
  burstWhenBatchFull: true,
  pollingIntervalSeconds: seldomSeconds,
  notifyPollingIntervalSeconds: seldomSeconds,
  perJobResults: true,
  includeMetadata: true,
  heartbeatRefreshSeconds,
} as const;

/** Batches of one queue that a process works at once; what a clock starts is in no hurry. */
const lanesOf = (job: AnyJob): number => (job.cron ? 1 : 2);

/** pg-boss behind the port: one queue a job name; LISTEN/NOTIFY wakes the workers, one look at all queues is the net. */
export async function openBoss(
  options: BossOptions,
): Promise<{ queue: Queue; work(host: Host): Promise<void>; stop(): Promise<void> }> {
  const { log } = options;
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: 'spindle-jobs',
    max: 3,
    useListenNotify: options.isWorker,
    schedule: options.isWorker,
    supervise: options.isWorker,
    // `watchQueues` asks for single queues in between; the look at all of them stays at once a minute.
    monitorIntervalSeconds: 1,
    // No job of ours waits for another, and what a clock starts may be some seconds late.
    flowIntervalSeconds: 3_600,
    cronWorkerIntervalSeconds: 20,
    // it reckons each time when each clock last struck; what struck within a minute is still due
    cronMonitorIntervalSeconds: 45,
    reindex: false,
    ...patience,
  });
  boss.on('error', (error) => log.error({ err: error }, 'job queue'));
  await boss.start();
  await ensureQueues(boss, options.jobs);
  let watching: Awaited<ReturnType<typeof watchQueues>> | null = null;
  let isWorking = false;
  const workersOf = new Map<string, string[]>();
  const takeUp = async (queue: string, lanes: number, run: WorkWithMetadataHandler<unknown>) => {
    const ids: string[] = [];
    // one call a lane: pg-boss names only the first worker of a call, and the look must reach each
    for (let lane = 0; lane < lanes; lane += 1) ids.push(await boss.work(queue, working, run));
    workersOf.set(queue, ids);
  };
  boss.on('stopped', () => {
    isWorking = false;
  });
  const db = (tx: Tx) => fromDrizzle(tx as never, sql);
  const count = async (where: string): Promise<number> => {
    const { rows } = await boss
      .getDb()
      .executeSql(`select count(*)::int as n from pgboss.job where ${where}`);
    return rows[0]?.n ?? 0;
  };
  const workOn = async (host: Host, job: AnyJob): Promise<void> => {
    const runOne = async (id: string, data: unknown, isLast: boolean): Promise<JobResult> => {
      try {
        await tellStory({ job: job.name }, () =>
          withSpan(
            'consumer',
            `process ${job.name}`,
            () => ({
              'messaging.system': 'pg-boss',
              'messaging.destination.name': job.name,
              'messaging.message.id': id,
            }),
            () => job.run(host, data ?? {}),
          ),
        );
        runs.add({ job: job.name, outcome: 'done' });
        return { id, status: 'completed' };
      } catch (error) {
        runs.add({ job: job.name, outcome: isLast ? 'given-up' : 'failed' });
        log.warn(
          { err: error, job: job.name },
          isLast ? 'job failed for good' : 'job failed, will be tried again',
        );
        watching?.hurry();
        return { id, status: 'failed', output: asOutput(error) };
      }
    };
    await takeUp(job.name, lanesOf(job), (batch) =>
      Promise.all(batch.map((one) => runOne(one.id, one.data, one.retryCount >= one.retryLimit))),
    );
    if (job.cron) await boss.schedule(job.name, job.cron, {}, { tz: 'UTC' });
  };
  return {
    queue: {
      enqueue: async (tx, job, payload, extra = {}) => {
        await boss.send(job, payload, {
          db: db(tx),
          ...(extra.startAfter ? { startAfter: extra.startAfter } : {}),
        });
      },
      countFailed: () => count(`state = 'failed'`),
      countOpen: () => count(`state in ('created', 'retry', 'active')`),
      ...(options.isWorker ? { isWorking: () => isWorking } : {}),
    },
    work: async (host) => {
      for (const job of options.jobs) await workOn(host, job);
      await takeUp(givenUpQueue, 1, (batch) =>
        Promise.all(batch.map((one) => tellGivenUp(host, options.jobs, one))),
      );
      watching = await watchQueues(boss, workersOf, log);
      isWorking = true;
    },
    stop: async () => {
      isWorking = false;
      await watching?.stop();
      await boss.stop({ graceful: true, timeout: 10_000, close: true });
    },
  };
}
