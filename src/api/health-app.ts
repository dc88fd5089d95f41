import Fastify, { type FastifyInstance } from 'fastify';
import type { Host } from '../kit/run-operation.ts';
import { answerProblems } from './problems.ts';
import { registerHealth } from './raw/health.ts';
import { registerMetrics } from './raw/metrics.ts';

/** All that a worker says over HTTP: that it lives, that it can work, and what it counted. */
export function createHealthApp(host: Host): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, requestTimeout: 10_000 });
  answerProblems(app, host.log);
  registerHealth(app, host);
  registerMetrics(app, host);
  return app;
}
