import type { Ctx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';
import { requestPreflight, selectAssets } from '../preflight/index.ts';
import { languageInName, withoutVersion } from './file-name.ts';
import { type ComparedFile, type ProposedChange, proposeChange } from './propose-change.ts';
import { nextNumber } from './release.ts';
import { roleOf } from './role.ts';
import {
  copyFiles,
  deleteFile,
  deleteRelease,
  type FileRow,
  insertFile,
  insertRelease,
  lockReleases,
  type ReleaseRow,
  selectFiles,
  selectReleases,
  updateFile,
  updateReleaseRow,
} from './store.ts';

export interface IncomingFile {
  /** Without a path. */
  name: string;
  sha256: string;
  /** Null: from the name and the content. */
  role?: string | null | undefined;
  language?: string | null | undefined;
}

/**
 * Puts stored files into the pattern's draft release, which is made as a copy of the current one when there is none.
 * A file of the same name (or the same name but for a version) is replaced. Gives the draft's id, or null when nothing
 * differs from what is for sale.
 */
export async function addToDraft(
  ctx: Ctx,
  patternId: string,
  incoming: readonly IncomingFile[],
  removeNames: readonly string[] = [],
): Promise<string | null> {
  await lockReleases(ctx.tx, patternId);
  const { draft, files } = await openDraft(ctx, patternId);
  for (const file of files.filter((other) => removeNames.includes(other.name))) {
    await deleteFile(ctx.tx, draft.id, file.releaseFileId);
  }
  const assets = new Map(
    (
      await selectAssets(
        ctx.tx,
        incoming.map((file) => file.sha256),
      )
    ).map((asset) => [asset.sha256, asset]),
  );
  let position = files.reduce((most, file) => Math.max(most, file.position), -1) + 1;
  for (const file of incoming) {
    const asset = assets.get(file.sha256);
    if (!asset) throw new Error('Bytes are stored and known before they enter a release');
    const role = file.role ?? roleOf(file.name, asset.kind, asset.facts);
    const language = file.language === undefined ? languageInName(file.name) : file.language;
    const replaced = findReplaced(files, file.name, role);
    if (replaced) {
      const keepsRole = file.role === undefined || file.role === null;
      const changes = {
        sha256: file.sha256,
        name: file.name,
        role: keepsRole ? replaced.role : role,
        language: file.language === undefined ? (replaced.language ?? language) : language,
      };
      await updateFile(ctx.tx, replaced.releaseFileId, changes);
      Object.assign(replaced, changes);
    } else {
      const row = {
        id: newId(),
        releaseId: draft.id,
        role,
        name: file.name,
        language,
        sha256: file.sha256,
        position,
      };
      await insertFile(ctx.tx, row);
      files.push({ ...row, ...asset, releaseFileId: row.id });
      position += 1;
    }
    await requestPreflight(ctx, file.sha256);
  }
  const proposed = await refreshDraft(ctx, patternId);
  ctx.announce({ topic: 'pattern', id: patternId });
  return proposed ? draft.id : null;
}

function findReplaced(files: readonly FileRow[], name: string, role: string): FileRow | undefined {
  const same = (file: FileRow) => file.name.toLowerCase() === name.toLowerCase();
  const version = (file: FileRow) => file.role === role && withoutVersion(file.name) === withoutVersion(name);
  return files.find(same) ?? files.find(version);
}

async function openDraft(ctx: Ctx, patternId: string): Promise<{ draft: ReleaseRow; files: FileRow[] }> {
  const releases = await selectReleases(ctx.tx, patternId);
  const there = releases.find((row) => row.state === 'draft');
  if (there) return { draft: there, files: await selectFiles(ctx.tx, [there.id]) };
  const current = releases.find((row) => row.state === 'published');
  const number = nextNumber(releases[0] ?? null, 'erratum');
  const id = newId();
  await insertRelease(ctx.tx, {
    id,
    patternId,
    ...number,
    changeKind: releases.length === 0 ? 'first' : 'erratum',
    createdAt: ctx.clock.now(),
  });
  if (current) await copyFiles(ctx.tx, current.id, id);
  ctx.announce({ topic: 'release', id });
  const draft = (await selectReleases(ctx.tx, patternId)).find((row) => row.id === id);
  if (!draft) throw new Error('The draft was just written');
  return { draft, files: await selectFiles(ctx.tx, [id]) };
}

/**
 * Proposes the draft's kind, number and touches afresh, unless the seller chose the kind. A draft that equals what is for
 * sale is dropped: then null.
 */
export async function refreshDraft(ctx: Ctx, patternId: string): Promise<ProposedChange | null> {
  const releases = await selectReleases(ctx.tx, patternId);
  const draft = releases.find((row) => row.state === 'draft');
  if (!draft) return null;
  const current = releases.find((row) => row.state === 'published');
  const files = await selectFiles(ctx.tx, current ? [current.id, draft.id] : [draft.id]);
  const of = (row: ReleaseRow): ComparedFile[] => files.filter((file) => file.releaseId === row.id);
  if (current && isSame(of(current), of(draft))) {
    await deleteRelease(ctx.tx, draft.id);
    ctx.announce({ topic: 'release', id: draft.id });
    return null;
  }
  const proposed = proposeChange(current ? of(current) : null, of(draft));
  const last = releases.find((row) => row.state !== 'draft') ?? null;
  // After everything was withdrawn there is nothing to compare with, but the numbers go on.
  const kind = last && proposed.changeKind === 'first' ? 'redraft' : proposed.changeKind;
  const changeKind = draft.isKindChosen ? draft.changeKind : last ? kind : 'first';
  await updateReleaseRow(ctx.tx, draft.id, {
    ...(draft.isKindChosen
      ? {}
      : {
          changeKind,
          touchesRoles: proposed.touchesRoles,
          touchesLanguages: proposed.touchesLanguages,
          touchesSizes: proposed.touchesSizes,
        }),
    ...nextNumber(last, changeKind),
  });
  ctx.announce({ topic: 'release', id: draft.id });
  return { ...proposed, changeKind };
}

function isSame(a: readonly ComparedFile[], b: readonly ComparedFile[]): boolean {
  const key = (file: ComparedFile) => JSON.stringify([file.role, file.name, file.language, file.sha256]);
  const inB = new Set(b.map(key));
  return a.length === b.length && a.every((file) => inB.has(key(file)));
}
