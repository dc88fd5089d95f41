import { createHash, randomBytes } from 'node:crypto';
import { formOf, Refusal, type Reply, type ShopRequest } from '../kit/router.ts';
import type { EtsyContext } from './context.ts';
import { refuse } from './errors.ts';
import type { EtsyToken } from './state.ts';

const accessMs = 3_600_000;
const refreshMs = 90 * 86_400_000;
const codeMs = 60_000;

export const knownScopes = [
  'address_r',
  'address_w',
  'email_r',
  'listings_d',
  'listings_r',
  'listings_w',
  'profile_r',
  'profile_w',
  'shops_r',
  'shops_w',
  'transactions_r',
  'transactions_w',
];

interface Grant {
  redirectUri: string;
  scopes: string[];
  challenge: string;
  expiresAt: number;
}

const oauthError = (error: string, description: string): Refusal =>
  new Refusal({ status: 400, body: { error, error_description: description } });

/** A fresh pair; the access token carries the user's id before the dot. */
export function issueToken(context: EtsyContext, scopes: string[]): EtsyToken {
  const secret = () => `${context.state.userId}.${randomBytes(24).toString('base64url')}`;
  const now = context.clock.now();
  const token = {
    token: secret(),
    refreshToken: secret(),
    scopes,
    expiresAt: now + accessMs,
    refreshExpiresAt: now + refreshMs,
  };
  context.state.tokens.push(token);
  return token;
}

const answer = (token: EtsyToken): Reply => ({
  status: 200,
  body: {
    access_token: token.token,
    token_type: 'Bearer',
    expires_in: accessMs / 1000,
    refresh_token: token.refreshToken,
  },
});

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

export function createOauth(context: EtsyContext) {
  const grants = new Map<string, Grant>();

  function connect(request: ShopRequest): Reply {
    const { query } = request;
    const redirectUri = query.get('redirect_uri') ?? '';
    const known = context.options.redirectUris;
    if (query.get('client_id') !== context.credentials.keystring)
      return { status: 400, body: '<p>The application that is requesting authorization is unknown.</p>' };
    if (!URL.canParse(redirectUri) || (known && !known.includes(redirectUri)))
      return { status: 400, body: '<p>The redirect URL is not permitted for this application.</p>' };
    const back = new URL(redirectUri);
    const state = query.get('state');
    if (state !== null) back.searchParams.set('state', state);
    const fail = (error: string, description: string): Reply => {
      back.searchParams.set('error', error);
      back.searchParams.set('error_description', description);
      return { status: 302, headers: { location: back.href } };
    };
    if (query.get('response_type') !== 'code') return fail('invalid_request', 'response_type must be code');
    if (query.get('code_challenge_method') !== 'S256' || !query.get('code_challenge'))
      return fail('invalid_request', 'A code_challenge with the method S256 is required');
    const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    if (scopes.length === 0 || scopes.some((scope) => !knownScopes.includes(scope)))
      return fail('invalid_scope', 'A scope is missing or unknown');
    if (query.get('sandbox_answer') === 'deny') return fail('access_denied', 'The user denied consent');
    if (context.options.consent === 'page' && query.get('sandbox_answer') !== 'allow') {
      const to = (choice: string) => escapeHtml(`${request.target}&sandbox_answer=${choice}`);
      return {
        status: 200,
        body: `<!doctype html><title>Connect</title><h1>${escapeHtml(context.state.shopName)} (sandbox of Etsy)</h1>
<p>The application asks for: ${escapeHtml(scopes.join(', '))}</p>
<p><a href="${to('allow')}">Allow access</a> <a href="${to('deny')}">Cancel</a></p>`,
      };
    }
    const code = randomBytes(24).toString('base64url');
    grants.set(code, {
      redirectUri,
      scopes,
      challenge: query.get('code_challenge') ?? '',
      expiresAt: context.clock.now() + codeMs,
    });
    back.searchParams.set('code', code);
    return { status: 302, headers: { location: back.href } };
  }

  function token(request: ShopRequest): Reply {
    if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
      throw oauthError('invalid_request', 'The body must be form-encoded');
    const form = formOf(request.body);
    if (form.client_id !== context.credentials.keystring)
      throw oauthError('invalid_client', 'client_id is unknown');
    if (form.grant_type === 'refresh_token') return refresh(form.refresh_token ?? '');
    if (form.grant_type !== 'authorization_code')
      throw oauthError('unsupported_grant_type', 'grant_type is not supported');
    const grant = grants.get(form.code ?? '');
    grants.delete(form.code ?? '');
    if (!grant || grant.expiresAt < context.clock.now())
      throw oauthError('invalid_grant', 'code is unknown, used or expired');
    if (grant.redirectUri !== form.redirect_uri)
      throw oauthError('invalid_grant', 'redirect_uri differs from the one of the request');
    const verifier = form.code_verifier ?? '';
    if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier))
      throw oauthError('invalid_request', 'code_verifier must have 43 to 128 characters');
    if (createHash('sha256').update(verifier).digest('base64url') !== grant.challenge)
      throw oauthError('invalid_grant', 'code_verifier does not match the code_challenge');
    return answer(issueToken(context, grant.scopes));
  }

  /** Each refresh token works once. */
  function refresh(refreshToken: string): Reply {
    const { state, clock } = context;
    const old = state.tokens.find((entry) => entry.refreshToken === refreshToken);
    if (!old || old.refreshExpiresAt < clock.now())
      throw oauthError('invalid_grant', 'refresh_token is unknown, used or expired');
    state.tokens = state.tokens.filter((entry) => entry !== old || entry.expiresAt > clock.now());
    old.refreshToken = '';
    return answer(issueToken(context, old.scopes));
  }

  return { connect, token };
}

export function checkApiKey(context: EtsyContext, request: ShopRequest): void {
  const key = request.headers['x-api-key'] ?? '';
  if (key === '') throw refuse(401, 'Missing x-api-key header');
  const { keystring, sharedSecret } = context.credentials;
  if (key === keystring) throw refuse(403, 'Shared secret is required in x-api-key header.');
  if (key !== `${keystring}:${sharedSecret}`)
    throw refuse(403, 'API key not found or not active, or incorrect shared secret for API key.');
}

/** The token of the call; refuses a missing, unknown or expired one, and one without the scopes. */
export function checkToken(context: EtsyContext, request: ShopRequest, scopes: string[]): void {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const invalid = (description: string) =>
    new Refusal({ status: 401, body: { error: 'invalid_token', error_description: description } });
  if (!given) throw invalid('access token is missing');
  const token = context.state.tokens.find((entry) => entry.token === given);
  if (!token) throw invalid('access token is invalid');
  if (token.expiresAt <= context.clock.now()) throw invalid('access token is expired');
  const missing = scopes.filter((scope) => !token.scopes.includes(scope));
  if (missing.length > 0)
    throw new Refusal({
      status: 403,
      body: {
        error: 'insufficient_scope',
        error_description: `The token lacks the scope: ${missing.join(' ')}`,
      },
    });
}

export function hasToken(context: EtsyContext, request: ShopRequest): boolean {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return context.state.tokens.some((entry) => entry.token === given && entry.expiresAt > context.clock.now());
}
