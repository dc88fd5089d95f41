import { z } from 'zod';
import { Id, Sha256 } from '../../kit/ids.ts';

export const ChangeKind = z.enum(['first', 'erratum', 'addition', 'redraft']).meta({
  description:
    'What changed: `erratum` corrects, `addition` brings sizes, formats or languages, `redraft` is drawn anew.',
});
export type ChangeKind = z.infer<typeof ChangeKind>;

export const ReleaseState = z.enum(['draft', 'published', 'superseded', 'withdrawn']);
export type ReleaseState = z.infer<typeof ReleaseState>;

/** A file of a release that is for sale now. */
export const CurrentFile = z.object({
  patternId: Id,
  releaseId: Id,
  releaseNumber: z.string().meta({ description: 'Major.minor.patch: 1.0.1.' }),
  releaseFileId: Id,
  role: z.string(),
  name: z.string(),
  language: z.string().nullable(),
  sha256: Sha256,
  kind: z.string(),
  contentType: z.string(),
  sizeBytes: z.int(),
});
export type CurrentFile = z.infer<typeof CurrentFile>;

export interface ReleaseNumber {
  major: number;
  minor: number;
  patch: number;
}

export const numberText = (number: ReleaseNumber): string =>
  `${number.major}.${number.minor}.${number.patch}`;

/** The number that a change of this kind gets after `last` (null: nothing was released yet). */
export function nextNumber(last: ReleaseNumber | null, kind: ChangeKind): ReleaseNumber {
  if (!last || kind === 'first') return { major: 1, minor: 0, patch: 0 };
  if (kind === 'erratum') return { major: last.major, minor: last.minor, patch: last.patch + 1 };
  if (kind === 'addition') return { major: last.major, minor: last.minor + 1, patch: 0 };
  return { major: last.major + 1, minor: 0, patch: 0 };
}
