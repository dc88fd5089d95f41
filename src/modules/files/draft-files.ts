import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { addToDraft, refreshDraft } from './draft.ts';
import { FileName, Language, RoleName } from './file-fields.ts';
import { Release } from './read-release.ts';
import { mustSeeRelease, showRelease } from './releases.ts';
import { deleteFile, lockReleases, type ReleaseRow, selectFiles, updateFile } from './store.ts';

const subject = (input: { releaseId: string }) => ({ kind: 'release', id: input.releaseId });

export const removeFile = defineOperation({
  name: 'files.removeFile',
  kind: 'command',
  summary: 'Take a file out of a draft release',
  route: { method: 'DELETE', path: '/releases/{releaseId}/files/{releaseFileId}' },
  scope: 'files:write',
  input: z.object({ releaseId: Id, releaseFileId: Id }),
  output: z.object({
    release: Release.nullable().meta({ description: 'Null when the draft now equals what is for sale.' }),
  }),
  subject,
  async run(ctx, { releaseId, releaseFileId }) {
    const draft = await mustLockDraft(ctx, releaseId);
    if (!(await deleteFile(ctx.tx, releaseId, releaseFileId))) {
      throw new HubError('not-found', 'The draft has no such file.');
    }
    const proposed = await refreshDraft(ctx, draft.patternId);
    return { release: proposed ? await showRelease(ctx, releaseId) : null };
  },
});

export const updateDraftFile = defineOperation({
  name: 'files.updateFile',
  kind: 'command',
  summary: 'Say what a file of a draft is for, its language or its name',
  route: { method: 'PATCH', path: '/releases/{releaseId}/files/{releaseFileId}' },
  scope: 'files:write',
  input: z.object({
    releaseId: Id,
    releaseFileId: Id,
    role: RoleName.optional(),
    language: Language.nullable().optional(),
    name: FileName.optional(),
    position: z.int().min(0).max(1000).optional(),
  }),
  output: z.object({ release: Release.nullable() }),
  subject,
  async run(ctx, { releaseId, releaseFileId, ...changes }) {
    const draft = await mustLockDraft(ctx, releaseId);
    const files = await selectFiles(ctx.tx, [releaseId]);
    if (!files.some((file) => file.releaseFileId === releaseFileId)) {
      throw new HubError('not-found', 'The draft has no such file.');
    }
    const wanted = changes.name?.toLowerCase();
    if (files.some((file) => file.releaseFileId !== releaseFileId && file.name.toLowerCase() === wanted)) {
      throw new HubError('conflict', 'Another file of the release has that name already.');
    }
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (Object.keys(given).length > 0) await updateFile(ctx.tx, releaseFileId, given);
    const proposed = await refreshDraft(ctx, draft.patternId);
    return { release: proposed ? await showRelease(ctx, releaseId) : null };
  },
});

export const startDraft = defineOperation({
  name: 'files.startDraft',
  kind: 'command',
  summary: 'Begin a new release as a copy of the one for sale, to remove or rename files in it',
  route: { method: 'POST', path: '/releases/{releaseId}/draft' },
  scope: 'files:write',
  input: z.object({ releaseId: Id, removeFileNames: z.array(z.string()).min(1).max(200) }),
  output: z.object({ release: Release.nullable() }),
  subject,
  async run(ctx, { releaseId, removeFileNames }) {
    const row = await mustSeeRelease(ctx, releaseId);
    if (row.state !== 'published')
      throw new HubError('conflict', 'A draft begins from the release that is for sale.');
    const draftId = await addToDraft(ctx, row.patternId, [], removeFileNames);
    return { release: draftId ? await showRelease(ctx, draftId) : null };
  },
});

async function mustLockDraft(ctx: Ctx, releaseId: string): Promise<ReleaseRow> {
  const seen = await mustSeeRelease(ctx, releaseId);
  await lockReleases(ctx.tx, seen.patternId);
  const row = await mustSeeRelease(ctx, releaseId);
  if (row.state !== 'draft') {
    throw new HubError(
      'conflict',
      'What was published never changes. Add a file to the pattern: that begins a new draft.',
    );
  }
  return row;
}
