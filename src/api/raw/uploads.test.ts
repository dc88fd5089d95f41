import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actor, createTestHost, type TestHost } from '../../../test/support/host.ts';
import { auditModule } from '../../modules/audit/index.ts';
import { createPattern } from '../../modules/catalog/create-pattern.ts';
import { catalogModule } from '../../modules/catalog/index.ts';
import { filesModule } from '../../modules/files/index.ts';
import { preflightModule } from '../../modules/preflight/index.ts';
import { makePdf } from '../../modules/preflight/testing/make-files.ts';
import { answerProblems } from '../problems.ts';
import { registerUploads } from './uploads.ts';

let test: TestHost;
let app: FastifyInstance;
let url: string;
let pdf: Buffer;

beforeAll(async () => {
  test = await createTestHost({ modules: [auditModule, catalogModule, preflightModule, filesModule] });
  app = Fastify();
  answerProblems(app, test.host.log);
  app.decorate('authenticate', async () => actor());
  await app.register(async (scope) => registerUploads(scope, test.host));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const pattern = await test.run(createPattern, { title: 'Upload', craft: 'sewing', priceMinor: 900 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/api/patterns/${pattern.id}/files`;
  pdf = await makePdf({ text: 'upload' });
});
afterAll(async () => {
  await app.close();
  await test.close();
});

describe('an upload over HTTP', () => {
  it('is taken as a form', async () => {
    const form = new FormData();
    form.append('role', 'a4');
    form.append('file', new Blob([new Uint8Array(pdf)]), 'wren.pdf');
    const answer = await fetch(url, { method: 'POST', body: form });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({
      isImage: false,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('is taken as bare bytes', async () => {
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await fetch(`${url}?name=${encodeURIComponent('größe-a0.pdf')}`, {
      method: 'POST',
      body: new Uint8Array(await makePdf({ pages: [[841, 1189]] })),
      headers,
    });
    expect(answer.status).toBe(201);
  });

  it.each<[string, string, string, string]>([
    ['JSON', 'application/json', '{}', ''],
    ['a form without a boundary', 'multipart/form-data', 'x', ''],
    [
      'a form that is cut',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7 cut',
      '',
    ],
    [
      'a form without a file',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="role"\r\n\r\na4\r\n--b--\r\n',
      '',
    ],
    ['bytes without a name', 'application/octet-stream', '%PDF-1.7', ''],
  ])('as %s is a clear problem', async (_, type, body) => {
    const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': type } });
    const problem = (await answer.json()) as { code: string; detail: string };
    expect([answer.status, problem.code]).toEqual([400, 'malformed']);
    expect(problem.detail.length).toBeGreaterThan(20);
  });

  it('that breaks off leaves nothing behind, and the hub goes on', async () => {
    await new Promise<void>((resolve) => {
      const sent = request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', 'content-length': 1_000_000 },
      });
      sent.on('error', () => {});
      sent.on('close', () => resolve());
      sent.write(Buffer.alloc(5000, 1));
      setTimeout(() => sent.destroy(), 50);
    });
    await expect.poll(() => readdir(join(test.folder, 'files', 'tmp')), { timeout: 10_000 }).toEqual([]);
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(pdf)]), 'wren.pdf');
    expect((await fetch(url, { method: 'POST', body: form })).status).toBe(201);
  });
});
