/** Etsy's OAuth: code with PKCE, access for an hour, a refresh token that changes with every use. */
import { failure } from '../answers.ts';
import type { AuthMethod, ConnectorIo } from '../connector.ts';
import { etsyAddress, fromEtsyError } from './client.ts';

const scopes = ['listings_r', 'listings_w', 'listings_d', 'shops_r', 'transactions_r'];

export const auth: AuthMethod = {
  kind: 'oauth2',
  fields: [
    {
      name: 'keystring',
      label: 'Keystring',
      help: 'On etsy.com/developers/your-apps, beside your app. Apply for Seller API Access there if you have no app yet.',
      isSecret: true,
    },
    {
      name: 'sharedSecret',
      label: 'Shared secret',
      help: 'On the same page, below the keystring.',
      isSecret: true,
    },
  ],
  scopes,
  authorizeUrl(io, trip) {
    // The consent page is on another host than the API; a sandbox has both on one.
    const page =
      io.baseUrl === etsyAddress ? 'https://www.etsy.com/oauth/connect' : `${io.baseUrl}/oauth/connect`;
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: io.secrets.keystring ?? '',
      redirect_uri: trip.redirectUri,
      scope: scopes.join(' '),
      state: trip.state,
      code_challenge: trip.codeChallenge,
      code_challenge_method: 'S256',
    });
    return `${page}?${query}`;
  },
  exchangeCode: (io, trip) =>
    token(io, {
      grant_type: 'authorization_code',
      redirect_uri: trip.redirectUri,
      code: trip.code,
      code_verifier: trip.codeVerifier,
    }),
  refresh: (io) => token(io, { grant_type: 'refresh_token', refresh_token: io.secrets.refreshToken ?? '' }),
  expiresAt: (secrets) => {
    const at = new Date(secrets.expiresAt ?? '');
    return Number.isNaN(at.getTime()) ? null : at;
  },
};

async function token(io: ConnectorIo, form: Record<string, string>): Promise<Record<string, string>> {
  const response = await io.fetch(`${io.baseUrl}/v3/public/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, client_id: io.secrets.keystring ?? '' }),
  });
  if (response.status >= 400) {
    const body = await response.text();
    const error = fromEtsyError(response.status, body, response.headers, true, io.now());
    // A refused grant means a new trip to the consent page, whatever its status.
    if (error.kind === 'rejected' || error.kind === 'gone')
      throw failure('Etsy', 'unauthorised', '', { cause: error.cause });
    throw error;
  }
  const answer = (await response.json()) as {
    access_token: string;
    refresh_token: string;
    expires_in: number;
  };
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresAt: new Date(io.now().getTime() + answer.expires_in * 1000).toISOString(),
  };
}
