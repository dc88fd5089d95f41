import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actor, createTestHost, type TestHost } from '../../../test/support/host.ts';
import { on } from '../../kit/signal.ts';
import { auditModule } from '../audit/index.ts';
import { createPattern } from '../catalog/create-pattern.ts';
import { catalogModule } from '../catalog/index.ts';
import { preflightModule } from '../preflight/index.ts';
import { makePdf, makePicture, makeZip, type PdfRecipe } from '../preflight/testing/make-files.ts';
import { takeUpload } from './add-file.ts';
import { discardDraft, publishRelease, updateRelease, withdrawRelease } from './change-release.ts';
import { removeFile, startDraft, updateDraftFile } from './draft-files.ts';
import { filesModule, readCurrentFiles, releasePublished, releaseWithdrawn } from './index.ts';
import { listFindings, listReleases } from './releases.ts';

let test: TestHost;
const signals: string[] = [];
beforeAll(async () => {
  const spy = {
    name: 'spy',
    operations: [],
    listeners: [
      on(
        releasePublished,
        'spy.published',
        async (_, payload) => void signals.push(`published ${payload.changeKind}`),
      ),
      on(releaseWithdrawn, 'spy.withdrawn', async () => void signals.push('withdrawn')),
    ],
  };
  test = await createTestHost({ modules: [auditModule, catalogModule, preflightModule, filesModule, spy] });
});
afterAll(() => test.close());

let patternId: string;
let count = 0;
beforeEach(async () => {
  signals.splice(0);
  count += 1;
  patternId = (await test.run(createPattern, { title: `Jay ${count}`, craft: 'sewing', priceMinor: 900 })).id;
});

const upload = (name: string, bytes: Uint8Array, more: object = {}) =>
  takeUpload(test.host, actor(), { patternId, name, bytes: Readable.from([bytes]), ...more });
const uploadPdf = async (name: string, recipe: PdfRecipe = {}) =>
  upload(name, await makePdf({ text: `${name} ${count}`, ...recipe }));
const releases = async () => (await test.run(listReleases, { patternId })).items;
const draft = async () => {
  const found = (await releases()).find((release) => release.state === 'draft');
  if (!found) throw new Error('There is no draft');
  return found;
};
const publish = async (overruleReason?: string) => {
  await test.settle();
  return test.run(publishRelease, { releaseId: (await draft()).id, overruleReason });
};

