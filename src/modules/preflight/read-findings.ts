import type { Ctx, Tx } from '../../kit/ctx.ts';
import { type Finding, type Verdict, verdictOf } from './check.ts';
import { checksVersion } from './registry.ts';
import { insertRun, selectFindings, selectRuns } from './store.ts';

export interface AssetFindings {
  sha256: string;
  /** Null until every check of the present version has run. */
  verdict: Verdict | null;
  findings: Finding[];
}

/** What pre-flight found in each of these files, in the order asked for. */
export async function readFindings(tx: Tx, sha256s: readonly string[]): Promise<AssetFindings[]> {
  const runs = new Map((await selectRuns(tx, sha256s, checksVersion)).map((run) => [run.sha256, run.state]));
  const found = Map.groupBy(await selectFindings(tx, sha256s), (row) => row.sha256);
  return sha256s.map((sha256) => {
    const findings = (found.get(sha256) ?? []).map(({ id: _, sha256: __, ...finding }) => finding);
    const state = runs.get(sha256);
    const isDone = state === 'done' || state === 'failed';
    return { sha256, verdict: isDone ? verdictOf(findings) : null, findings };
  });
}

/** Sees to it that a stored file is examined, once per version of the checks. */
export async function requestPreflight(ctx: Ctx, sha256: string): Promise<void> {
  if (await insertRun(ctx.tx, sha256, checksVersion)) {
    await ctx.ports.queue.enqueue(ctx.tx, 'preflight.run', { sha256 });
  }
}
