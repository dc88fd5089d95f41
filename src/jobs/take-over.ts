import type { PgBoss } from 'pg-boss';
import type { Log } from '../kit/log.ts';

const everyMs = 2_000;

/** pg-boss looks for dead workers once a minute, over the whole table; this asks an index that holds running jobs alone. */
const index = 'spindle_active_job';

/** Gives the jobs of dead workers back to the queue within seconds. Answers the way to stop. */
export async function watchForDeadWorkers(boss: PgBoss, log: Log): Promise<() => Promise<void>> {
  const db = boss.getDb();
  const { rows } = await db.executeSql(`select to_regclass('pgboss.${index}') is not null as is_there`);
  if (!rows[0]?.is_there)
    await db.executeSql(
      `create index if not exists ${index} on pgboss.job_common (heartbeat_on) where state = 'active'`,
    );

  const look = async (): Promise<void> => {
    const late = await db.executeSql(
      `select distinct name from pgboss.job_common where state = 'active'
         and heartbeat_on + heartbeat_seconds * interval '1 second' < now()`,
    );
    for (const { name } of late.rows as { name: string }[]) {
      log.warn({ job: name }, 'a worker has died; its jobs are taken up again');
      await boss.supervise(name);
    }
  };
  let isStopped = false;
  let looking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const rest = (): void => {
    timer = setTimeout(() => {
      looking = look()
        .catch((error: unknown) => log.warn({ err: error }, 'the look for dead workers'))
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
