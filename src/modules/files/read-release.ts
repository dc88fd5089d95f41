import { z } from 'zod';
import type { Tx } from '../../kit/ctx.ts';
import { Id, Sha256 } from '../../kit/ids.ts';
import { At } from '../../kit/time.ts';
import { ChangeKind, numberText, ReleaseState } from './release.ts';
import { type FileRow, type ReleaseRow, selectFiles, selectReleaseRow } from './store.ts';

export const ReleaseFile = z.object({
  id: Id,
  role: z.string(),
  name: z.string(),
  language: z.string().nullable(),
  sha256: Sha256,
  kind: z.string(),
  contentType: z.string(),
  sizeBytes: z.int(),
  position: z.int(),
});
export type ReleaseFile = z.infer<typeof ReleaseFile>;

export const Release = z.object({
  id: Id,
  patternId: Id,
  number: z.string().meta({ description: 'Major.minor.patch: 1.0.1.' }),
  changeKind: ChangeKind,
  state: ReleaseState,
  notes: z.string(),
  touchesSizes: z.array(z.string()).nullable(),
  touchesLanguages: z.array(z.string()).nullable(),
  touchesRoles: z.array(z.string()).nullable(),
  isKindChosen: z.boolean().meta({ description: 'The seller chose the kind; else it is proposed.' }),
  overruleReason: z.string().nullable(),
  withdrawnReason: z.string().nullable(),
  createdAt: At,
  publishedAt: At.nullable(),
  publishedBy: z.string().nullable(),
  version: z.int(),
  files: z.array(ReleaseFile),
});
export type Release = z.input<typeof Release>;

export function toRelease(row: ReleaseRow, files: readonly FileRow[]): Release {
  const { major, minor, patch, ...rest } = row;
  return {
    ...rest,
    number: numberText({ major, minor, patch }),
    files: files
      .filter((file) => file.releaseId === row.id)
      .map(({ releaseFileId, releaseId: _, facts: __, ...file }) => ({ id: releaseFileId, ...file })),
  };
}

/** A release with its files, whatever its state; null when it is not there. */
export async function readRelease(tx: Tx, id: string): Promise<Release | null> {
  const row = await selectReleaseRow(tx, id);
  return row ? toRelease(row, await selectFiles(tx, [id])) : null;
}
