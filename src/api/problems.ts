import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isDatabaseAway, isDatabaseFull, isUnfitValue } from '../db/failures.ts';
import { errorCodes, HubError, isHubError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';

/** RFC 9457. `detail` is a sentence for the seller; `requestId` is what one quotes when asking for help. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  instance: string;
  requestId: string;
  fields?: { path: string; message: string }[];
}

/** The one status that no operation knows: only HTTP has preconditions. */
export class PreconditionRequired extends Error {}

export function toProblem(error: unknown, requestId: string): Problem {
  if (error instanceof PreconditionRequired)
    return problem(428, 'precondition-required', 'Say which version you changed', error.message, requestId);
  const known = asHubError(error);
  const { status, title } = errorCodes[known.code];
  const made = problem(status, known.code, title, known.message, requestId);
  return known.fields.length > 0 ? { ...made, fields: known.fields } : made;
}

/** The hub's own error for whatever was thrown. */
export const asHubError = (error: unknown): HubError =>
  isHubError(error) ? error : fromFramework(error as FastifyError);

function problem(status: number, code: string, title: string, detail: string, requestId: string): Problem {
  return {
    type: `urn:spindle:problem:${code}`,
    title,
    status,
    detail,
    code,
    instance: `urn:spindle:request:${requestId}`,
    requestId,
  };
}

const databaseAway = (cause: unknown): HubError =>
  new HubError('unavailable', 'The hub cannot reach its database just now. Try again in a moment.', {
    retryAfterMs: 5_000,
    cause,
  });

/** What fastify, its plugins and the database throw, in the hub's words. Anything else is ours and stays in the log. */
function fromFramework(error: FastifyError | z.ZodError): HubError {
  if (error instanceof z.ZodError) {
    const fields = error.issues.map((issue) => ({
      path: `/${issue.path.join('/')}`,
      message: issue.message,
    }));
    return new HubError('invalid', fields[0]?.message ?? 'Something in the request does not fit.', {
      fields,
    });
  }
  if (isDatabaseFull(error))
    return new HubError(
      'unavailable',
      'The disk of the database is full, so this was not saved. Make room on it, then try again.',
      { retryAfterMs: 60_000, cause: error },
    );
  if (isDatabaseAway(error)) return databaseAway(error);
  if (isUnfitValue(error))
    return new HubError(
      'invalid',
      'Something in the request cannot be stored as it is. Check its characters.',
    );
  const status = error.statusCode ?? 500;
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new HubError('malformed', 'Send the request as application/json.', { cause: error });
  if (status === 413)
    return new HubError('too-large', 'That is more than one request may carry. Send less at a time.');
  if (status === 429) return new HubError('rate-limited', 'Too many requests. Wait a little, then go on.');
  if (status === 404) return new HubError('not-found', 'There is nothing at this address.');
  if (status >= 400 && status < 500)
    return new HubError(
      'malformed',
      'The request could not be read. If it carries JSON, check that it is whole.',
    );
  return new HubError(
    'internal',
    'Something broke on our side. Nothing was changed. Try again; if it stays, quote the request id.',
    {
      cause: error,
    },
  );
}

export function sendProblem(reply: FastifyReply, error: unknown, log: Log): FastifyReply {
  const made = toProblem(error, reply.request.id);
  if (made.status >= 500)
    log.error(
      { err: error, requestId: reply.request.id },
      `Request failed: ${reply.request.method} ${reply.request.routeOptions.url ?? ''}`,
    );
  const { retryAfterMs } = error instanceof PreconditionRequired ? {} : asHubError(error);
  if (retryAfterMs !== undefined)
    reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  if (made.status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(made.status).type('application/problem+json').send(made);
}

export function answerProblems(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, error, log));
}

export const nothingHere = (request: FastifyRequest): HubError =>
  new HubError(
    'not-found',
    `There is nothing at ${request.method} ${request.url.split('?')[0]?.slice(0, 200)}.`,
  );