describe('a release', () => {
  it('is numbered by what changed, and supersedes the one before', async () => {
    await uploadPdf('jay-a4.pdf');
    expect(await publish()).toMatchObject({ number: '1.0.0', changeKind: 'first', publishedBy: 'Test' });
    await uploadPdf('jay-a4.pdf', { text: 'corrected' });
    expect(await publish()).toMatchObject({ number: '1.0.1', changeKind: 'erratum' });
    await uploadPdf('jay-letter.pdf', { pages: [[215.9, 279.4]] });
    expect(await publish()).toMatchObject({
      number: '1.1.0',
      changeKind: 'addition',
      touchesRoles: ['letter'],
    });
    await uploadPdf('jay-a4.pdf', {
      pages: [
        [210, 297],
        [210, 297],
      ],
    });
    expect(await publish()).toMatchObject({ number: '2.0.0', changeKind: 'redraft' });
    expect((await releases()).map((release) => release.state)).toEqual([
      'published',
      'superseded',
      'superseded',
      'superseded',
    ]);
    expect(signals).toEqual([
      'published first',
      'published erratum',
      'published addition',
      'published redraft',
    ]);
    expect((await readCurrentFiles(test.host.db, [patternId])).map((file) => file.name)).toEqual([
      'jay-a4.pdf',
      'jay-letter.pdf',
    ]);
  });

  it('takes the seller’s kind over the proposed one, and its number follows', async () => {
    await uploadPdf('jay-a4.pdf');
    await publish();
    await uploadPdf('jay-a4.pdf', { text: 'other' });
    await test.settle();
    const changed = await test.run(updateRelease, {
      releaseId: (await draft()).id,
      changeKind: 'redraft',
      notes: 'The sleeve is wider.',
    });
    expect(changed).toMatchObject({ number: '2.0.0', changeKind: 'redraft', isKindChosen: true });
    await uploadPdf('jay-instructions.pdf');
    await test.settle();
    expect(await draft()).toMatchObject({
      number: '2.0.0',
      changeKind: 'redraft',
      notes: 'The sleeve is wider.',
    });
  });

  it('is not published while a finding blocks it, unless with a reason that is kept', async () => {
    await uploadPdf('jay-a4.pdf', { launch: true });
    await expect(publish()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/start a program/),
    });
    const report = await test.run(listFindings, { releaseId: (await draft()).id });
    expect(report.files).toMatchObject([{ verdict: 'block', findings: [{ checkId: 'pdf-scripts' }] }]);
    expect(await publish('My buyers asked for it.')).toMatchObject({
      overruleReason: 'My buyers asked for it.',
    });
  });

  it('that is withdrawn gives way to the one before', async () => {
    await uploadPdf('jay-a4.pdf');
    await publish();
    await uploadPdf('jay-a4.pdf', { text: 'worse' });
    const bad = await publish();
    expect(await test.run(withdrawRelease, { releaseId: bad.id, reason: 'Wrong scale.' })).toMatchObject({
      state: 'withdrawn',
    });
    expect((await releases()).map((release) => [release.number, release.state])).toEqual([
      ['1.0.1', 'withdrawn'],
      ['1.0.0', 'published'],
    ]);
    const [last] = (await releases()).filter((release) => release.state === 'published');
    await test.run(withdrawRelease, { releaseId: last?.id ?? '', reason: 'Wrong as well.' });
    await uploadPdf('jay-a4.pdf', { text: 'right at last' });
    expect(await publish()).toMatchObject({ number: '2.0.0', state: 'published' });
    expect(signals.filter((signal) => signal === 'withdrawn')).toHaveLength(2);
  });

  it('never changes once it is published; a draft can lose files and be thrown away', async () => {
    await uploadPdf('jay-a4.pdf');
    await uploadPdf('jay-a0.pdf', { pages: [[841, 1189]] });
    const first = await publish();
    const [file] = first.files;
    await expect(
      test.run(removeFile, { releaseId: first.id, releaseFileId: file?.id ?? '' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    const { release } = await test.run(startDraft, { releaseId: first.id, removeFileNames: ['jay-a0.pdf'] });
    expect(release).toMatchObject({ changeKind: 'redraft', files: [{ name: 'jay-a4.pdf' }] });
    const renamed = await test.run(updateDraftFile, {
      releaseId: release?.id ?? '',
      releaseFileId: release?.files[0]?.id ?? '',
      language: 'de',
    });
    expect(renamed.release?.files).toMatchObject([{ language: 'de' }]);
    await test.run(discardDraft, { releaseId: release?.id ?? '' });
    expect(await releases()).toMatchObject([{ id: first.id, state: 'published' }]);
  });

  it('is not begun when the same bytes come again', async () => {
    const bytes = await makePdf({ text: 'same' });
    await upload('jay-a4.pdf', bytes);
    await publish();
    await upload('jay-a4.pdf', bytes);
    expect((await releases()).map((release) => release.state)).toEqual(['published']);
  });
});

describe('an upload', () => {
  it('of a cover is shown with the pattern and not sold', async () => {
    expect(await upload('cover.png', await makePicture())).toMatchObject({ isImage: true, releaseId: null });
    expect(await releases()).toEqual([]);
  });

  it.each([
    ['a ZIP named .pdf', 'jay.pdf', makeZip(), 'invalid'],
    ['nothing', 'jay.pdf', Buffer.alloc(0), 'invalid'],
    ['an unknown kind', 'jay.qqq', Buffer.from([0, 1, 2, 3, 255]), 'invalid'],
    ['a name with a path', '../jay.pdf', Buffer.from('%PDF-1.7'), 'invalid'],
  ])('of %s is refused and leaves nothing', async (_, name, bytes, code) => {
    const { sha256 } = await test.host.ports.storage.put(bytes);
    await test.host.ports.storage.remove(sha256);
    await expect(upload(name, bytes)).rejects.toMatchObject({ code });
    expect(await test.host.ports.storage.size(sha256)).toBeNull();
    expect(await releases()).toEqual([]);
  });

  it('of an unknown kind is taken when the seller says so', async () => {
    await upload('jay.qqq', Buffer.from([0, 1, 2, 3, 254]), { isUnknownWelcome: 'true', role: 'other' });
    expect((await draft()).files).toMatchObject([{ name: 'jay.qqq', role: 'other', kind: 'unknown' }]);
  });

  it('needs the right and a pattern, before a byte is read', async () => {
    const bytes = Readable.from([Buffer.from('x')]);
    const reader = actor(['files:read']);
    await expect(takeUpload(test.host, reader, { patternId, name: 'a.pdf', bytes })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const nowhere = { patternId: '01a1fcb9-7552-7d10-8d53-f3bdfff99938', name: 'a.pdf', bytes };
    await expect(takeUpload(test.host, actor(), nowhere)).rejects.toMatchObject({ code: 'not-found' });
    expect(bytes.readableDidRead).toBe(false);
  });
});
