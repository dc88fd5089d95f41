import type { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HubError, isHubError } from '../../kit/errors.ts';
import type { Host } from '../../kit/run-operation.ts';
import { takeUpload } from '../../modules/files/index.ts';

const Params = z.object({ patternId: z.uuid() });

/** Far above any file that is taken in: the store enforces the studio's own limit while it writes. */
const routeLimitBytes = 2 ** 40;

interface Incoming {
  name: string;
  bytes: Readable;
  fields: Record<string, string>;
}

/**
 * `POST /api/patterns/:patternId/files`: one file as multipart/form-data (part `file`, with the fields `role`, `language`
 * and `isUnknownWelcome` before it) or as application/octet-stream (name and fields in the query). Streams to the store.
 */
export async function registerUploads(app: FastifyInstance, host: Host): Promise<void> {
  await app.register(multipart, {
    limits: { files: 1, fields: 8, parts: 9, fieldSize: 2000, fileSize: routeLimitBytes },
    throwFileSizeLimit: false,
  });
  app.addContentTypeParser(
    'application/octet-stream',
    { bodyLimit: routeLimitBytes },
    (_request, payload, done) => done(null, payload),
  );
  app.post('/api/patterns/:patternId/files', { bodyLimit: routeLimitBytes }, async (request, reply) => {
    const actor = await app.authenticate(request);
    const params = Params.safeParse(request.params);
    if (!params.success) throw new HubError('not-found', 'There is no such pattern.');
    const incoming = await openIncoming(request);
    const announced = Number(request.headers['content-length']);
    const added = await takeUpload(host, actor, {
      patternId: params.data.patternId,
      name: incoming.name,
      role: incoming.fields.role || undefined,
      language: incoming.fields.language || undefined,
      isUnknownWelcome: incoming.fields.isUnknownWelcome,
      bytes: incoming.bytes,
      sizeBytes: Number.isFinite(announced) ? announced : null,
    }).catch((error: unknown) => {
      throw isHubError(error) ? error : brokenOff(error);
    });
    return reply.code(201).send(added);
  });
}

async function openIncoming(request: FastifyRequest): Promise<Incoming> {
  const query = request.query as Record<string, string>;
  if (!request.isMultipart()) {
    if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/octet-stream') {
      throw new HubError('malformed', 'Send the file as multipart/form-data or as application/octet-stream.');
    }
    if (!query.name)
      throw new HubError('malformed', 'Say the file’s name in the address: ?name=wren-a4.pdf.');
    return { name: query.name, bytes: request.body as Readable, fields: query };
  }
  const part = await request.file().catch((error: unknown) => {
    throw brokenOff(error);
  });
  if (!part) throw new HubError('malformed', 'There is no file in the upload. Choose one and send it again.');
  const fields = Object.entries(part.fields).flatMap(([name, field]) => {
    const one = Array.isArray(field) ? field[0] : field;
    return one?.type === 'field' && typeof one.value === 'string' ? [[name, one.value] as const] : [];
  });
  return { name: part.filename, bytes: part.file, fields: { ...query, ...Object.fromEntries(fields) } };
}

/** A form that is cut or wrong, or a sender who went away: nothing of it was kept. */
function brokenOff(error: unknown): unknown {
  const words = error instanceof Error ? `${(error as { code?: string }).code ?? ''} ${error.message}` : '';
  const isForm = /multipart|boundary|form|prem|aborted|ECONNRESET|part|FST_/i.test(words);
  return isForm
    ? new HubError(
        'malformed',
        'The upload broke off or is no whole form. Nothing was kept: send it again.',
        {
          cause: error,
        },
      )
    : error;
}
