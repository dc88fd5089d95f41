import { basename } from 'node:path';
import type { Ctx } from '../../../kit/ctx.ts';
import { tell } from '../../audit/index.ts';
import { addPatterns, putImage, slugOf } from '../../catalog/index.ts';
import { insertAsset } from '../../preflight/index.ts';
import { settleDraft } from '../after-check.ts';
import { addToDraft } from '../draft.ts';
import { groupOf } from '../file-name.ts';
import { isShownRole, roleOf } from '../role.ts';
import {
  findPatternBySlug,
  type PatternName,
  selectFiles,
  selectPatternFor,
  selectReleases,
  selectStudioCurrency,
} from '../store.ts';
import type { SeenFile } from './list-files.ts';
import type { ReadFile } from './read-in.ts';
import {
  type FolderFileRow,
  type FolderRow,
  lockFolder,
  saveFolderFile,
  selectFolderFiles,
} from './store.ts';

export type TakenFile = ReadFile & { seen: SeenFile };

/** Takes the files of one pattern in, in one transaction: pattern, pictures, draft release, folder rows. */
export async function takeIn(ctx: Ctx, folderId: string, files: readonly TakenFile[]): Promise<void> {
  const folder = await lockFolder(ctx.tx, folderId);
  const group = files[0] && groupOf(files[0].seen.path);
  if (!folder || !group) return;
  const rows = await selectFolderFiles(ctx.tx, folderId);
  for (const { sha256, sizeBytes, kind, contentType } of files)
    await insertAsset(ctx.tx, { sha256, sizeBytes, kind, contentType });
  const { pattern, isNew } = await patternOf(ctx, folder, group, rows);
  const sold = [];
  for (const file of files) {
    const name = basename(file.seen.path);
    const role = roleOf(name, file.kind);
    const before = rows.find((row) => row.path === file.seen.path);
    if (isShownRole(role)) {
      await putImage(ctx, pattern.id, {
        sha256: file.sha256,
        alt: pattern.title,
        isFirst: role === 'cover',
        replaces: before?.sha256 ?? null,
      });
    } else sold.push({ name, sha256: file.sha256 });
    await saveFolderFile(ctx.tx, {
      folderId,
      path: file.seen.path,
      sizeBytes: file.seen.sizeBytes,
      modifiedAt: new Date(file.seen.modifiedMs),
      sha256: file.sha256,
      state: 'taken',
      message: null,
      patternId: pattern.id,
      seenAt: ctx.clock.now(),
    });
  }
  const fresh = await withoutRenamed(ctx, pattern.id, sold);
  const releaseId = fresh.length > 0 ? await addToDraft(ctx, pattern.id, fresh) : null;
  if (isNew) {
    await tell(ctx, {
      sentence: `${pattern.title} came in from the folder with ${count(files.length)}.`,
      patternId: pattern.id,
    });
  } else if (releaseId) {
    const names = fresh.map((file) => file.name).join(', ');
    await tell(ctx, {
      sentence: `${pattern.title}: ${names} changed in the folder.`,
      patternId: pattern.id,
      releaseId,
    });
  }
  // Bytes that were checked before give no further signal: the draft may be ready now.
  if (releaseId) await settleDraft(ctx, pattern.id);
}

/** The pattern of other files of the group, else one of that name, else a new draft with the folder's price. */
async function patternOf(
  ctx: Ctx,
  folder: FolderRow,
  group: { key: string; title: string },
  rows: readonly FolderFileRow[],
): Promise<{ pattern: PatternName; isNew: boolean }> {
  const known = rows.find((row) => row.patternId !== null && groupOf(row.path).key === group.key)?.patternId;
  const pattern =
    (known ? await selectPatternFor(ctx.tx, ctx.actor, known) : null) ??
    (await findPatternBySlug(ctx.tx, folder.designerId, slugOf(group.title)));
  if (pattern) return { pattern, isNew: false };
  const [made] = await addPatterns(ctx, folder.designerId, [
    {
      title: group.title,
      craft: folder.defaultCraft,
      priceMinor: folder.defaultPriceMinor ?? 0,
      currency: folder.defaultCurrency ?? (await selectStudioCurrency(ctx.tx)),
    },
  ]);
  if (!made) throw new Error('One new pattern gives one row');
  return { pattern: { id: made.patternId, title: group.title, designerId: folder.designerId }, isNew: true };
}

/** The same bytes under another name are a rename in the folder, which is nothing that buyers need to hear of. */
async function withoutRenamed(
  ctx: Ctx,
  patternId: string,
  files: readonly { name: string; sha256: string }[],
): Promise<{ name: string; sha256: string }[]> {
  const releases = await selectReleases(ctx.tx, patternId);
  const latest =
    releases.find((row) => row.state === 'draft') ?? releases.find((row) => row.state === 'published');
  const there = latest ? await selectFiles(ctx.tx, [latest.id]) : [];
  return files.filter((file) => !there.some((other) => other.sha256 === file.sha256));
}

const count = (files: number): string => (files === 1 ? 'one file' : `${files} files`);
