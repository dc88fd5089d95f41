import type { FastifyRequest } from 'fastify';
import { HubError } from '../kit/errors.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A change that comes with a cookie must come from the hub's own page. The cookie is SameSite=Strict already; this also
 * stops other programs on the same computer, which share the "site" 127.0.0.1. Browsers cannot forge these headers.
 * Reasons: docs/decisions/0003-accounts.md. Throws HubError `forbidden`.
 */
export function refuseForeignOrigin(request: FastifyRequest): void {
  if (reading.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site === 'same-origin') return;
  } else if (hostOf(request.headers.origin) === request.headers.host) return;
  throw new HubError(
    'forbidden',
    'This change did not come from the hub’s own page, so it was not made. Open the dashboard and do it there.',
  );
}

function hostOf(origin: string | undefined): string | null {
  try {
    return origin ? new URL(origin).host : null;
  } catch {
    return null;
  }
}

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * On one's own computer the hub answers to loopback names only: a stranger's page may point its own name at 127.0.0.1
 * (DNS rebinding) and would then be "same-origin". Throws HubError `forbidden`.
 */
export function refuseForeignHost(request: FastifyRequest): void {
  if (!loopback.test(request.headers.host ?? ''))
    throw new HubError('forbidden', 'Open the hub under the address that it printed when it started.');
}
