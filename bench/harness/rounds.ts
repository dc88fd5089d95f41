/** The middle one: one slow round says nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** The value below which `part` of them lie; sorts nothing away: 0.99 of 100 values is the 99th. */
export function percentile(values: ArrayLike<number>, part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * part) - 1))] ?? Number.NaN;
}

/** Runs each in turn, round after round, so that what else the machine does falls on all of them alike. */
export async function alternate<T extends Record<string, () => Promise<unknown>>>(
  rounds: number,
  runs: T,
): Promise<{ [K in keyof T]: Awaited<ReturnType<T[K]>>[] }> {
  const names = Object.keys(runs) as (keyof T)[];
  const results = Object.fromEntries(names.map((name) => [name, [] as unknown[]]));
  for (let round = 0; round < rounds; round += 1)
    // every second round the other way about
    for (const name of round % 2 === 0 ? names : names.toReversed())
      results[name as string]?.push(await runs[name]?.());
  return results as { [K in keyof T]: Awaited<ReturnType<T[K]>>[] };
}
