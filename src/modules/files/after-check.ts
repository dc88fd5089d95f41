import type { Ctx } from '../../kit/ctx.ts';
import { on } from '../../kit/signal.ts';
import { tell } from '../audit/index.ts';
import { assetChecked } from '../preflight/index.ts';
import { refreshDraft } from './draft.ts';
import { publishDraft, readinessOf } from './publish.ts';
import { roleOf } from './role.ts';
import { draftReady } from './signals.ts';
import {
  camePublishing,
  lockReleases,
  selectDraftsWith,
  selectFiles,
  selectPatternFor,
  selectReleases,
  updateFile,
} from './store.ts';

/** With the facts at hand, drafts are proposed afresh, and those of a folder that publishes by itself are published. */
export const afterCheck = on(assetChecked, 'files.afterCheck', async (ctx, { sha256 }) => {
  for (const { patternId } of await selectDraftsWith(ctx.tx, sha256)) await settleDraft(ctx, patternId);
});

/** Harmless whenever it runs: reads everything again. */
export async function settleDraft(ctx: Ctx, patternId: string): Promise<void> {
  await lockReleases(ctx.tx, patternId);
  const releases = await selectReleases(ctx.tx, patternId);
  const draft = releases.find((row) => row.state === 'draft');
  if (!draft) return;
  const current = releases.find((row) => row.state === 'published');
  const old = current ? await selectFiles(ctx.tx, [current.id]) : [];
  for (const file of await selectFiles(ctx.tx, [draft.id])) {
    // Only a role that was guessed without facts is guessed again; one that was given or kept stays.
    const isNew = !old.some((other) => other.name === file.name);
    const role = roleOf(file.name, file.kind, file.facts);
    if (isNew && role !== file.role && file.role === roleOf(file.name, file.kind)) {
      await updateFile(ctx.tx, file.releaseFileId, { role });
    }
  }
  if (!(await refreshDraft(ctx, patternId))) return;
  const files = await selectFiles(ctx.tx, [draft.id]);
  const { unchecked, blocked } = await readinessOf(ctx, files);
  if (unchecked.length > 0) return;
  const pattern = await selectPatternFor(ctx.tx, ctx.actor, patternId);
  if (!pattern) return;
  const changed = files
    .filter((file) => !old.some((o) => o.sha256 === file.sha256))
    .map((file) => file.sha256);
  const publishesItself = await camePublishing(ctx.tx, patternId, changed);
  if (blocked[0]) {
    await tell(ctx, {
      tone: 'needs-you',
      sentence: `${pattern.title} waits: ${blocked[0].file.name}. ${blocked[0].finding.message}`,
      patternId,
      releaseId: draft.id,
    });
  } else if (publishesItself) {
    const fresh = (await selectReleases(ctx.tx, patternId)).find((row) => row.id === draft.id);
    if (fresh) await publishDraft(ctx, fresh, pattern.title);
  } else {
    await ctx.signal(draftReady, { patternId, releaseId: draft.id });
  }
}
