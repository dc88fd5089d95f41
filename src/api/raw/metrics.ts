import type { FastifyInstance, FastifyRequest } from 'fastify';
import { equalInConstantTime } from '../../kit/crypto.ts';
import type { Host } from '../../kit/run-operation.ts';
import { createMetrics } from '../../observe/prometheus.ts';
import { nothingHere } from '../problems.ts';

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const throughProxy = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
];

/** From this very computer, not through a proxy that stands on it. */
const isFromHere = (request: FastifyRequest): boolean =>
  loopback.has(request.socket.remoteAddress ?? '') &&
  throughProxy.every((name) => request.headers[name] === undefined) &&
  /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? '');

/**
 * `/metrics` for Prometheus: with `SPINDLE_METRICS_TOKEN` set, for whoever sends it as a Bearer token; otherwise for programs on
 * this computer. For everybody else there is nothing here.
 */
export function registerMetrics(app: FastifyInstance, host: Host): void {
  const metrics = createMetrics(host);
  app.get('/metrics', { config: { rateLimit: false } }, async (request, reply) => {
    const token = process.env.SPINDLE_METRICS_TOKEN?.trim();
    const isAllowed = token
      ? equalInConstantTime(request.headers.authorization ?? '', `Bearer ${token}`)
      : isFromHere(request);
    if (!isAllowed) throw nothingHere(request);
    const { contentType, text } = await metrics.read();
    return reply.header('cache-control', 'no-store').type(contentType).send(text);
  });
}
