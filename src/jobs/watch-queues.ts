import type { PgBoss } from 'pg-boss';
import type { Log } from '../kit/log.ts';

const everyMs = 2_000;

/** pg-boss looks for dead workers once a minute, over the whole table; this asks an index that holds running jobs alone. */
const index = 'spindle_active_job';

/**
 * The net below NOTIFY, for all queues in one look: wakes the workers of a queue in which a job is due, be it that its notice
 * was lost or that its time has come, and gives the jobs of dead workers back within seconds. `workersOf`: the ids of a queue's
 * workers in this process. Answers the way to stop.
 */
export async function watchQueues(
  boss: PgBoss,
  workersOf: ReadonlyMap<string, readonly string[]>,
  log: Log,
): Promise<() => Promise<void>> {
  const db = boss.getDb();
  const { rows } = await db.executeSql(`select to_regclass('pgboss.${index}') is not null as is_there`);
  if (!rows[0]?.is_there)
    await db.executeSql(
      `create index if not exists ${index} on pgboss.job_common (heartbeat_on) where state = 'active'`,
    );

  const look = async (): Promise<void> => {
    // a question for each queue, as pg-boss asks it: however many jobs wait, one is enough to know
    const { rows } = await db.executeSql(
      `select name, false as is_late from unnest($1::text[]) queue(name) where exists (
         select 1 from pgboss.job_common j
         where j.name = queue.name and j.state < 'active' and not j.blocked and j.start_after <= now())
       union all
       select distinct name, true from pgboss.job_common where state = 'active'
         and heartbeat_on + heartbeat_seconds * interval '1 second' < now()`,
      [[...workersOf.keys()]],
    );
    for (const { name, is_late } of rows as { name: string; is_late: boolean }[]) {
      if (is_late) {
        log.warn({ job: name }, 'a worker has died; its jobs are taken up again');
        await boss.supervise(name);
      }
      for (const id of workersOf.get(name) ?? []) boss.notifyWorker(id);
    }
  };
  let isStopped = false;
  let looking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const rest = (): void => {
    timer = setTimeout(() => {
      looking = look()
        .catch((error: unknown) => log.warn({ err: error }, 'the look at the job queues'))
        .finally(() => {
          if (!isStopped) rest();
        });
    }, everyMs);
  };
  rest();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await looking;
  };
}
