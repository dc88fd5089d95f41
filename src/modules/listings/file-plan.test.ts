import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CurrentFile } from '../files/index.ts';
import { type FilePlanInput, planFiles } from './file-plan.ts';

const limit = <T>(value: T) => ({ value, source: 'made up for tests' });
const limits: FilePlanInput['limits'] = {
  fileCount: limit(5),
  fileBytes: limit(20_000_000),
  fileNameLength: limit(30),
  fileExtensions: limit<readonly string[]>(['.pdf', '.zip']),
};
const file = (role: string, set: Partial<CurrentFile> = {}): CurrentFile => ({
  patternId: 'p1',
  releaseId: 'r1',
  releaseNumber: '1.0.0',
  releaseFileId: `f-${role}`,
  role,
  name: `aaron-${role}.pdf`,
  language: null,
  sha256: '0'.repeat(64),
  kind: 'pdf',
  contentType: 'application/pdf',
  sizeBytes: 1000,
  ...set,
});
const plan = (files: CurrentFile[], set: Partial<FilePlanInput> = {}) =>
  planFiles({
    files,
    parts: [{ patternId: 'p1', roles: null, languages: null }],
    language: null,
    rule: {},
    limits,
    ...set,
  });

describe('the file plan', () => {
  it('puts the instructions first and leaves the cover out', () => {
    const { files } = plan([file('a0'), file('cover'), file('a4'), file('instructions')]);
    expect(files.map((one) => one.slot)).toEqual(['instructions', 'a4', 'a0']);
    expect(files.map((one) => one.name)).toEqual(['aaron-instructions.pdf', 'aaron-a4.pdf', 'aaron-a0.pdf']);
  });

  it('packs the last ones into one archive when the shop takes fewer', () => {
    const roles = ['instructions', 'a4', 'letter', 'a0', 'projector', 'chart'];
    const { files } = plan(roles.map((role) => file(role)));
    expect(files).toHaveLength(5);
    expect(files.at(-1)).toMatchObject({ slot: 'more', name: 'aaron-more.zip', isArchive: true });
    expect(files.at(-1)?.members.map((one) => one.role)).toEqual(['projector', 'chart']);
  });

  it('gives a bundle one archive a pattern, or one for all', () => {
    const ids = Array.from({ length: 4 }, (_, index) => `p${index}`);
    const files = ids.flatMap((patternId) =>
      ['a4', 'a0'].map((role) => file(role, { patternId, name: `${patternId}-${role}.pdf` })),
    );
    const parts = ids.map((patternId) => ({ patternId, roles: null, languages: null }));
    expect(plan(files, { parts }).files.map((one) => one.isArchive)).toEqual([true, true, true, true]);
    const tight = { ...limits, fileCount: limit(2) };
    expect(plan(files, { parts, limits: tight }).files).toMatchObject([{ slot: 'more', isArchive: true }]);
  });

  it('sells only the parts of the offer, and the language of the listing', () => {
    const files = [
      file('a4', { language: 'en', name: 'a4-en.pdf' }),
      file('a4', { language: 'de', name: 'a4-de.pdf' }),
      file('a0'),
    ];
    const parts = [{ patternId: 'p1', roles: ['a4'], languages: null }];
    expect(plan(files, { parts, language: 'de' }).files.map((one) => one.slot)).toEqual(['a4/de']);
  });

  it('says which file is too large for the shop, in a sentence', () => {
    const { problems } = plan([file('a0', { sizeBytes: 31_000_000 })]);
    expect(problems).toMatchObject([{ field: 'files', severity: 'block' }]);
    expect(problems[0]?.message).toContain('aaron-a0.pdf is larger than the 20 MB');
  });

  it('always keeps the shop’s limits, each name and each place once, and never loses a file', () => {
    const anyFile = fc
      .record({
        role: fc.constantFrom('instructions', 'a4', 'a0', 'svg', 'other'),
        name: fc.string({ minLength: 1, maxLength: 60 }),
        language: fc.constantFrom(null, 'en', 'de'),
        isPdf: fc.boolean(),
      })
      .map(({ isPdf, ...set }) =>
        file(set.role, { ...set, contentType: isPdf ? 'application/pdf' : 'image/svg+xml' }),
      );
    fc.assert(
      fc.property(fc.array(anyFile, { maxLength: 12 }), (files) => {
        const planned = plan(files).files;
        expect(planned.length).toBeLessThanOrEqual(5);
        expect(planned.flatMap((one) => one.members)).toHaveLength(files.length);
        for (const one of planned) {
          expect(one.name.length).toBeLessThanOrEqual(30);
          expect(one.name).toMatch(/^[A-Za-z0-9._-]+\.(pdf|zip)$/);
        }
        expect(new Set(planned.map((one) => one.name.toLowerCase())).size).toBe(planned.length);
        expect(new Set(planned.map((one) => one.slot)).size).toBe(planned.length);
      }),
    );
  });
});
