import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../../../test/support/host.ts';
import { temporaryFolders } from '../../../../test/support/temporary-folder.ts';
import type { Host } from '../../../kit/run-operation.ts';
import { on } from '../../../kit/signal.ts';
import { auditModule } from '../../audit/index.ts';
import { catalogModule, offersChanged } from '../../catalog/index.ts';
import { listPatterns } from '../../catalog/list-patterns.ts';
import { preflightModule } from '../../preflight/index.ts';
import { makePdf, makePicture, makeZip } from '../../preflight/testing/make-files.ts';
import { filesModule, readCurrentFiles, releasePublished } from '../index.ts';
import { listReleases } from '../releases.ts';
import { scanFolder, scanUntilQuiet } from './scan-folder.ts';
import { listFolderFiles, listFolders, unwatchFolder, watchFolder } from './watch-folder.ts';
import { watchLoop } from './watch-loop.ts';

let test: TestHost;
const published: { patternId: string; changeKind: string; touches: { roles: string[] | null } }[] = [];
const changes: string[] = [];

beforeAll(async () => {
  const spy = {
    name: 'spy',
    operations: [],
    listeners: [
      on(releasePublished, 'spy.published', async (_, payload) => void published.push(payload)),
      on(offersChanged, 'spy.changed', async (_, payload) => void changes.push(payload.why)),
    ],
  };
  test = await createTestHost({ modules: [auditModule, catalogModule, preflightModule, filesModule, spy] });
});
afterAll(() => test.close());

const newFolder = temporaryFolders('spindle-folder-');
let root: string;
let folderId: string;
beforeEach(async () => {
  published.length = 0;
  for (const folder of (await test.run(listFolders, {})).items)
    await test.run(unwatchFolder, { folderId: folder.id });
  root = await newFolder();
  folderId = (
    await test.run(watchFolder, {
      path: root,
      isAutoPublish: true,
      defaultPriceMinor: 1200,
      defaultCurrency: 'EUR',
    })
  ).id;
});

const put = async (path: string, bytes: Uint8Array) => {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), bytes);
};
const settle = async () => {
  await scanUntilQuiet(test.host, folderId);
  await test.settle();
};
const filesOf = async (state?: 'taken' | 'refused' | 'gone') =>
  (await test.run(listFolderFiles, { folderId, state })).items;
const patternBy = async (title: string) => {
  const found = (await test.run(listPatterns, { search: title })).items.find((row) => row.title === title);
  if (!found) throw new Error(`No pattern ${title}`);
  return found;
};
const releasesOf = async (title: string) =>
  (await test.run(listReleases, { patternId: (await patternBy(title)).id })).items;

describe('a dropped set of files', () => {
  it('makes one pattern with an offer, a picture and one published release', async () => {
    await put(
      'wren-dress/wren-a4.pdf',
      await makePdf({ pages: Array(4).fill([210, 297]), layers: ['S', 'M'] }),
    );
    await put('wren-dress/wren-a0.pdf', await makePdf({ pages: [[841, 1189]], text: 'wren' }));
    await put('wren-dress/instructions.pdf', await makePdf({ text: 'How to sew the wren' }));
    await put('wren-dress/cover.png', await makePicture(900, 1200));
    await settle();
    const pattern = await patternBy('Wren Dress');
    expect(pattern).toMatchObject({
      state: 'active',
      craft: 'sewing',
      offers: [{ kind: 'whole', sku: 'SPN-wren-dress', price: { amountMinor: 1200, currency: 'EUR' } }],
    });
    expect(pattern.images).toHaveLength(1);
    const releases = await releasesOf('Wren Dress');
    expect(releases).toMatchObject([{ number: '1.0.0', state: 'published', changeKind: 'first' }]);
    const current = await readCurrentFiles(test.host.db, [pattern.id]);
    expect(current.map((file) => [file.name, file.role, file.releaseNumber])).toEqual([
      ['instructions.pdf', 'instructions', '1.0.0'],
      ['wren-a0.pdf', 'a0', '1.0.0'],
      ['wren-a4.pdf', 'a4', '1.0.0'],
    ]);
    expect(published).toHaveLength(1);
  });

  it('groups files without a sub-folder by the name that they share', async () => {
    await put('robin-a4.pdf', await makePdf({ text: 'r1' }));
    await put('robin-letter-v2.pdf', await makePdf({ pages: [[215.9, 279.4]], text: 'r2' }));
    await put('linnet_de.pdf', await makePdf({ text: 'l' }));
    await settle();
    expect((await releasesOf('Robin'))[0]?.files.map((file) => file.role)).toEqual(['a4', 'letter']);
    expect((await releasesOf('Linnet'))[0]?.files.map((file) => file.language)).toEqual(['de']);
  });
});

