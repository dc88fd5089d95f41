/** One process that runs schedules: `run.ts '{"from":1,"to":100}'`, a line of JSON for each. Started by `main.ts`. */
import { installGlobals } from './kernel/globals.ts';
import { installTwins, type Mutation } from './kernel/substitute.ts';
import { installBlobs } from './shops/blob.ts';

export interface Order {
  seeds: { from: number; to: number; step: number };
  mutation: Mutation | null;
  /** Whether each line carries the whole trace. */
  isTraced: boolean;
  /** Ends with the first schedule that fails. */
  stopsAtFirst: boolean;
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order;
installTwins(order.mutation);
installBlobs();
installGlobals();
const { runSchedule } = await import('./schedule.ts');

process.on('unhandledRejection', (error) => {
  // In a real process this would be its end.
  process.stderr.write(`A promise failed and nobody heard: ${(error as Error)?.stack ?? error}\n`);
  process.exit(3);
});

for (let seed = order.seeds.from; seed <= order.seeds.to; seed += order.seeds.step) {
  const { trace, ...result } = await runSchedule(seed);
  const line = order.isTraced ? { ...result, trace } : result;
  if (!process.stdout.write(`${JSON.stringify(line)}\n`))
    await new Promise((resolve) => process.stdout.once('drain', resolve));
  if (result.violation !== null && order.stopsAtFirst) break;
}
