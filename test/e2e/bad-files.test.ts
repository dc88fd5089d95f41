import { mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { makePdf, makeZip } from '../../src/modules/preflight/testing/make-files.ts';
import { fileOf, type Json, type Made, startTestHub, type TestHub, takeIn, until } from '../support/hub.ts';

let hub: TestHub;
let wren: Made;
let folderId: string;
beforeAll(async () => {
  hub = await startTestHub();
  [wren] = (await takeIn(hub, ['Wren'])) as [Made];
  folderId = (await hub.get('/folders')).items[0].id;
});
afterAll(() => hub.close());
afterEach(async () => {
  expect((await hub.call('GET', '/healthz')).body).toEqual({ status: 'ok' });
  await until(
    'nothing half-written left',
    async () => (await readdir(join(hub.home, 'files', 'tmp'))).length === 0,
  );
  await everyBlobHasItsRow();
});

/** No bytes without a row, no row without bytes. */
async function everyBlobHasItsRow(): Promise<void> {
  const blobs = async () =>
    (await readdir(join(hub.home, 'files'), { recursive: true })).flatMap(
      (path) => /[0-9a-f]{64}$/.exec(path)?.[0] ?? [],
    );
  const rows = async () =>
    (
      await hub.pool.query(
        'select sha256 from asset union select sha256 from copy where pieces is null union select sha256 from mark_base',
      )
    ).rows.map((row) => row.sha256);
  await until('blobs and rows agree', async () => {
    const [there, known] = [(await blobs()).sort(), (await rows()).sort()];
    return JSON.stringify(there) === JSON.stringify(known);
  });
}

const pdf = (text: string) => makePdf({ text, pages: Array(3).fill([210, 297]), font: 'embedded' });
const halfOf = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1);
const folderFiles = (state: string): Promise<Json[]> => hub.all(`/folders/${folderId}/files?state=${state}`);
const findingsOf = async (patternId: string): Promise<{ state: string; messages: string[] }> => {
  const { items } = await hub.get(`/patterns/${patternId}/releases`);
  const { files } = await hub.get(`/releases/${items[0].id}/findings`);
  const messages = files.flatMap((file: Json) =>
    file.findings.flatMap((one: Json) => (one.severity === 'block' ? [one.message] : [])),
  );
  return { state: items[0].state, messages };
};

it('a folder says of each bad file what is wrong, stores nothing of it, and takes the good one beside it', async () => {
  const put = async (name: string, bytes: Uint8Array) => {
    await mkdir(join(hub.patterns, 'Bad'), { recursive: true });
    await writeFile(join(hub.patterns, 'Bad', name), bytes);
  };
  await put('really-a-zip.pdf', makeZip());
  await put('nothing.pdf', Buffer.alloc(0));
  await put('mystery.qqq', Buffer.from([0, 1, 2, 255, 254, 7, 0, 200]));
  const sparse = await open(join(hub.patterns, 'Bad', 'huge.pdf'), 'w');
  await sparse.truncate(2 * 1024 ** 3);
  await sparse.close();
  const refused = await until('four refused', async () => {
    const found = await folderFiles('refused');
    return found.length === 4 && found;
  });
  const sentence = Object.fromEntries(refused.map((one) => [one.path, one.message]));
  expect(sentence['Bad/really-a-zip.pdf']).toMatch(/inside it is a ZIP archive/);
  expect(sentence['Bad/nothing.pdf']).toMatch(/is empty \(0 bytes\)/);
  expect(sentence['Bad/mystery.qqq']).toMatch(/do not know what kind of file/);
  expect(sentence['Bad/huge.pdf']).toMatch(/2147 MB, and files over 1000 MB are not taken in/);
  expect(await hub.all('/patterns')).toHaveLength(1);
  const [robin] = await takeIn(hub, ['Robin']);
  expect(robin?.title).toBe('Robin');
});

