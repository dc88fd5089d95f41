import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance } from 'fastify';
import { HubError } from '../kit/errors.ts';
import type { HubModule } from '../kit/module.ts';
import type { Host } from '../kit/run-operation.ts';
import { createAuth } from '../modules/accounts/index.ts';
import { authenticateWith } from './authenticate.ts';
import { refuseForeignHost } from './csrf.ts';
import { registerDashboard } from './dashboard.ts';
import { isServed } from './input-schema.ts';
import { createKnownKeys } from './known-keys.ts';
import { bodyLimitBytes, silenceMs, usualLimit } from './limits.ts';
import { createLive } from './live.ts';
import { keepLocalKey } from './local-key.ts';
import { registerOperations } from './operation-routes.ts';
import { answerProblems } from './problems.ts';
import { sendProtections } from './protections.ts';
import { registerAuth } from './raw/auth.ts';
import { registerDocs } from './raw/docs.ts';
import { registerEvents } from './raw/events.ts';
import { registerHealth } from './raw/health.ts';
import { rawRoutes } from './raw/index.ts';
import { registerMetrics } from './raw/metrics.ts';
import { limitBodyTime } from './slow-body.ts';
import { watchRequests } from './watch-requests.ts';

export interface AppOptions {
  modules: readonly HubModule[];
  /** The hub's folder, for the command line's key. Left out: no key is kept. */
  home?: string | undefined;
  /** Set: Live mode behind a proxy; else the hub answers to loopback names only. */
  publicUrl?: string | undefined;
  /** The built dashboard. */
  dashboardDir?: string | undefined;
  /** For tests: how often live views hear that they are alive. */
  heartbeatMs?: number;
  /** For tests: how long a request's body may take. */
  bodyTimeMs?: number;
  /** For tests: requests a minute from one address without a good key. */
  requestsAMinute?: number;
}

/** The HTTP side of the hub, ready to listen. */
export async function createApp(host: Host, options: AppOptions): Promise<FastifyInstance> {
  const isHttps = options.publicUrl?.startsWith('https:') === true;
  const app = Fastify({
    bodyLimit: bodyLimitBytes,
    genReqId: () => randomUUID(),
    // requests' own ids are for the proxy's log: ours must be one of a kind
    requestIdHeader: false,
    trustProxy: options.publicUrl ? ['loopback', 'uniquelocal'] : false,
    forceCloseConnections: 'idle',
    // silence on a connection; live views say that they are alive, downloads and uploads move
    connectionTimeout: silenceMs,
    routerOptions: { maxParamLength: 500 },
  });
  answerProblems(app, host.log);
  watchRequests(app, host.log);
  sendProtections(app, isHttps);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    if (!options.publicUrl) refuseForeignHost(request);
    done();
  });
  limitBodyTime(app, options.bodyTimeMs);
  const knownKeys = createKnownKeys(host.clock.monotonicMs);
  await app.register(rateLimit, {
    ...usualLimit,
    ...(options.requestsAMinute ? { max: options.requestsAMinute } : {}),
    // routes with a limit of their own keep it: what they guard needs no key
    allowList: (request) => request.routeOptions.config.rateLimit === undefined && knownKeys.isKnown(request),
    errorResponseBuilder: (_request, context) =>
      new HubError('rate-limited', 'Too many requests. Wait a little, then go on.', {
        retryAfterMs: context.ttl,
      }),
  });

  const auth = createAuth(host);
  app.decorate('authenticate', authenticateWith(host, auth, knownKeys));
  const live = createLive(host.ports.listener);

  const operations = options.modules.flatMap((module) => module.operations.filter(isServed));
  registerOperations(app, host, operations, knownKeys.forget);
  registerEvents(app, { live, ...(options.heartbeatMs ? { heartbeatMs: options.heartbeatMs } : {}) });
  registerHealth(app, host);
  registerMetrics(app, host);
  // each in its own scope: some read bodies in their own way
  for (const register of rawRoutes) await app.register(async (scope) => register(scope, host));
  await app.register(async (scope) => registerAuth(scope, host, auth));
  registerDocs(app, operations);
  const dashboardDir = options.dashboardDir ?? builtDashboard();
  await registerDashboard(app, dashboardDir);
  if (options.home) keepLocalKey(app, host, options.home);
  return app;
}

function builtDashboard(): string | undefined {
  const dir = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));
  return existsSync(dir) ? dir : undefined;
}
