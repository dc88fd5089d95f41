import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Only programs read what this route answers: of a browser's protections it sends what it sets itself. */
    isForPrograms?: boolean;
  }
}

/**
 * Everything from the hub itself, but for pictures: adoption shows a shop's own, from the shop's address. On a loopback
 * hub a practice shop on the same computer counts too. Styles may stand in elements, as the dashboard's components need.
 */
export const contentPolicy = (isHttps: boolean): Record<string, string[]> => ({
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:', 'https:', ...(isHttps ? [] : ['http://127.0.0.1:*'])],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  ...(isHttps ? { 'upgrade-insecure-requests': [] } : {}),
});

/** A policy as its header says it. */
export const policyText = (policy: Record<string, string[]>): string =>
  Object.entries(policy)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ');

const protections = (isHttps: boolean): Record<string, string> => ({
  'content-security-policy': policyText(contentPolicy(isHttps)),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  // not no-referrer: a form without an origin could not be told from a stranger's
  'referrer-policy': 'same-origin',
  ...(isHttps ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  // what old browsers had against scripts in an address opened holes of its own
  'x-xss-protection': '0',
});

/** What each answer tells a browser to refuse. The words are the same for all, so they are put together once. */
export function sendProtections(app: FastifyInstance, isHttps: boolean): void {
  const headers = protections(isHttps);
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.routeOptions.config.isForPrograms) void reply.headers(headers);
    done();
  });
}
