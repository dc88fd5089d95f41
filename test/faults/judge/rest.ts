import { until } from '../../support/until.ts';
import { bringInStep } from '../stories/acts.ts';
import type { Scene } from '../stories/story.ts';

/** Waits until nothing is left to do. What does not come to rest is the first thing that is wrong. */
export async function comeToRest(scene: Scene): Promise<string[]> {
  const { lab } = scene;
  for (const one of lab.processes) await one.start();
  const wrong: string[] = [];
  const expect = (wait: Promise<unknown>): Promise<void> =>
    wait.then(
      () => {},
      (error: Error) => void wrong.push(error.message),
    );
  await expect(bringInStep(scene, 330_000));
  const nothing = (what: string, sql: string): Promise<void> =>
    expect(
      until(
        what,
        async () =>
          ((await lab.query<{ n: number }>(`select count(*)::int as n from ${sql}`))[0]?.n ?? 0) === 0,
        120_000,
      ),
    );
  await nothing('no webhook waits', 'webhook_delivery where processed_at is null');
  await nothing(
    'no listing is dirty or leased',
    'work where dirty > synced or lease_until > clock_timestamp()',
  );
  await nothing(
    'no job waits or runs',
    `pgboss.job where state in ('created', 'retry', 'active') and start_after < now() + interval '1 minute'
       and name not like '\\_\\_pgboss%'`,
  );
  await nothing('no task is open', `task where state in ('waiting', 'running')`);
  return wrong;
}
