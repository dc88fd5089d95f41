import formBody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isHubError } from '../../kit/errors.ts';
import type { Host } from '../../kit/run-operation.ts';
import { type Auth, mailSignInLink, openPaths } from '../../modules/accounts/index.ts';
import { refuseForeignOrigin } from '../csrf.ts';
import { strictLimit } from '../limits.ts';
import { nothingHere } from '../problems.ts';
import { signInPage } from './sign-in-page.ts';

const limited = { config: { rateLimit: strictLimit } };
const Token = z.object({ token: z.string().max(200) });
const Asked = z.object({ email: z.email('That is not an e-mail address.').max(254) });

/** Signing in: the page behind a one-time link, a new link by mail, and passkeys (/api/auth). */
export async function registerAuth(app: FastifyInstance, host: Host, auth: Auth): Promise<void> {
  await app.register(formBody);

  // looking at the page uses nothing up: mail scanners and previews look at links
  app.get('/sign-in/link', limited, async (request, reply) => {
    const token = Token.safeParse(request.query);
    return sendPage(reply, 200, token.success ? token.data.token : null);
  });

  app.post('/sign-in/link', limited, async (request, reply) => {
    refuseForeignOrigin(request);
    try {
      const answer = await auth.redeemLink(Token.parse(request.body).token, headersOf(request));
      return reply.header('set-cookie', answer.headers.getSetCookie()).redirect('/', 303);
    } catch (error) {
      if (isHubError(error)) return sendPage(reply, 401, null);
      throw error;
    }
  });

  // the same answer for every address, at once: nobody learns who is here
  app.post(
    '/api/auth/link',
    { config: { rateLimit: { ...strictLimit, max: 5 } } },
    async (request, reply) => {
      refuseForeignOrigin(request);
      const { email } = Asked.parse(request.body);
      setImmediate(() => {
        mailSignInLink(host, email).catch((error: unknown) =>
          host.log.error({ err: error }, 'The sign-in link could not be written'),
        );
      });
      return reply
        .code(202)
        .send({ message: 'If this address belongs to somebody here, a link is on its way.' });
    },
  );

  app.route<{ Params: { '*': string } }>({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    ...limited,
    handler: async (request, reply) => {
      const path = `/${request.params['*']}`;
      if (!openPaths.has(path)) throw nothingHere(request);
      refuseForeignOrigin(request);
      const answer = await auth.handle(
        new Request(new URL(`/api/auth${path}`, host.ports.address.url), {
          method: request.method,
          headers: headersOf(request),
          ...(request.method === 'POST' ? { body: JSON.stringify(request.body ?? {}) } : {}),
        }),
      );
      for (const [name, value] of answer.headers) {
        if (name === 'content-type') reply.header(name, value);
      }
      const cookies = answer.headers.getSetCookie();
      if (cookies.length > 0) reply.header('set-cookie', cookies);
      return reply.code(answer.status).send(await answer.text());
    },
  });
}

function sendPage(reply: FastifyReply, status: number, token: string | null): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(signInPage(token));
}

/** Only what sign-in reads; the body is JSON again, whatever it came as. */
function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers({ 'content-type': 'application/json', 'x-forwarded-for': request.ip });
  for (const name of ['cookie', 'origin', 'user-agent'] as const) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  return headers;
}
