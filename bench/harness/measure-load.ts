import type { Bench } from './benchmark.ts';
import { type LoadPlan, type LoadResult, mustAllSucceed, runLoad } from './load.ts';
import { median } from './rounds.ts';

export interface RoundsOfLoad {
  results: LoadResult[];
  rate: number;
  p50Ms: number;
  p99Ms: number;
  cpuMsPerOp: number | null;
}

/** Warms up, then the same load round after round, each going on where the one before ended; medians. Throws on any refusal. */
export async function measureLoad(
  bench: Bench,
  plan: LoadPlan,
  pids: number[],
  { rounds, warmUpSeconds = 2 }: { rounds: number; warmUpSeconds?: number },
): Promise<RoundsOfLoad> {
  bench.say('Warming up');
  const warm = await runLoad({ ...plan, seconds: warmUpSeconds }, ...pids);
  mustAllSucceed(warm);
  let from = warm.next;
  const results: LoadResult[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    bench.say(`Round ${round} of ${rounds}`);
    const result = await runLoad({ ...plan, from }, ...pids);
    mustAllSucceed(result);
    from = result.next;
    results.push(result);
  }
  const isCounted = results.every((one) => one.cpuMs !== null);
  return {
    results,
    rate: median(results.map((one) => one.rate)),
    p50Ms: median(results.map((one) => one.p50Ms)),
    p99Ms: median(results.map((one) => one.p99Ms)),
    cpuMsPerOp: isCounted ? median(results.map((one) => (one.cpuMs ?? 0) / one.ok)) : null,
  };
}
