import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { tell } from '../audit/index.ts';
import { refreshDraft } from './draft.ts';
import { publishDraft } from './publish.ts';
import { Release } from './read-release.ts';
import { ChangeKind, numberText } from './release.ts';
import { mustSeeRelease, showRelease } from './releases.ts';
import { releaseWithdrawn } from './signals.ts';
import { deleteRelease, lockReleases, selectPatternFor, selectReleases, updateReleaseRow } from './store.ts';

const releaseSubject = (input: { releaseId: string }) => ({ kind: 'release', id: input.releaseId });

export const publishRelease = defineOperation({
  name: 'files.publishRelease',
  kind: 'command',
  summary: 'Publish a draft release: shops and past buyers get it',
  route: { method: 'POST', path: '/releases/{releaseId}/publish' },
  scope: 'files:approve',
  input: z.object({
    releaseId: Id,
    expectedVersion: z.int().optional(),
    overruleReason: z
      .string()
      .trim()
      .min(5, 'Say in a few words why.')
      .max(1000)
      .optional()
      .meta({ description: 'Publishes in spite of findings that block; kept with the release.' }),
  }),
  output: Release,
  subject: releaseSubject,
  async run(ctx, { releaseId, expectedVersion, overruleReason }) {
    const row = await mustSeeRelease(ctx, releaseId);
    assertVersion(row, expectedVersion);
    const pattern = await selectPatternFor(ctx.tx, ctx.actor, row.patternId);
    await publishDraft(ctx, row, pattern?.title ?? 'the pattern', overruleReason ?? null);
    return showRelease(ctx, releaseId);
  },
});

export const updateRelease = defineOperation({
  name: 'files.updateRelease',
  kind: 'command',
  summary: 'Say what changed in a release, and of which kind the change is',
  route: { method: 'PATCH', path: '/releases/{releaseId}' },
  scope: 'files:write',
  versioned: true,
  input: z.object({
    releaseId: Id,
    expectedVersion: z.int().optional(),
    notes: z.string().max(10_000).optional().meta({ description: 'What changed, for buyers.' }),
    changeKind: ChangeKind.exclude(['first']).optional(),
    touchesSizes: z.array(z.string()).max(200).nullable().optional(),
    touchesLanguages: z.array(z.string()).max(50).nullable().optional(),
    touchesRoles: z.array(z.string()).max(50).nullable().optional(),
  }),
  output: Release,
  subject: releaseSubject,
  async run(ctx, { releaseId, expectedVersion, notes, ...kind }) {
    const seen = await mustSeeRelease(ctx, releaseId);
    await lockReleases(ctx.tx, seen.patternId);
    const row = await mustSeeRelease(ctx, releaseId);
    assertVersion(row, expectedVersion);
    const choices = Object.fromEntries(Object.entries(kind).filter(([, value]) => value !== undefined));
    const isChoice = Object.keys(choices).length > 0;
    if (isChoice && row.state !== 'draft') {
      throw new HubError('conflict', 'Only a draft’s kind can be changed; the notes of any release can.');
    }
    if (kind.changeKind && row.changeKind === 'first') {
      throw new HubError(
        'conflict',
        'It is the pattern’s first release: there is nothing that it could correct.',
      );
    }
    await updateReleaseRow(ctx.tx, releaseId, {
      ...(notes === undefined ? {} : { notes }),
      ...choices,
      ...(isChoice ? { isKindChosen: true } : {}),
    });
    if (isChoice) await refreshDraft(ctx, row.patternId);
    ctx.announce({ topic: 'release', id: releaseId });
    return showRelease(ctx, releaseId);
  },
});

export const withdrawRelease = defineOperation({
  name: 'files.withdrawRelease',
  kind: 'command',
  summary: 'Withdraw the current release: nobody gets it any more, the one before is current again',
  route: { method: 'POST', path: '/releases/{releaseId}/withdraw' },
  scope: 'files:approve',
  input: z.object({ releaseId: Id, reason: z.string().trim().min(5, 'Say in a few words why.').max(1000) }),
  output: Release,
  subject: releaseSubject,
  async run(ctx, { releaseId, reason }) {
    const seen = await mustSeeRelease(ctx, releaseId);
    await lockReleases(ctx.tx, seen.patternId);
    const row = await mustSeeRelease(ctx, releaseId);
    if (row.state !== 'published' && row.state !== 'superseded') {
      throw new HubError('conflict', 'Only a release that was published can be withdrawn.');
    }
    await updateReleaseRow(ctx.tx, releaseId, { state: 'withdrawn', withdrawnReason: reason });
    const before =
      row.state === 'published'
        ? (await selectReleases(ctx.tx, row.patternId)).find((other) => other.state === 'superseded')
        : undefined;
    if (before) await updateReleaseRow(ctx.tx, before.id, { state: 'published' });
    const pattern = await selectPatternFor(ctx.tx, ctx.actor, row.patternId);
    const next = before ? `${numberText(before)} is current again` : 'the pattern has no files for sale now';
    await tell(ctx, {
      tone: 'problem',
      sentence: `Withdrew ${pattern?.title} ${numberText(row)} (${reason}); ${next}.`,
      patternId: row.patternId,
      releaseId,
    });
    await ctx.signal(releaseWithdrawn, { patternId: row.patternId, releaseId });
    await refreshDraft(ctx, row.patternId);
    ctx.announce({ topic: 'release', id: releaseId });
    ctx.announce({ topic: 'pattern', id: row.patternId });
    return showRelease(ctx, releaseId);
  },
});

export const discardDraft = defineOperation({
  name: 'files.discardDraft',
  kind: 'command',
  summary: 'Throw a draft release away; what is for sale stays as it is',
  route: { method: 'DELETE', path: '/releases/{releaseId}' },
  scope: 'files:write',
  input: z.object({ releaseId: Id }),
  output: z.object({ patternId: Id }),
  subject: releaseSubject,
  async run(ctx, { releaseId }) {
    const seen = await mustSeeRelease(ctx, releaseId);
    await lockReleases(ctx.tx, seen.patternId);
    const row = await mustSeeRelease(ctx, releaseId);
    if (row.state !== 'draft') throw new HubError('conflict', 'Only a draft can be thrown away.');
    await deleteRelease(ctx.tx, releaseId);
    ctx.announce({ topic: 'release', id: releaseId });
    ctx.announce({ topic: 'pattern', id: row.patternId });
    return { patternId: row.patternId };
  },
});

function assertVersion(row: { version: number }, expected: number | undefined): void {
  if (expected !== undefined && expected !== row.version) {
    throw new HubError('stale', 'The release changed after you opened it. Look at it again first.');
  }
}
