import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { asset, finding, preflightRun } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';
import type { Facts, Finding } from './check.ts';

export type RunState = 'waiting' | 'running' | 'done' | 'failed';

export interface AssetRow {
  sha256: string;
  sizeBytes: number;
  kind: string;
  contentType: string;
  facts: Facts;
}

/** Writes that the bytes are stored; false when they were known already. */
export async function insertAsset(tx: Tx, row: Omit<AssetRow, 'facts'>): Promise<boolean> {
  const rows = await tx.insert(asset).values(row).onConflictDoNothing().returning({ sha256: asset.sha256 });
  return rows.length > 0;
}

export async function selectAssets(tx: Tx, sha256s: readonly string[]): Promise<AssetRow[]> {
  if (sha256s.length === 0) return [];
  const rows = await tx
    .select()
    .from(asset)
    .where(inArray(asset.sha256, [...sha256s]));
  return rows.map((row) => ({ ...row, facts: row.facts as Facts }));
}

/** False when this version of the checks has run, is running or waits already. */
export async function insertRun(tx: Tx, sha256: string, checksVersion: number): Promise<boolean> {
  const rows = await tx
    .insert(preflightRun)
    .values({ sha256, checksVersion, state: 'waiting' })
    .onConflictDoNothing()
    .returning({ sha256: preflightRun.sha256 });
  return rows.length > 0;
}

export async function selectRuns(
  tx: Tx,
  sha256s: readonly string[],
  checksVersion: number,
): Promise<{ sha256: string; state: RunState; ms: number | null }[]> {
  if (sha256s.length === 0) return [];
  return (await tx
    .select({ sha256: preflightRun.sha256, state: preflightRun.state, ms: preflightRun.ms })
    .from(preflightRun)
    .where(
      and(inArray(preflightRun.sha256, [...sha256s]), eq(preflightRun.checksVersion, checksVersion)),
    )) as {
    sha256: string;
    state: RunState;
    ms: number | null;
  }[];
}

/** Files that a release or a pattern shows now and that this version of the checks has not been asked about. */
export async function selectUnchecked(tx: Tx, checksVersion: number, limit: number): Promise<string[]> {
  const result = await tx.execute<{ sha256: string }>(sql`
    select a.sha256 from asset a
    where not exists (
        select 1 from preflight_run r where r.sha256 = a.sha256 and r.checks_version = ${checksVersion})
      and (
        exists (select 1 from release_file f join release e on e.id = f.release_id
          where f.sha256 = a.sha256 and e.state in ('draft', 'published'))
        or exists (select 1 from pattern_image i where i.sha256 = a.sha256))
    order by a.sha256
    limit ${limit}`);
  return result.rows.map((row) => row.sha256);
}

/** The result of a run, whole: repeating it gives the same rows. */
export async function saveResult(
  tx: Tx,
  result: {
    sha256: string;
    checksVersion: number;
    kind: string;
    contentType: string;
    facts: Facts;
    findings: readonly Finding[];
    error: string | null;
    ms: number;
    at: Date;
  },
): Promise<void> {
  const { sha256, checksVersion } = result;
  const state: RunState = result.error === null ? 'done' : 'failed';
  await tx
    .insert(preflightRun)
    .values({ sha256, checksVersion, state, error: result.error, ms: result.ms, at: result.at })
    .onConflictDoUpdate({
      target: [preflightRun.sha256, preflightRun.checksVersion],
      set: { state, error: result.error, ms: result.ms, at: result.at },
    });
  await tx.delete(finding).where(eq(finding.sha256, sha256));
  if (result.findings.length > 0) {
    await tx
      .insert(finding)
      .values(result.findings.map((found) => ({ id: newId(), sha256, checksVersion, ...found })));
  }
  await tx
    .update(asset)
    .set({ facts: result.facts, kind: result.kind, contentType: result.contentType })
    .where(eq(asset.sha256, sha256));
}

export async function selectFindings(
  tx: Tx,
  sha256s: readonly string[],
): Promise<(Finding & { id: string; sha256: string })[]> {
  if (sha256s.length === 0) return [];
  const rows = await tx
    .select()
    .from(finding)
    .where(inArray(finding.sha256, [...sha256s]))
    .orderBy(
      asc(finding.sha256),
      sql`case ${finding.severity} when 'block' then 0 when 'warn' then 1 else 2 end`,
      asc(finding.page),
      asc(finding.id),
    );
  return rows.map(({ checksVersion: _, ...row }) => row as Finding & { id: string; sha256: string });
}