describe('a changed file', () => {
  let bird: string;
  let birds = 0;
  beforeEach(async () => {
    birds += 1;
    bird = `Finch${String.fromCharCode(64 + birds)}`;
    await put(
      `${bird}/finch-a4.pdf`,
      await makePdf({ pages: Array(3).fill([210, 297]), text: `finch ${root}` }),
    );
    await put(`${bird}/finch-instructions.pdf`, await makePdf({ text: `how ${root}` }));
    await settle();
    published.length = 0;
  });

  it('is an erratum with the other files kept when its pages are the same', async () => {
    const before = (await releasesOf(bird))[0];
    await put(
      `${bird}/finch-a4.pdf`,
      await makePdf({ pages: Array(3).fill([210, 297]), text: `better ${root}` }),
    );
    await settle();
    const [release, old] = await releasesOf(bird);
    expect(release).toMatchObject({ state: 'published', changeKind: 'erratum', touchesRoles: ['a4'] });
    expect(old).toMatchObject({ id: before?.id, state: 'superseded' });
    expect(release?.files.map((file) => file.name)).toEqual(['finch-a4.pdf', 'finch-instructions.pdf']);
    expect(published).toMatchObject([{ changeKind: 'erratum', touches: { roles: ['a4'] } }]);
  });

  it('is a redraft when it has other pages, and an addition when its role is new', async () => {
    await put(
      `${bird}/finch-a4.pdf`,
      await makePdf({ pages: Array(5).fill([210, 297]), text: `more ${root}` }),
    );
    await settle();
    expect((await releasesOf(bird))[0]).toMatchObject({ changeKind: 'redraft', state: 'published' });
    await put(`${bird}/finch-projector.pdf`, await makePdf({ pages: [[600, 900]], text: `p ${root}` }));
    await settle();
    expect((await releasesOf(bird))[0]).toMatchObject({
      changeKind: 'addition',
      touchesRoles: ['projector'],
    });
  });

  it('is nothing when it is only renamed, and stays released when it is deleted', async () => {
    const count = (await releasesOf(bird)).length;
    await rename(join(root, `${bird}/finch-a4.pdf`), join(root, `${bird}/finch-a4-v2.pdf`));
    await rm(join(root, `${bird}/finch-instructions.pdf`));
    await settle();
    const releases = await releasesOf(bird);
    expect(releases).toHaveLength(count);
    expect(releases[0]?.files).toHaveLength(2);
    expect((await filesOf('gone')).map((file) => file.path)).toEqual([
      `${bird}/finch-a4.pdf`,
      `${bird}/finch-instructions.pdf`,
    ]);
  });

  it('waits as a draft when a finding blocks it, and what is for sale stays', async () => {
    await put(`${bird}/finch-a4.pdf`, await makePdf({ text: `locked ${root}`, password: 'secret' }));
    await settle();
    const [draft, current] = await releasesOf(bird);
    expect([draft?.state, current?.state]).toEqual(['draft', 'published']);
    expect(published).toEqual([]);
  });

  it('replaces the picture where it stood', async () => {
    await put(`${bird}/cover.png`, await makePicture(800, 800));
    await settle();
    const [first] = (await patternBy(bird)).images;
    await put(`${bird}/cover.png`, await makePicture(801, 800));
    await settle();
    const { images } = await patternBy(bird);
    expect(images).toHaveLength(1);
    expect(images[0]?.sha256).not.toBe(first?.sha256);
  });
});

