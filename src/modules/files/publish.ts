import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { tell } from '../audit/index.ts';
import { activatePattern } from '../catalog/index.ts';
import { type AssetFindings, readFindings } from '../preflight/index.ts';
import { numberText } from './release.ts';
import { releasePublished } from './signals.ts';
import {
  type FileRow,
  lockReleases,
  type ReleaseRow,
  selectFiles,
  selectReleases,
  updateReleaseRow,
} from './store.ts';

export interface Readiness {
  /** Files whose checks have not ended. */
  unchecked: FileRow[];
  /** Files with a finding that blocks. */
  blocked: { file: FileRow; finding: AssetFindings['findings'][number] }[];
}

export async function readinessOf(ctx: Ctx, files: readonly FileRow[]): Promise<Readiness> {
  const found = new Map(
    (
      await readFindings(
        ctx.tx,
        files.map((file) => file.sha256),
      )
    ).map((row) => [row.sha256, row]),
  );
  return {
    unchecked: files.filter((file) => found.get(file.sha256)?.verdict === null),
    blocked: files.flatMap((file) =>
      (found.get(file.sha256)?.findings ?? [])
        .filter((finding) => finding.severity === 'block')
        .map((finding) => ({ file, finding })),
    ),
  };
}

/**
 * Makes a draft the pattern's current release; the one before is superseded. `overrule`: publishes in spite of findings
 * that block, with the seller's reason. Throws HubError `conflict` when it is no draft, is empty, is still being checked
 * or is blocked.
 */
export async function publishDraft(
  ctx: Ctx,
  draft: ReleaseRow,
  title: string,
  overrule: string | null = null,
): Promise<void> {
  await lockReleases(ctx.tx, draft.patternId);
  const releases = await selectReleases(ctx.tx, draft.patternId);
  const row = releases.find((other) => other.id === draft.id);
  if (row?.state !== 'draft')
    throw new HubError('conflict', 'Only a draft can be published, and this release is none.');
  const files = await selectFiles(ctx.tx, [row.id]);
  if (files.length === 0)
    throw new HubError('conflict', 'The release has no files. Add one, then publish it.');
  const { unchecked, blocked } = await readinessOf(ctx, files);
  if (unchecked[0]) {
    throw new HubError('conflict', `${unchecked[0].name} is still being checked. Try again in a moment.`, {
      retryAfterMs: 2000,
    });
  }
  if (blocked[0] && !overrule) {
    const more = blocked.length > 1 ? ` ${blocked.length - 1} more findings block it too.` : '';
    throw new HubError(
      'conflict',
      `${blocked[0].file.name}: ${blocked[0].finding.message}${more} Correct it, or publish all the same and say why.`,
    );
  }
  const current = releases.find((other) => other.state === 'published');
  if (current) await updateReleaseRow(ctx.tx, current.id, { state: 'superseded' });
  await updateReleaseRow(ctx.tx, row.id, {
    state: 'published',
    publishedAt: ctx.clock.now(),
    publishedBy: ctx.actor.name,
    overruleReason: blocked.length > 0 ? overrule : null,
  });
  await activatePattern(ctx, row.patternId);
  await tell(ctx, {
    tone: 'good',
    sentence: sentenceOf(row, title),
    patternId: row.patternId,
    releaseId: row.id,
  });
  await ctx.signal(releasePublished, {
    patternId: row.patternId,
    releaseId: row.id,
    changeKind: row.changeKind,
    touches: { sizes: row.touchesSizes, languages: row.touchesLanguages, roles: row.touchesRoles },
  });
  ctx.announce({ topic: 'release', id: row.id });
  ctx.announce({ topic: 'pattern', id: row.patternId });
}

function sentenceOf(row: ReleaseRow, title: string): string {
  const what = {
    first: 'the first release',
    erratum: 'a correction',
    addition: 'an addition',
    redraft: 'a redraft',
  };
  return `Released ${title} ${numberText(row)}, ${what[row.changeKind]}${row.notes ? `: ${row.notes}` : '.'}`;
}
