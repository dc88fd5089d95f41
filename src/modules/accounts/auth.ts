import { HubError } from '../../kit/errors.ts';
import type { Host } from '../../kit/run-operation.ts';
import type { SessionKeeper } from './session-keeper.ts';

/** Sign-in by session cookie: better-auth behind the few calls that the hub uses. */
export interface Auth {
  /** Who the cookie belongs to, or null. Reads only. */
  personOf(headers: Headers): Promise<string | null>;
  /** Uses a one-time link up; answers with the cookie. Throws HubError `unauthenticated`. */
  redeemLink(token: string, headers: Headers): Promise<Response>;
  /** better-auth's own answer, for the paths in `openPaths` only. */
  handle(request: Request): Promise<Response>;
}

/** What of better-auth can be reached from outside; everything else does not exist. */
export const openPaths: ReadonlySet<string> = new Set([
  '/sign-out',
  '/passkey/generate-register-options',
  '/passkey/verify-registration',
  '/passkey/generate-authenticate-options',
  '/passkey/verify-authentication',
  '/passkey/list-user-passkeys',
  '/passkey/delete-passkey',
]);

/** The hub's address is known only when it listens, so better-auth is made, and loaded, at the first use. */
export function createAuth(host: Host): Auth {
  let made: Promise<SessionKeeper> | null = null;
  const auth = () => {
    made ??= import('./session-keeper.ts').then(({ createSessionKeeper }) => createSessionKeeper(host));
    return made;
  };
  return {
    async personOf(headers) {
      const found = await (await auth()).api.getSession({ headers });
      return found?.user.id ?? null;
    },
    redeemLink: async (token, headers) => {
      const answer = await (await auth()).api.redeemSignInLink({
        body: { token },
        headers,
        asResponse: true,
      });
      if (answer.ok) return answer;
      throw new HubError(
        'unauthenticated',
        'This sign-in link has been used or is too old. Ask for a new one, or start the hub again to have one printed.',
      );
    },
    handle: async (request) => (await auth()).handler(request),
  };
}