describe('bad input', () => {
  const stored = async () =>
    (await readdir(join(test.folder, 'files'), { recursive: true })).filter((p) => /[0-9a-f]{64}$/.test(p));

  it('is refused with a sentence each, and nothing of it is stored', async () => {
    const before = (await stored()).length;
    await put('zip-inside.pdf', makeZip());
    await put('nothing.pdf', Buffer.alloc(0));
    await put('mystery.qqq', Buffer.from([0, 1, 2, 255, 254]));
    await put('cut.jpg', (await makePicture(2000, 2000, 'jpeg')).subarray(0, 4000));
    const sparse = await open(join(root, 'huge.pdf'), 'w');
    await sparse.truncate(2 * 1024 ** 3);
    await sparse.close();
    await settle();
    const refused = await filesOf('refused');
    expect(refused.map((file) => file.path)).toEqual([
      'cut.jpg',
      'huge.pdf',
      'mystery.qqq',
      'nothing.pdf',
      'zip-inside.pdf',
    ]);
    const messages = refused.map((file) => file.message).join('\n');
    expect(messages).toMatch(/ends too early/);
    expect(messages).toMatch(/2147 MB, and files over 1000 MB are not taken in/);
    expect(messages).toMatch(/do not know what kind/);
    expect(messages).toMatch(/empty/);
    expect(messages).toMatch(/inside it is a ZIP archive/);
    expect((await stored()).length).toBe(before);
    expect(published).toEqual([]);
  });

  it('takes a refused file in once it is put right', async () => {
    await put('heron-a4.pdf', makeZip());
    await settle();
    expect((await filesOf('refused')).length).toBe(1);
    await put('heron-a4.pdf', await makePdf({ text: 'heron' }));
    await settle();
    expect((await releasesOf('Heron'))[0]?.state).toBe('published');
  });

  it('leaves alone what programs leave lying about', async () => {
    const pdf = await makePdf({ text: 'temporary' });
    for (const name of ['.hidden.pdf', '~$doc.pdf', 'a.pdf.tmp', 'b.pdf.crdownload', '.git/c.pdf', 'd.pdf~'])
      await put(name, pdf);
    await settle();
    expect(await filesOf()).toEqual([]);
  });

  it('does not read a file while it still grows, and reads it whole afterwards', async () => {
    const pdf = await makePdf({ text: 'slowly', pages: Array(30).fill([210, 297]), font: 'embedded' });
    const looks = new Map();
    await put('plover-a4.pdf', pdf.subarray(0, 500));
    expect(await scanFolder(test.host, folderId, looks)).toBe(1);
    await put('plover-a4.pdf', pdf);
    expect(await scanFolder(test.host, folderId, looks)).toBe(1);
    await settle();
    expect((await filesOf('taken')).map((file) => file.sizeBytes)).toEqual([pdf.length]);
  });

  it('reads a file again that was replaced while it was read', async () => {
    const first = await makePdf({ text: 'before' });
    const second = await makePdf({ text: 'after, and longer than before' });
    await put('dipper-a4.pdf', first);
    let isReplaced = false;
    const { storage } = test.host.ports;
    const host: Host = {
      ...test.host,
      ports: {
        ...test.host.ports,
        storage: {
          ...storage,
          put: async (bytes, options) => {
            const result = await storage.put(bytes, options);
            if (!isReplaced) await put('dipper-a4.pdf', second);
            isReplaced = true;
            return result;
          },
        },
      },
    };
    await scanUntilQuiet(host, folderId);
    await test.settle();
    const [release] = await releasesOf('Dipper');
    expect(release?.files.map((file) => file.sizeBytes)).toEqual([second.length]);
  });

  it('says that a folder vanished and goes on when it is back', async () => {
    await put('crane/crane-a4.pdf', await makePdf({ text: 'crane' }));
    await settle();
    await rename(root, `${root}-away`);
    await settle();
    const [missing] = (await test.run(listFolders, {})).items;
    expect(missing).toMatchObject({ state: 'missing', counts: { taken: 1, gone: 0 } });
    expect(missing?.message).toMatch(/is not there/);
    await rename(`${root}-away`, root);
    await settle();
    expect((await test.run(listFolders, {})).items[0]).toMatchObject({ state: 'watching', message: null });
  });

  it('refuses to watch what is no folder, or one folder twice', async () => {
    await expect(test.run(watchFolder, { path: join(root, 'nowhere') })).rejects.toMatchObject({
      code: 'invalid',
    });
    await expect(test.run(watchFolder, { path: 'relative' })).rejects.toMatchObject({ code: 'invalid' });
    await expect(test.run(watchFolder, { path: root })).rejects.toMatchObject({ code: 'conflict' });
  });
});

it('the loop follows the table and takes files in by itself', async () => {
  const loop = await watchLoop.start(test.host);
  try {
    await put('swift/swift-a4.pdf', await makePdf({ text: 'swift' }));
    await expect
      .poll(async () => (await filesOf('taken')).length, { timeout: 30_000, interval: 200 })
      .toBe(1);
    await expect.poll(() => published.length, { timeout: 30_000, interval: 100 }).toBe(1);
  } finally {
    await loop.stop();
  }
});
