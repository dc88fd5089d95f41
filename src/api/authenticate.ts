import type { FastifyRequest } from 'fastify';
import type { Actor } from '../kit/ctx.ts';
import { HubError } from '../kit/errors.ts';
import type { Host } from '../kit/run-operation.ts';
import { type Auth, actorOfPerson, readKey } from '../modules/accounts/index.ts';
import { refuseForeignOrigin } from './csrf.ts';
import { bearerOf, type KnownKeys } from './known-keys.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Who asks, by API key or session cookie. Throws HubError `unauthenticated`, or `forbidden` for a foreign page. */
    authenticate(request: FastifyRequest): Promise<Actor>;
  }
}

export const authenticateWith =
  (host: Host, auth: Auth, knownKeys: KnownKeys) =>
  async (request: FastifyRequest): Promise<Actor> => {
    const bearer = bearerOf(request);
    if (bearer) return knownKeys.actorOf(bearer, host.clock.now(), () => readKey(host, bearer));
    if (request.headers.cookie) {
      const personId = await auth.personOf(new Headers({ cookie: request.headers.cookie }));
      const actor = personId ? await actorOfPerson(host, personId) : null;
      if (actor) {
        refuseForeignOrigin(request);
        return actor;
      }
    }
    throw new HubError(
      'unauthenticated',
      'You are not signed in. Use a sign-in link, or send an API key as “Authorization: Bearer …”.',
    );
  };
