import { createAuthEndpoint } from '@better-auth/core/api';
import { passkey } from '@better-auth/passkey';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { setSessionCookie } from 'better-auth/cookies';
import { betterAuth } from 'better-auth/minimal';
import { z } from 'zod';
import { hmacSha256 } from '../../kit/crypto.ts';
import { newId } from '../../kit/ids.ts';
import type { Host } from '../../kit/run-operation.ts';
import { takeLink } from './sign-in-link.ts';
import { authTables, selectMember } from './store.ts';

const sessionDays = 30;

export type SessionKeeper = ReturnType<typeof createSessionKeeper>;

/** better-auth as the hub uses it. Only ever loaded by the first who signs in: it brings hundreds of files. */
export function createSessionKeeper(host: Host) {
  const { url } = host.ports.address;
  const { hostname } = new URL(url);
  const key = host.ports.keyRing.keys[0]?.key;
  if (!key) throw new Error('The key ring is empty');
  const isHttps = url.startsWith('https:');
  return betterAuth({
    appName: 'Spindle',
    baseURL: url,
    basePath: '/api/auth',
    // a rotated key signs everybody out at the next start, which is what one rotates for
    secret: hmacSha256(key, 'accounts.session').toString('hex'),
    database: drizzleAdapter(host.db, { provider: 'pg', schema: authTables }),
    session: { expiresIn: sessionDays * 86_400, disableSessionRefresh: true },
    advanced: {
      cookiePrefix: 'spindle',
      useSecureCookies: isHttps,
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true, secure: isHttps, path: '/' },
      database: { generateId: () => newId() },
      // the hub's own check of the origin (src/api/csrf.ts) stands before every call
      disableCSRFCheck: true,
      disableOriginCheck: true,
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      log: (level, message) => host.log[level === 'error' ? 'error' : 'warn']({}, `Sign-in: ${message}`),
    },
    plugins: [
      signInLinkPlugin(host),
      // WebAuthn knows no IP addresses: on one's own computer passkeys work under http://localhost
      passkey({ rpID: /^[\d.:[\]]+$/.test(hostname) ? 'localhost' : hostname, rpName: 'Spindle' }),
    ],
  });
}

/** better-auth's own magic link checks and uses up in two statements and takes GET, which mail scanners follow. */
const signInLinkPlugin = (host: Host) => ({
  id: 'sign-in-link' as const,
  endpoints: {
    redeemSignInLink: createAuthEndpoint(
      '/sign-in/link',
      { method: 'POST', body: z.object({ token: z.string().max(200) }), requireHeaders: true },
      async (ctx) => {
        const personId = await takeLink(host.db, ctx.body.token, host.clock.now());
        const member = personId ? await selectMember(host.db, personId) : null;
        const user = member ? await ctx.context.internalAdapter.findUserById(member.id) : null;
        if (!user) throw ctx.error('UNAUTHORIZED');
        const session = await ctx.context.internalAdapter.createSession(user.id);
        await setSessionCookie(ctx, { session, user });
        return ctx.json({ ok: true });
      },
    ),
  },
});
