import type { PgBoss } from 'pg-boss';
import type { Log } from '../kit/log.ts';

/** From one look to the next: while jobs are about, and while none is. */
const everyMs = { busy: 2_000, resting: 5_000 } as const;

/** pg-boss looks for dead workers once a minute, over the whole table; this asks an index that holds running jobs alone. */
const index = 'spindle_active_job';

/**
 * The net below NOTIFY, for all queues in one look: wakes the workers of a queue in which a job is due, be it that its notice
 * was lost or that its time has come, and gives the jobs of dead workers back within seconds. `workersOf`: the ids of a queue's
 * workers in this process. `hurry`: a job of this process was put back for a moment, so the next look comes soon.
 */
export async function watchQueues(
  boss: PgBoss,
  workersOf: ReadonlyMap<string, readonly string[]>,
  log: Log,
): Promise<{ hurry(): void; stop(): Promise<void> }> {
  const db = boss.getDb();
  const { rows } = await db.executeSql(`select to_regclass('pgboss.${index}') is not null as is_there`);
  if (!rows[0]?.is_there)
    await db.executeSql(
      `create index if not exists ${index} on pgboss.job_common (heartbeat_on) where state = 'active'`,
    );

  /** Answers whether jobs run or come due soon. */
  const look = async (): Promise<boolean> => {
    // a question for each queue, as pg-boss asks it: however many jobs wait, one is enough to know
    const waits = (by: string) => `exists (select 1 from pgboss.job_common j
      where j.name = queue.name and j.state < 'active' and not j.blocked and j.start_after <= ${by})`;
    const { rows } = await db.executeSql(
      `select name, ${waits('now()')} as is_due, false as is_late from unnest($1::text[]) queue(name)
       where ${waits(`now() + ${everyMs.resting} * interval '1 millisecond'`)}
       union all
       select name, false, bool_or(heartbeat_on + heartbeat_seconds * interval '1 second' < now())
       from pgboss.job_common where state = 'active' group by name`,
      [[...workersOf.keys()]],
    );
    for (const { name, is_due, is_late } of rows as { name: string; is_due: boolean; is_late: boolean }[]) {
      if (is_late) {
        log.warn({ job: name }, 'a worker has died; its jobs are taken up again');
        await boss.supervise(name);
      }
      if (is_due || is_late) for (const id of workersOf.get(name) ?? []) boss.notifyWorker(id);
    }
    return rows.length > 0;
  };
  let isStopped = false;
  let isHurried = false;
  let looking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  const rest = (isBusy: boolean): void => {
    looking = null;
    if (isStopped) return;
    timer = setTimeout(
      () => {
        isHurried = false;
        looking = look()
          .catch((error: unknown) => {
            log.warn({ err: error }, 'the look at the job queues');
            return true;
          })
          .then((isBusy) => rest(isBusy || isHurried));
      },
      isBusy ? everyMs.busy : everyMs.resting,
    );
  };
  rest(true);
  return {
    hurry() {
      if (isHurried) return;
      isHurried = true;
      if (looking) return;
      clearTimeout(timer);
      rest(true);
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
