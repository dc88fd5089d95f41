/**
 * Counts refusals by sender within a window, in this process. `isTooMany` is asked before a body is read, so that somebody who
 * guesses costs next to nothing; whoever sends what is good is never counted.
 */
export function createRefusals(options: { max: number; windowMs: number; mostSenders?: number }): {
  count(sender: string): void;
  /** Milliseconds until this sender may try again; null: now. */
  isTooMany(sender: string): number | null;
} {
  const counts = new Map<string, number>();
  let endsAt = 0;
  const turn = (): number => {
    const now = performance.now();
    if (now >= endsAt) {
      counts.clear();
      endsAt = now + options.windowMs;
    }
    return now;
  };
  return {
    count(sender) {
      turn();
      const known = counts.get(sender) ?? 0;
      if (known > 0 || counts.size < (options.mostSenders ?? 50_000)) counts.set(sender, known + 1);
    },
    isTooMany(sender) {
      const now = turn();
      return (counts.get(sender) ?? 0) >= options.max ? endsAt - now : null;
    },
  };
}
