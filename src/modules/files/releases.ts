import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id, Sha256 } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { type Facts, Finding, readFindings, Verdict } from '../preflight/index.ts';
import { proposeChange } from './propose-change.ts';
import { Release, toRelease } from './read-release.ts';
import { type ReleaseRow, selectFiles, selectPatternFor, selectReleaseFor, selectReleases } from './store.ts';

export const noSuchPattern = () => new HubError('not-found', 'There is no such pattern.');

/** Throws HubError `not-found`, also for another designer's. */
export async function mustSeeRelease(ctx: Ctx, releaseId: string): Promise<ReleaseRow> {
  const row = await selectReleaseFor(ctx.tx, ctx.actor, releaseId);
  if (!row) throw new HubError('not-found', 'There is no such release. A draft that was discarded is gone.');
  return row;
}

export async function showRelease(ctx: Ctx, releaseId: string): Promise<Release> {
  const row = await mustSeeRelease(ctx, releaseId);
  return toRelease(row, await selectFiles(ctx.tx, [row.id]));
}

export const listReleases = defineOperation({
  name: 'files.listReleases',
  kind: 'query',
  summary: 'List a pattern’s releases with their files, newest first',
  route: { method: 'GET', path: '/patterns/{patternId}/releases' },
  scope: 'files:read',
  input: z.object({ patternId: Id }),
  output: z.object({ items: z.array(Release) }),
  async run(ctx, { patternId }) {
    if (!(await selectPatternFor(ctx.tx, ctx.actor, patternId))) throw noSuchPattern();
    const rows = await selectReleases(ctx.tx, patternId);
    const files = await selectFiles(
      ctx.tx,
      rows.map((row) => row.id),
    );
    return { items: rows.map((row) => toRelease(row, files)) };
  },
});

export const getRelease = defineOperation({
  name: 'files.getRelease',
  kind: 'query',
  summary: 'Read one release with its files',
  route: { method: 'GET', path: '/releases/{releaseId}' },
  scope: 'files:read',
  versioned: true,
  input: z.object({ releaseId: Id }),
  output: Release,
  run: (ctx, { releaseId }) => showRelease(ctx, releaseId),
});

const FileReport = z.object({
  releaseFileId: Id,
  name: z.string(),
  role: z.string(),
  sha256: Sha256,
  verdict: Verdict.nullable().meta({ description: 'Null while the checks run.' }),
  findings: z.array(Finding),
  facts: z
    .record(z.string(), z.unknown())
    .meta({ description: 'What was measured: pages, page sizes, layers, fonts.' }),
});

export const listFindings = defineOperation({
  name: 'files.listFindings',
  kind: 'query',
  summary: 'List what pre-flight found in a release, and how it differs from the one for sale',
  route: { method: 'GET', path: '/releases/{releaseId}/findings' },
  scope: 'files:read',
  input: z.object({ releaseId: Id }),
  output: z.object({ files: z.array(FileReport), differences: z.array(z.string()) }),
  async run(ctx, { releaseId }) {
    const row = await mustSeeRelease(ctx, releaseId);
    const files = await selectFiles(ctx.tx, [releaseId]);
    const found = await readFindings(
      ctx.tx,
      files.map((file) => file.sha256),
    );
    const current = (await selectReleases(ctx.tx, row.patternId)).find(
      (other) => other.state === 'published',
    );
    const before = row.state === 'draft' && current ? await selectFiles(ctx.tx, [current.id]) : null;
    return {
      differences: before ? proposeChange(before, files).differences : [],
      files: files.map((file, index) => ({
        releaseFileId: file.releaseFileId,
        name: file.name,
        role: file.role,
        sha256: file.sha256,
        verdict: found[index]?.verdict ?? null,
        findings: found[index]?.findings ?? [],
        facts: shown(file.facts),
      })),
    };
  },
});

/** What the libraries said is for the log. */
const shown = ({ problems: _, ...facts }: Facts): Record<string, unknown> => facts;
