import { api, done, live } from './client.ts';
import { toProblem } from './problem.ts';

export const meQuery = live(['hub'], ['me'], () => done(api.GET('/me')));

/** Whether whoever is signed in may do this; unknown counts as yes, since the hub checks anyway. */
export const mayDo = (scopes: readonly string[] | undefined, scope: string): boolean =>
  scopes === undefined || scopes.includes('*') || scopes.includes(scope);

/** Signing in is no operation of the hub's API: these few addresses stand apart (src/api/raw/auth.ts). */
async function post(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw toProblem(response, answer);
  return answer;
}

export const askForLink = (email: string) => post('/link', { email });

export async function signOut(): Promise<void> {
  await post('/sign-out', {});
  window.location.assign('/sign-in');
}

/**
 * Browsers that can turn the hub's JSON into a passkey request by themselves; others use the link. WebAuthn knows no IP
 * addresses: on one's own computer passkeys work under http://localhost.
 */
export const canUsePasskey = (): boolean =>
  !/^[\d.:[\]]+$/.test(window.location.hostname) &&
  'PublicKeyCredential' in window &&
  'parseRequestOptionsFromJSON' in PublicKeyCredential;

export async function signInWithPasskey(): Promise<void> {
  const options = await fetch('/api/auth/passkey/generate-authenticate-options');
  if (!options.ok) throw toProblem(options, await options.json().catch(() => null));
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await options.json());
  const credential = await navigator.credentials.get({ publicKey });
  await post('/passkey/verify-authentication', { response: (credential as PublicKeyCredential).toJSON() });
}

export async function addPasskey(name: string): Promise<void> {
  const options = await fetch('/api/auth/passkey/generate-register-options');
  if (!options.ok) throw toProblem(options, await options.json().catch(() => null));
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await options.json());
  const credential = await navigator.credentials.create({ publicKey });
  await post('/passkey/verify-registration', {
    response: (credential as PublicKeyCredential).toJSON(),
    name,
  });
}