it.each([
  ['cut off', async () => halfOf(await pdf('Cut')), /not whole|too early|cut|damaged/i],
  ['locked with a password', () => makePdf({ text: 'Locked', password: 'secret' }), /asks for a password/],
])(
  'a PDF that is %s waits as a draft with the sentence; nothing that sells changes',
  async (how, make, says) => {
    const title = how === 'cut off' ? 'Cut' : 'Locked';
    await takeIn(hub, [title]);
    const id = (await hub.all('/patterns')).find((one) => one.title === title).id;
    await writeFile(fileOf(hub, title, 'a4.pdf'), await make());
    const found = await until('the finding', async () => {
      const now = await findingsOf(id);
      return now.messages.length > 0 && now;
    });
    expect(found.state).toBe('draft');
    expect(found.messages.join('\n')).toMatch(says);
    const { items } = await hub.get(`/patterns/${id}/releases`);
    expect(items.map((one: Json) => one.state)).toEqual(['draft', 'published']);
    const refused = await hub.call('POST', `/api/releases/${items[0].id}/publish`, { body: {} });
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toMatch(/\.$/);
  },
);

it('a file that is replaced while it is read is taken in as it ended', async () => {
  const last = await pdf('The last of many savings');
  const path = fileOf(hub, 'Wren', 'a4.pdf');
  // A program that saves again and again, in pieces and by replacing, while the hub looks.
  for (let turn = 0; turn < 12; turn++) {
    const bytes = await pdf(`Saving number ${turn}`);
    await writeFile(path, bytes.subarray(0, bytes.length >> (turn % 2)));
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  await writeFile(`${path}.tmp`, last);
  await rename(`${path}.tmp`, path);
  const current = await until('the last saving on sale', async () => {
    const { items } = await hub.get(`/patterns/${wren.patternId}/releases`);
    const published = items.find((one: Json) => one.state === 'published');
    const a4 = published.files.find((file: Json) => file.role === 'a4');
    return published.number !== '1.0.0' && a4.sizeBytes === last.length && published;
  });
  expect(current.files).toHaveLength(2);
  expect((await findingsOf(wren.patternId)).state).toBe('published');
});

it('a folder that vanishes is missed, nothing is taken off, and its return is noticed', async () => {
  const releases = (await hub.get(`/patterns/${wren.patternId}/releases`)).items.length;
  await rename(hub.patterns, `${hub.patterns}-away`);
  const missing = await until('the folder missed', async () => {
    const [folder] = (await hub.get('/folders')).items;
    return folder.state === 'missing' && folder;
  });
  expect(missing.message).toMatch(/is not there/);
  expect(missing.counts.gone).toBe(0);
  await rename(`${hub.patterns}-away`, hub.patterns);
  await until('the folder watched again', async () => {
    const [folder] = (await hub.get('/folders')).items;
    return folder.state === 'watching' && folder.message === null;
  });
  expect((await hub.get(`/patterns/${wren.patternId}/releases`)).items).toHaveLength(releases);
  const [late] = await takeIn(hub, ['Linnet']);
  expect(late?.title).toBe('Linnet');
});

it('an upload says what is wrong, keeps nothing of it, and the next good one goes through', async () => {
  const upload = (name: string, body: Uint8Array, headers: Record<string, string> = {}) =>
    hub.call('POST', `/api/patterns/${wren.patternId}/files?name=${name}`, {
      body,
      headers: { 'content-type': 'application/octet-stream', ...headers },
    });
  const bad: [string, Uint8Array, number, RegExp][] = [
    ['zip.pdf', makeZip(), 422, /inside it is a ZIP archive/],
    ['empty.pdf', Buffer.alloc(0), 422, /is empty/],
    ['what.qqq', Buffer.from([0, 1, 2, 255, 254, 7, 0, 200]), 422, /do not know what kind of file/],
  ];
  for (const [name, bytes, status, says] of bad) {
    const answer = await upload(name, bytes);
    expect([name, answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([
      name,
      status,
      'application/problem+json',
    ]);
    expect(answer.body.detail).toMatch(says);
  }
  const cutForm = await hub.call('POST', `/api/patterns/${wren.patternId}/files`, {
    body: '--x\r\ncontent-disposition: form-data; name="file"; filename="half.pdf"\r\n\r\n%PDF-1.7 half',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  });
  expect([cutForm.status, cutForm.body.code]).toEqual([400, 'malformed']);
  expect(cutForm.body.detail).toMatch(/broke off|no whole form/);
  const good = await upload(
    'wren-a0.pdf',
    await makePdf({ pages: [[841, 1189]], text: 'A0', font: 'embedded' }),
  );
  expect([good.status, typeof good.body.releaseId]).toEqual([201, 'string']);
});
