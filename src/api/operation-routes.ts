import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../kit/ctx.ts';
import { HubError } from '../kit/errors.ts';
import type { AnswerText, AnyOperation } from '../kit/operation.ts';
import { type Host, runAsText, runOperation } from '../kit/run-operation.ts';
import { runOnce } from '../modules/audit/index.ts';
import { coerceFields } from './coerce.ts';
import { inputSchema, isWriting, statusOf } from './input-schema.ts';
import { PreconditionRequired } from './problems.ts';

const fieldsOf = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

/** One HTTP route per operation, below /api. `onAccessChanged` hears of every change of people and keys, before its answer goes. */
export function registerOperations(
  app: FastifyInstance,
  host: Host,
  operations: readonly AnyOperation[],
  onAccessChanged: () => void,
): void {
  for (const operation of operations) {
    app.route({
      method: operation.route.method,
      url: `/api${operation.route.path.replace(/\{(\w+)\}/g, ':$1')}`,
      handler: async (request, reply) => {
        const actor = await app.authenticate(request);
        const input = readInput(operation, request);
        const text = await runAsText(host, operation, actor, input);
        if (text) return answerText(operation, request, reply, text);
        const output: unknown = await runOperation(
          host,
          operation,
          actor,
          input,
          once(host, operation, request, actor, input),
        );
        if (isWriting(operation) && operation.name.startsWith('accounts.')) onAccessChanged();
        return answer(operation, request, reply, output);
      },
    });
  }
}

/** Path over body over query, by name: an address that names one thing cannot be made to mean another. */
function readInput(operation: AnyOperation, request: FastifyRequest): Record<string, unknown> {
  const schema = inputSchema(operation);
  if (request.body != null && (typeof request.body !== 'object' || Array.isArray(request.body)))
    throw new HubError('malformed', 'Send one JSON object with the fields by name.');
  return {
    ...coerceFields(schema, request.query as Record<string, string>),
    ...fieldsOf(request.body),
    ...coerceFields(schema, request.params as Record<string, string>),
    ...expectedVersion(operation, request),
  };
}

/** If-Match → expectedVersion, for writes on things that have a version. `*` asks for no check. */
function expectedVersion(operation: AnyOperation, request: FastifyRequest): { expectedVersion?: number } {
  if (!operation.versioned || !isWriting(operation)) return {};
  const header = request.headers['if-match'];
  if (header === undefined) {
    if (fieldsOf(request.body).expectedVersion !== undefined) return {};
    throw new PreconditionRequired(
      'Somebody else may have changed it. Read it first and send its ETag as If-Match (or * to overwrite).',
    );
  }
  if (header === '*') return {};
  const version = /^(?:W\/)?"(\d+)"$/.exec(header)?.[1];
  if (!version)
    throw new HubError('stale', 'The If-Match header is not an ETag of this hub. Read it again, then save.');
  return { expectedVersion: Number(version) };
}

function once(host: Host, operation: AnyOperation, request: FastifyRequest, actor: Actor, input: unknown) {
  const key = request.headers['idempotency-key'];
  if (key === undefined || !isWriting(operation)) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key))
    throw new HubError('malformed', 'An Idempotency-Key is 1 to 200 visible characters.');
  return (tx: Host['db'], run: () => Promise<unknown>) =>
    runOnce(
      tx,
      {
        ring: host.ports.keyRing,
        actorId: actor.id,
        key,
        operation: operation.name,
        input,
        at: host.clock.now(),
      },
      run,
    );
}

function linkNext(request: FastifyRequest, reply: FastifyReply, cursor: string): void {
  const next = new URL(request.url, 'http://hub');
  next.searchParams.set('cursor', cursor);
  reply.header('link', `<${next.pathname}${next.search}>; rel="next"`);
}

function answerText(
  operation: AnyOperation,
  request: FastifyRequest,
  reply: FastifyReply,
  { json, nextCursor }: AnswerText,
): FastifyReply {
  if (nextCursor !== null) linkNext(request, reply, nextCursor);
  return reply
    .header('cache-control', 'no-store')
    .code(statusOf(operation))
    .type('application/json; charset=utf-8')
    .send(json);
}

function answer(
  operation: AnyOperation,
  request: FastifyRequest,
  reply: FastifyReply,
  output: unknown,
): FastifyReply {
  const fields = fieldsOf(output);
  if (operation.versioned && typeof fields.version === 'number') {
    const etag = `"${fields.version}"`;
    reply.header('etag', etag);
    if (request.method === 'GET' && request.headers['if-none-match'] === etag) return reply.code(304).send();
  }
  if (operation.paged && typeof fields.nextCursor === 'string') linkNext(request, reply, fields.nextCursor);
  const status = statusOf(operation);
  if (status === 202 && typeof fields.taskId === 'string')
    reply.header('location', `/api/tasks/${fields.taskId}`);
  reply.header('cache-control', 'no-store').code(status);
  return status === 204 ? reply.send() : reply.send(output ?? null);
}
